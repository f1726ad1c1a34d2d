/** What was known at a moment: the facts and the blind times that a page of then would have had. */
import { earlier, type Millis } from './time.ts';
import type { Gap, Transition } from './transition.ts';

/**
 * The transitions that tell of `at`, in the order given. While somebody watched, those that had been observed by then: our clock
 * is milliseconds, the cluster's word whole seconds, and a list of then showed what was observed. Where nobody watched at `at`
 * (it lies in one of `gaps`), besides these what came to be known afterwards and was so by then in the cluster's word.
 */
export function transitionsAt<T extends Transition>(
  transitions: readonly T[],
  at: Millis,
  gaps: readonly Gap[] = [],
): readonly T[] {
  const isBlind = gaps.some((gap) => gap.from <= at && at < gap.to);
  return transitions.filter(
    (fact) => fact.observedAt <= at || (isBlind && fact.at !== null && fact.at <= at),
  );
}

/** The blind times that had begun by then, none of them reaching beyond it. */
export const gapsAt = <G extends Gap>(gaps: readonly G[], at: Millis): readonly G[] =>
  gaps.filter(({ from }) => from < at).map((gap) => ({ ...gap, to: earlier(gap.to, at) }));
