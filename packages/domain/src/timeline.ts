/** Transitions → lanes → attempts → segments. The server, the page, the command line and the tests fold with this one file. */
import type { Ending } from './container-state.ts';
import type { Millis } from './time.ts';
import type { LaneSpec, Seen } from './transition.ts';

export interface Timeline {
  readonly lanes: readonly Lane[];
  /** Facts of the pod, oldest first. */
  readonly marks: readonly PodMark[];
  /** Earliest time on the timeline: the pod's creation or the first fact. Null when there is nothing. */
  readonly from: Millis | null;
  /** When the pod was gone; null while it exists. */
  readonly until: Millis | null;
}

/** One container's row. Lanes stand in start order: inits and native sidecars as in the spec, then apps, then ephemeral. */
export interface Lane extends LaneSpec {
  /** 1-based within its list of the spec (init 2 of 3). */
  readonly position: number;
  readonly attempts: readonly Attempt[];
  /** In order, without overlap. The last one is open (`to` null) while it goes on. */
  readonly segments: readonly Segment[];
  readonly ready: readonly Interval[];
}

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

export interface Interval {
  readonly from: Millis;
  /** Null: goes on. */
  readonly to: Millis | null;
}

export type Segment = Interval &
  (
    | { readonly kind: 'waiting'; readonly reason: string | null; readonly message: string | null }
    | { readonly kind: 'running'; readonly attempt: number }
    /** A run that ended with 0. */
    | { readonly kind: 'completed'; readonly attempt: number; readonly ending: Ending }
    /** A run that ended otherwise, or that could not start. */
    | { readonly kind: 'failed'; readonly attempt: number; readonly ending: Ending }
    /** From an end to the next start. `notBefore`: the kubelet will not try again earlier; null when it announced no delay. */
    | {
        readonly kind: 'back-off';
        readonly delayMs: number | null;
        readonly notBefore: Millis | null;
        readonly message: string | null;
      }
    /** `attempts` runs that nobody saw; 0 when nobody watched and nothing is known to have happened. */
    | { readonly kind: 'unobserved'; readonly attempts: number; readonly cause: string }
  );

export type PodMark = {
  readonly at: Millis;
  readonly title: string;
  readonly detail: string | null;
};
