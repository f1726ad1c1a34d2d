/** What is usual for the pods of one template: how long each stage of their starts took, and how many runs it needed. */
import type { StartFact } from './start-facts.ts';
import { type DurationMs, durationMs, type Millis } from './time.ts';

/** The counted start of one pod. */
export interface PodStart {
  readonly podUid: string;
  /** Of the template; null where nothing tells one from another. */
  readonly revision: string | null;
  /** When the pod was created. */
  readonly at: Millis;
  readonly facts: readonly StartFact[];
}

/** Of the starts in which this stage finished. */
export interface UsualStage extends Pick<StartFact, 'container' | 'stage'> {
  readonly p50Ms: DurationMs;
  readonly p95Ms: DurationMs;
  readonly slowestMs: DurationMs;
  readonly starts: number;
  /** Runs that half of them needed at most, and the most that one needed. */
  readonly attempts: { readonly p50: number; readonly most: number };
  /** Starts in which it failed and never finished; not among `starts`. */
  readonly failed: number;
}

/** From so many starts on, what is usual outweighs what is assumed of any pod. */
export const ENOUGH_STARTS = 10;

/** The nearest rank: of 100 values 95 are no greater. `share` is above 0 and at most 1. Null of none. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}

/** By stage and container, in the order in which they first appear; those that never finished are missing. */
export function usualOf(facts: readonly StartFact[]): readonly UsualStage[] {
  const groups = Map.groupBy(facts, ({ stage, container }) => `${stage} ${container ?? ''}`);
  return [...groups.values()].flatMap((all): readonly UsualStage[] => {
    const finished = all.filter(({ end }) => end === 'finished');
    const [first] = finished;
    if (first === undefined) return [];
    const took = finished.map((fact) => fact.durationMs);
    const runs = finished.map((fact) => fact.attempts);
    return [
      {
        container: first.container,
        stage: first.stage,
        p50Ms: durationMs(percentile(took, 0.5) ?? 0),
        p95Ms: durationMs(percentile(took, 0.95) ?? 0),
        slowestMs: durationMs(percentile(took, 1) ?? 0),
        starts: finished.length,
        attempts: { p50: percentile(runs, 0.5) ?? 0, most: percentile(runs, 1) ?? 0 },
        failed: all.filter(({ end }) => end === 'failed').length,
      },
    ];
  });
}

/** The starts that a pod of this revision is measured by: those of its own revision once they are enough, else all. */
export function startsLike(
  starts: readonly PodStart[],
  revision: string | null,
): readonly PodStart[] {
  const own = starts.filter((start) => start.revision === revision);
  return own.length >= ENOUGH_STARTS ? own : starts;
}
