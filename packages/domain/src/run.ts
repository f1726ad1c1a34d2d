/** Runs: a start and its end, gathered from the facts of one container. */
import type { Ending } from './container-state.ts';
import type { Millis } from './time.ts';
import type { Change, Seen, Transition } from './transition.ts';

/** One start-to-end of a container, as it is shown and exported. */
export interface Attempt {
  /** restartCount of the run: 0 is the first. */
  readonly number: number;
  readonly containerId: string | null;
  readonly imageId: string | null;
  readonly startedAt: Millis | null;
  /** Null while it runs, and for synthetic records. */
  readonly finishedAt: Millis | null;
  /** Null while it runs. */
  readonly ending: Ending | null;
  /** `afterwards`: the API never showed it as the present, neither running nor ended. */
  readonly seen: Seen;
}

/** One run of a container while its facts are gathered. */
export interface Run {
  readonly started:
    | (Transition & { readonly change: Change & { readonly kind: 'started' } })
    | null;
  readonly ended: (Transition & { readonly change: Change & { readonly kind: 'ended' } }) | null;
  /** Waits recorded since this run and before the next, in order of record. */
  readonly waits: readonly Transition[];
}

const attemptNumber = (run: Run): number =>
  run.started?.change.attempt ?? run.ended?.change.attempt ?? 0;

/** The run as people see it. */
export function attemptOf(run: Run): Attempt {
  const change = run.ended?.change ?? run.started?.change;
  return {
    number: attemptNumber(run),
    containerId: change?.containerId ?? null,
    imageId: run.started?.change.imageId ?? null,
    startedAt: startOf(run),
    finishedAt: run.ended?.at ?? null,
    ending: run.ended?.change.ending ?? null,
    seen: [run.started, run.ended].some((fact) => fact?.change.seen === 'live')
      ? 'live'
      : 'afterwards',
  };
}

/**
 * Starts and ends paired by containerID, by number where there is none, each with the waits recorded after it; in order of start,
 * and of number where that is not known or the same.
 */
export function runsOf(facts: readonly Transition[]): readonly Run[] {
  const runs: Run[] = [];
  const placeOf = new Map<string, number>();
  for (const fact of facts) {
    const { change } = fact;
    if (change.kind === 'waiting') addWait(runs, fact);
    if (change.kind !== 'started' && change.kind !== 'ended') continue;
    const number = `attempt-${change.attempt}`;
    const id = change.containerId ?? number;
    const place = placeOf.get(id) ?? openWithoutId(runs, placeOf.get(number)) ?? runs.length;
    runs[place] = withFact(runs[place] ?? { started: null, ended: null, waits: [] }, fact, change);
    placeOf.set(id, place).set(number, place);
  }
  return runs.sort(byStart);
}

function addWait(runs: Run[], wait: Transition): void {
  const last = runs.at(-1);
  if (last !== undefined) runs[runs.length - 1] = { ...last, waits: [...last.waits, wait] };
}

const withFact = (
  run: Run,
  fact: Transition,
  change: Change & { readonly kind: 'started' | 'ended' },
): Run =>
  change.kind === 'started'
    ? { ...run, started: { ...fact, change } }
    : { ...run, ended: { ...fact, change } };

/** Waits from before the first run, in order of record. */
export function waitsBeforeRuns(facts: readonly Transition[]): readonly Transition[] {
  const first = facts.findIndex(
    ({ change }) => change.kind === 'started' || change.kind === 'ended',
  );
  return (first === -1 ? facts : facts.slice(0, first)).filter(
    ({ change }) => change.kind === 'waiting',
  );
}

/** A run that is still open and whose containerID was not told can be the one that now has an id. */
function openWithoutId(runs: readonly Run[], place: number | undefined): number | null {
  const run = place === undefined ? undefined : runs[place];
  const isOpen = run?.ended === null && run.started?.change.containerId === null;
  return place !== undefined && isOpen ? place : null;
}

/** Numbers alone do not do: they fall when the kubelet counts anew. */
function byStart(a: Run, b: Run): number {
  const [from, to] = [startOf(a), startOf(b)];
  return from === null || to === null || from === to
    ? attemptNumber(a) - attemptNumber(b)
    : from - to;
}

const startOf = (run: Run): Millis | null => run.started?.at ?? run.ended?.change.startedAt ?? null;
