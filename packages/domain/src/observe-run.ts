/** What a run that a status shows adds to the runs that are known. */
import { endedWell } from './container-state.ts';
import type { KnownRun } from './known.ts';
import type { ShownRun } from './runs-shown.ts';
import { earlier, type Millis } from './time.ts';
import type { ContainerChange } from './transition.ts';

interface RunFact {
  readonly key: string;
  readonly at: Millis | null;
  readonly change: ContainerChange;
}

/** `unseenSince`: when the snapshot before arrived, or the pod's creation. Facts are in the order in which they happened. */
export function observeRun(
  runs: readonly KnownRun[],
  shown: ShownRun,
  unseenSince: Millis,
): { readonly runs: readonly KnownRun[]; readonly facts: readonly RunFact[] } {
  const index = runs.findIndex((run) => isSameRun(run, shown));
  const known = runs[index] ?? newRun(shown);
  const run = withShown(known, shown);
  const facts = [
    ...(index === -1 ? unobserved(runs, shown, unseenSince) : []),
    ...(run.started && !known.started ? [started(run, shown)] : []),
    ...(shown.end !== null && !known.ended ? [ended(run, shown, shown.end)] : []),
  ];
  return { runs: index === -1 ? [...runs, run] : runs.with(index, run), facts };
}

const withShown = (known: KnownRun, shown: ShownRun): KnownRun => ({
  attempt: known.attempt,
  containerId: known.containerId ?? shown.containerId,
  startedAt: known.startedAt ?? shown.startedAt,
  finishedAt: known.finishedAt ?? shown.end?.finishedAt ?? null,
  started: known.started || shown.startedAt !== null,
  ended: known.ended || shown.end !== null,
  ...(isWell(known, shown) ? { well: true } : {}),
});

const isWell = (known: KnownRun, { end }: ShownRun): boolean =>
  known.ended ? known.well === true : end !== null && endedWell(end.ending);

const newRun = ({ attempt }: ShownRun): KnownRun => ({
  attempt,
  containerId: null,
  startedAt: null,
  finishedAt: null,
  started: false,
  ended: false,
});

/** By containerID; a synthetic record has none and stands for the run of its number, which it ends. */
function isSameRun(run: KnownRun, shown: ShownRun): boolean {
  if (run.containerId !== null && shown.containerId !== null) {
    return run.containerId === shown.containerId;
  }
  const isOverAlready = run.containerId === null && shown.containerId !== null && run.ended;
  return run.attempt === shown.attempt && !isOverAlready;
}

const nameOf = ({ containerId, attempt }: { containerId: string | null; attempt: number }) =>
  containerId ?? `attempt-${attempt}`;

const started = (run: KnownRun, shown: ShownRun): RunFact => ({
  key: `started/${nameOf(run)}`,
  at: shown.startedAt,
  change: {
    kind: 'started',
    attempt: run.attempt,
    containerId: run.containerId,
    imageId: shown.imageId,
    seen: shown.end === null ? 'live' : 'afterwards',
  },
});

const ended = (run: KnownRun, shown: ShownRun, end: NonNullable<ShownRun['end']>): RunFact => ({
  key: `ended/${nameOf(run)}`,
  at: end.finishedAt,
  change: {
    kind: 'ended',
    attempt: run.attempt,
    containerId: run.containerId,
    startedAt: run.startedAt,
    ending: end.ending,
    seen: shown.seen,
  },
});

/**
 * What nobody saw before a run that is new to us: runs whose numbers lie between the newest known one and this one, or only the
 * end of the one before (`attempts` 0).
 */
function unobserved(
  runs: readonly KnownRun[],
  shown: ShownRun,
  unseenSince: Millis,
): readonly RunFact[] {
  const newest = Math.max(-1, ...runs.map((run) => run.attempt));
  const attempts = shown.attempt - newest - 1;
  const isEndMissing = runs.some((run) => run.attempt === newest && !run.ended);
  if (shown.attempt <= newest || (attempts === 0 && !isEndMissing)) return [];
  const to = shown.startedAt ?? shown.end?.finishedAt ?? null;
  const from = to === null ? unseenSince : earlier(unseenSince, to);
  const change: ContainerChange = { kind: 'unobserved', attempts, from, to };
  return [{ key: `unobserved/before-${nameOf(shown)}`, at: from, change }];
}
