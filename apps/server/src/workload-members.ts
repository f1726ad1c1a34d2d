/** The pods of a workload: those that are there, and of those that are gone the newest that the log has. */
import type { PodRow } from '@podline/contract';
import type { LogReading } from '@podline/store';
import { podRow } from './pod-row.ts';

export interface WorkloadRef {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
}

export interface Members {
  /** The newest first. */
  readonly rows: readonly PodRow[];
  /** There are older ones, or may be. */
  readonly isCut: boolean;
}

/** What a controller gives a pod as a name begins with its own; so much of that is kept (`generateName` in the API server). */
const KEPT_OF_NAME = 58;
/** Pods of other workloads may have names that begin alike. */
const READ_FOR_ONE = 3;

/**
 * At most `most`, live ones before those that are gone. A pod that is gone is found where its name begins with its workload's,
 * as all controllers of Kubernetes itself do it.
 */
export async function membersOf(
  ref: WorkloadRef,
  rows: readonly PodRow[],
  log: Pick<LogReading, 'gonePodsNamed'>,
  most: number,
): Promise<Members> {
  const live = newestFirst(rows.filter((row) => isOf(row, ref)));
  const prefix = `${ref.name}-`.slice(0, KEPT_OF_NAME);
  const read = most * READ_FOR_ONE;
  const stored = await log.gonePodsNamed({ namespace: ref.namespace, prefix, most: read });
  const gone = stored
    .map((pod) => podRow(pod.known.snapshot, pod.deletedAt))
    .filter((row) => isOf(row, ref));
  const members = [...live, ...gone].slice(0, most);
  const isCut = live.length + gone.length > most || stored.length === read;
  return { rows: newestFirst(members), isCut };
}

const isOf = ({ namespace, workload }: PodRow, ref: WorkloadRef): boolean =>
  namespace === ref.namespace && workload?.kind === ref.kind && workload.name === ref.name;

const newestFirst = (rows: readonly PodRow[]): readonly PodRow[] =>
  [...rows].sort((a, b) => b.createdAt - a.createdAt || (a.name < b.name ? -1 : 1));
