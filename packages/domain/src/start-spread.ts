/** How long starts took: of many pods, each stage and container for itself, as numbers that can be shown one by one. */
import type { StartFact } from './start-facts.ts';
import { type DurationMs, durationMs } from './time.ts';

export interface StartSpread {
  /** `start`: from the pod's creation until it was ready. */
  readonly stage: StartFact['stage'] | 'start';
  /** As in `StartFact`; null for `start`. */
  readonly container: string | null;
  /** Of those that finished, the shortest first. */
  readonly durationsMs: readonly DurationMs[];
  /** Half of them took no longer; null where none finished. */
  readonly p50Ms: DurationMs | null;
  /** 95 of 100 took no longer; null where none finished. */
  readonly p95Ms: DurationMs | null;
  /** How many did not finish: they go on, failed or were cut off. */
  readonly notFinished: number;
}

/**
 * `starts`: the facts of each pod, the newest pod first; a pod without facts says nothing. The whole start stands first, then the
 * stages and containers in the order in which the newest pod has them.
 */
export function startSpreads(starts: readonly (readonly StartFact[])[]): readonly StartSpread[] {
  const told = starts.filter((facts) => facts.length > 0);
  const wholes = told.flatMap((facts) => wholeStart(facts) ?? []);
  const facts = [...wholes, ...told.flat()];
  const groups = Map.groupBy(facts, ({ stage, container }) => `${stage} ${container ?? ''}`);
  return [...groups.values()].flatMap((group): readonly StartSpread[] => {
    const [first] = group;
    return first === undefined ? [] : [spreadOf(first, group)];
  });
}

type Measured = Pick<StartFact, 'container' | 'durationMs' | 'end'> & Pick<StartSpread, 'stage'>;

/** Its stages follow each other without a hole, and its readiness is the last of them. */
function wholeStart(facts: readonly StartFact[]): Measured | null {
  const [first] = facts;
  const last = facts.findLast(
    ({ container, stage }) => container === null || stage !== 'readiness',
  );
  if (first === undefined || last === undefined) return null;
  const isUp = last.stage === 'readiness' && last.end === 'finished';
  return {
    stage: 'start',
    container: null,
    durationMs: durationMs(last.at + last.durationMs - first.at),
    end: isUp ? 'finished' : 'unfinished',
  };
}

function spreadOf({ stage, container }: Measured, facts: readonly Measured[]): StartSpread {
  const durationsMs = facts
    .filter(({ end }) => end === 'finished')
    .map((fact) => fact.durationMs)
    .sort((a, b) => a - b);
  return {
    stage,
    container,
    durationsMs,
    p50Ms: rankOf(durationsMs, 0.5),
    p95Ms: rankOf(durationsMs, 0.95),
    notFinished: facts.length - durationsMs.length,
  };
}

/** The nearest rank: always one of the durations, also of few. */
const rankOf = (sorted: readonly DurationMs[], share: number): DurationMs | null =>
  sorted[Math.max(Math.ceil(sorted.length * share) - 1, 0)] ?? null;
