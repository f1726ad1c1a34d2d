/** The live pods behind a Service or a Job, as a finding tells of them. */
import type { PodRow } from '@podline/contract';
import { type Awaited, awaitsOf, type PodBehind, type PodSnapshot } from '@podline/domain';

export interface LivePod {
  readonly row: PodRow;
  readonly snapshot: PodSnapshot;
}

/** Those that are stuck first, then those that are not ready. */
export const worstFirst = (pods: readonly LivePod[]): readonly LivePod[] =>
  pods.toSorted((a, b) => weight(a) - weight(b));

const weight = ({ row, snapshot }: LivePod): number =>
  row.stuck !== null ? 0 : isReady(snapshot) ? 2 : 1;

export const isReady = ({ conditions }: PodSnapshot): boolean =>
  conditions.some(({ type, status }) => type === 'Ready' && status === 'True');

export const hasLabels = (
  { labels }: Pick<PodSnapshot, 'labels'>,
  selector: Readonly<Record<string, string>>,
): boolean => Object.entries(selector).every(([key, value]) => labels[key] === value);

/** `pick` chooses among what its init waits for. */
export function podBehind(
  { row, snapshot }: LivePod,
  pick: (awaits: readonly Awaited[]) => Awaited | undefined,
): PodBehind {
  const { stuck, cause, name, status } = row;
  const base = { name, status, isReady: isReady(snapshot) };
  if (stuck === null) return { ...base, because: null };
  const because = cause?.title ?? `${stuck.container ?? 'the pod'} ${stuck.says}`;
  const target = stuck.container === null ? undefined : pick(waitsOf(snapshot, stuck.container));
  if (stuck.container === null || target === undefined) return { ...base, because };
  return { ...base, because, waits: { container: stuck.container, target } };
}

/** Nothing, unless it is an init that runs: one that fails does not wait. */
function waitsOf(snapshot: PodSnapshot, container: string): readonly Awaited[] {
  const status = snapshot.statuses.find(({ kind, name }) => kind === 'init' && name === container);
  if (status?.state.kind !== 'running') return [];
  const awaits = awaitsOf(snapshot, container);
  const looped = awaits.filter(({ loops }) => loops);
  return looped.length > 0 ? looped : awaits;
}
