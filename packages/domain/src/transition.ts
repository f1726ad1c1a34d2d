/** A transition: an immutable fact of one container, or of the pod, as the log keeps it. */
import type { Ending } from './container-state.ts';
import type { LaneSpec } from './lane.ts';
import type { Owner } from './pod-snapshot.ts';
import type { Millis, Seq } from './time.ts';

/** `live`: the API showed it while it was so. `afterwards`: known only from lastState or from its end. */
export type Seen = 'live' | 'afterwards';

export interface Transition {
  /**
   * Derived from the fact alone (container, attempt, containerID, times), never from our clock or a resourceVersion:
   * a replay, a relist or a second recorder gives the same key. Unique within one pod uid.
   */
  readonly key: string;
  /** The cluster's word, whole seconds; null where the cluster gives no time. */
  readonly at: Millis | null;
  /** Our clock when the snapshot that shows it arrived. */
  readonly observedAt: Millis;
  /** Container name; null for a fact of the pod. Names are unique over all containers of a pod. */
  readonly container: string | null;
  readonly change: Change;
}

/** When a fact was so: the cluster's word, or our clock where the cluster gives none. */
export const timeOf = (transition: Transition): Millis => transition.at ?? transition.observedAt;

/** A transition with its place in the log. */
export interface RecordedTransition extends Transition {
  readonly seq: Seq;
}

export type Change = ContainerChange | PodChange;

export type ContainerChange =
  | { readonly kind: 'waiting'; readonly reason: string | null; readonly message: string | null }
  | {
      readonly kind: 'started';
      /** restartCount of the run: 0 is the first. */
      readonly attempt: number;
      readonly containerId: string | null;
      readonly imageId: string | null;
      readonly seen: Seen;
    }
  | {
      readonly kind: 'ended';
      readonly attempt: number;
      readonly containerId: string | null;
      /** Null for a start that never happened and for synthetic records. */
      readonly startedAt: Millis | null;
      readonly ending: Ending;
      readonly seen: Seen;
    }
  /** `attempts` runs began and ended between `from` and `to` and nobody saw them; 0: only the end of the run before was not seen. */
  | {
      readonly kind: 'unobserved';
      readonly attempts: number;
      readonly from: Millis | null;
      readonly to: Millis | null;
    }
  | { readonly kind: 'ready'; readonly ready: boolean }
  /** The `started` flag: startup probe passed, or none to pass. */
  | { readonly kind: 'startup'; readonly started: boolean };

export type PodChange =
  /** First sight of the pod. */
  | { readonly kind: 'appeared'; readonly owner: Owner | null; readonly node: string | null }
  /** The containers of the spec, in start order, with their roles; again whenever they change. */
  | {
      readonly kind: 'containers';
      /** The pod's restartPolicy. */
      readonly restartPolicy: string;
      readonly lanes: readonly LaneSpec[];
    }
  | { readonly kind: 'scheduled'; readonly node: string }
  | {
      readonly kind: 'phase';
      readonly phase: string;
      readonly reason: string | null;
      readonly message: string | null;
    }
  | {
      readonly kind: 'condition';
      readonly type: string;
      /** `Removed` when the API no longer lists it. */
      readonly status: string;
      readonly reason: string | null;
      readonly message: string | null;
    }
  | { readonly kind: 'deletion-requested'; readonly deadlineAt: Millis }
  | { readonly kind: 'pod-ip'; readonly podIp: string | null }
  /** A new sandbox: every container is a new one, and all inits run again. */
  | { readonly kind: 'sandbox-changed' }
  /** `container`, an init that had completed, runs again, and all after it will. `because` is null where nothing tells. */
  | {
      readonly kind: 'inits-again';
      readonly container: string;
      readonly because: InitsAgainBecause | null;
    }
  /** All flags were taken back at once while the containers went on: no incident of theirs. */
  | { readonly kind: 'kubelet-restarted' }
  /** `inferred`: a list no longer had it, so it went between `lastSeenAt` and `observedAt`. */
  | { readonly kind: 'gone'; readonly how: 'observed' | 'inferred'; readonly lastSeenAt: Millis };

/**
 * Why inits that had completed run again: a new sandbox; a restart rule that restarts all containers (1.35+); or no app container
 * was left and the init's record was pruned, which is what remains when the sandbox is the same and no rule did it.
 */
export type InitsAgainBecause = 'sandbox' | 'restart-all' | 'record-pruned';

/** A time in which nobody watched this cluster. */
export interface Gap {
  readonly from: Millis;
  readonly to: Millis;
  readonly cause: string;
}

/** A gap, and which watch it is of. */
export interface ScopedGap extends Gap {
  /** A namespace; '' is all of them. */
  readonly scope: string;
}
