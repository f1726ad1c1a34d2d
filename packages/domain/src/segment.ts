/** One stretch of what a container did. */
import type { Ending } from './container-state.ts';
import type { Millis } from './time.ts';
import { CREATION, type WaitsFor } from './waits-for.ts';

export interface Interval {
  readonly from: Millis;
  /** Null: goes on. */
  readonly to: Millis | null;
}

/** Reasons with which the kubelet tells that it could not start a container, or that it stopped it again at once. */
export type FailedStart = 'RunContainerError' | 'PostStartHookError';

export type Segment = Interval &
  /** `reason` and `message` are the kubelet's; `waitsFor` is what they mean at this stage of the pod's life. */
  (
    | {
        readonly kind: 'waiting';
        readonly reason: string | null;
        readonly message: string | null;
        /** `timelineOf` always tells it; missing where a segment was made otherwise. */
        readonly waitsFor?: WaitsFor;
      }
    | { readonly kind: 'running'; readonly attempt: number }
    /** A run that ended well. */
    | { readonly kind: 'completed'; readonly attempt: number; readonly ending: Ending }
    /** A run that ended otherwise, or that could not start. */
    | { readonly kind: 'failed'; readonly attempt: number; readonly ending: Ending }
    /** From an end to the next start. `notBefore`: the kubelet will not try again earlier; null when it announced no delay. */
    | {
        readonly kind: 'back-off';
        readonly delayMs: number | null;
        readonly notBefore: Millis | null;
        readonly message: string | null;
        /** The run before did not come to work because of this; missing where it simply ended. */
        readonly failedStart?: FailedStart;
      }
    /** `attempts` runs that nobody saw; 0 when nobody watched and nothing is known to have happened. */
    | { readonly kind: 'unobserved'; readonly attempts: number; readonly cause: string }
  );

/** What a waiting segment waits for; its creation where nothing is told. */
export const waitOf = (segment: Segment & { readonly kind: 'waiting' }): WaitsFor =>
  segment.waitsFor ?? CREATION;
