/** The pods of a workload as lines of its page: what the live rows say of now, and what the pods did; by revision, stuck ones first. */
import type { PodRow, WorkloadPod, WorkloadState } from '@podline/contract';
import { type Revision, revisionsOf } from '@podline/domain';
import { toneOf } from '../pods/status-tone.ts';

/** A pod that is new has no lanes yet. */
export type PodLine = WorkloadPod;

export interface RevisionGroup extends Revision {
  readonly lines: readonly PodLine[];
}

/** Of a pod that is there the newest row counts, and what it did is at most a moment older. */
export function linesOf(state: WorkloadState, rows: readonly PodRow[]): readonly PodLine[] {
  const live = new Map(rows.map((row) => [row.uid, row]));
  const known = new Set(state.uids);
  const fresh = rows.filter(({ uid }) => !known.has(uid)).map(newLine);
  const told = state.pods.map((pod) => {
    const row = live.get(pod.uid);
    return row === undefined || pod.deletedAt !== null ? pod : { ...pod, ...nowOf(row) };
  });
  return [...fresh, ...told];
}

const newLine = (row: PodRow): PodLine => ({
  uid: row.uid,
  namespace: row.namespace,
  name: row.name,
  createdAt: row.createdAt,
  deletedAt: null,
  revision: row.workload?.revision ?? null,
  from: null,
  lanes: [],
  stages: [],
  ...nowOf(row),
});

const nowOf = ({ node, ready, status, statusSentence, restarts, stuck }: PodRow) => ({
  node,
  ready,
  status,
  statusSentence,
  restarts,
  stuck,
});

/** Every revision with its lines; the one that the workload goes for stands first. */
export const groupsOf = (lines: readonly PodLine[]): readonly RevisionGroup[] =>
  revisionsOf(lines).map((revision) => ({
    ...revision,
    lines: lines.filter((line) => line.revision === revision.revision).sort(byNeed),
  }));

/** What is shown without being asked for: the newest, the one before it, and whatever still has pods. */
const SHOWN = 2;

/**
 * Of the groups those that are asked for: by the revision's name, `all`, or null for those that matter now. A name that none has is
 * as if nothing had been asked.
 */
export function shownGroups(
  groups: readonly RevisionGroup[],
  asked: string | null,
): readonly RevisionGroup[] {
  if (asked === 'all') return groups;
  const only = groups.filter(({ revision }) => revision !== null && revision === asked);
  return only.length > 0 ? only : groups.filter(({ live }, index) => index < SHOWN || live > 0);
}

/** Which revision is asked for after a step through: those that matter, then each for itself, then all. */
export function nextAsked(
  groups: readonly RevisionGroup[],
  asked: string | null,
  step: 1 | -1,
): string | null {
  const names = groups.flatMap(({ revision }) => revision ?? []);
  const choices: readonly (string | null)[] = names.length < 2 ? [null] : [null, ...names, 'all'];
  const at = Math.max(choices.indexOf(asked), 0);
  return choices[(at + step + choices.length) % choices.length] ?? null;
}

const byNeed = (a: PodLine, b: PodLine): number =>
  needOf(a) - needOf(b) ||
  stuckSince(a) - stuckSince(b) ||
  b.createdAt - a.createdAt ||
  byName(a, b);

function needOf({ stuck, deletedAt, status, ready }: PodLine): number {
  if (deletedAt !== null) return 3;
  if (stuck !== null) return 0;
  const tone = toneOf(status, ready);
  return tone === 'ready' || tone === 'done' ? 2 : 1;
}

const stuckSince = ({ stuck }: PodLine): number => stuck?.since ?? 0;
const byName = (a: PodLine, b: PodLine): number => (a.name < b.name ? -1 : 1);
