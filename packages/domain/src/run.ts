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
  readonly seen: Seen;
}

/** One run of a container while its facts are gathered. */
export interface Run {
  readonly started:
    | (Transition & { readonly change: Change & { readonly kind: 'started' } })
    | null;
  readonly ended: (Transition & { readonly change: Change & { readonly kind: 'ended' } }) | null;
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
    startedAt: run.started?.at ?? run.ended?.change.startedAt ?? null,
    finishedAt: run.ended?.at ?? null,
    ending: run.ended?.change.ending ?? null,
    seen: run.started?.change.seen ?? run.ended?.change.seen ?? 'afterwards',
  };
}

/** Starts and ends paired by containerID, by number where there is none; in order of number, then of start. */
export function runsOf(facts: readonly Transition[]): readonly Run[] {
  const runs = new Map<string, Run>();
  for (const fact of facts) {
    const { change } = fact;
    if (change.kind !== 'started' && change.kind !== 'ended') continue;
    const id = change.containerId ?? `attempt-${change.attempt}`;
    const run = runs.get(id) ?? { started: null, ended: null };
    if (change.kind === 'started') runs.set(id, { ...run, started: { ...fact, change } });
    else runs.set(id, { ...run, ended: { ...fact, change } });
  }
  return [...runs.values()].sort((a, b) => attemptNumber(a) - attemptNumber(b));
}
