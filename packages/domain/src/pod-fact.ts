/** A fact of a pod on its way to becoming a transition. */
import type { Millis } from './time.ts';
import type { PodChange } from './transition.ts';

export interface PodFact {
  readonly key: string;
  /** The same may happen again without a time of its own: only its number tells it apart. */
  readonly isFlip: boolean;
  readonly at: Millis | null;
  readonly change: PodChange;
}

/** A fact whose key names it for ever. */
export const once = (key: string, at: Millis | null, change: PodChange): PodFact => ({
  key,
  isFlip: false,
  at,
  change,
});

/** A fact that is told apart from its like by their order alone. */
export const flip = (key: string, at: Millis | null, change: PodChange): PodFact => ({
  key,
  isFlip: true,
  at,
  change,
});
