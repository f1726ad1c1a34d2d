/** The page Now: the figures, what is stuck by cause, what starts and what ended badly. */
import type { LaneRole, Millis, Workload } from '@podline/domain';
import type { LastFailure, RowCause } from './pod-row.ts';

/** Lists are cut: this is what a page shows, the table has the rest. */
export const NOW_LIMITS = { causes: 100, members: 10, starting: 20, ended: 20 } as const;

export interface NowState {
  readonly kind: 'now';
  readonly figures: NowFigures;
  /** Those with the most pods first, then the oldest. */
  readonly causes: readonly Cause[];
  /** Causes that are not told. */
  readonly moreCauses: number;
  /** Pods that start and are not stuck, the oldest first. */
  readonly starting: readonly StartingPod[];
  /** In the last half hour, the newest first, whether the pod is still there or not. */
  readonly ended: readonly BadEnd[];
  /** Of a moment: false when some pods of then are missing, as in `PodsAnswer`. */
  readonly isComplete?: boolean;
}

/** Each is what its query finds in the table. */
export interface NowFigures {
  readonly pods: number;
  readonly namespaces: number;
  readonly initializing: number;
  /** Of these, stuck. */
  readonly initializingStuck: number;
  readonly stuck: number;
  readonly stuckSince: Millis | null;
  readonly crashLooping: number;
  /** Of these, before their apps have started. */
  readonly crashLoopingInInit: number;
  readonly sidecarsNotReady: number;
  /** Their names, the most frequent first, at most three. */
  readonly sidecars: readonly string[];
  /** Of the pods that became ready in the last hour: 95 of 100 took no longer. Null when none did. */
  readonly startupP95Ms: number | null;
  /** How many those are. */
  readonly startups: number;
}

/**
 * Pods that are stuck by one thing: by the same missing or silent thing outside of them, whatever they are; else pods of one template
 * that are stuck at the same container alike.
 */
export interface Cause {
  readonly key: string;
  /** Of the pod that is stuck longest, as all that is not said to be of all. */
  readonly namespace: string;
  readonly workload: Workload | null;
  /** Of all pods. */
  readonly namespaces: number;
  readonly workloads: number;
  /** What is to blame, where findings tell already. */
  readonly finding: RowCause | null;
  /** Null when the pod as a whole waits. */
  readonly container: string | null;
  readonly role: LaneRole | null;
  /** Its place among the inits and native sidecars, from 1, and how many there are; null for the others. */
  readonly place: { readonly position: number; readonly of: number } | null;
  readonly reason: string;
  readonly says: string;
  readonly pods: number;
  /** Of these, how many joined in the last ten minutes: whether it grows. */
  readonly joined: number;
  readonly since: Millis;
  readonly changedAt: Millis;
  /** How long it usually takes: 95 of 100 starts of this template took no longer; null where that is not known. */
  readonly usualMs: number | null;
  /** How many starts that is told from; null with `usualMs`. */
  readonly usualStarts: number | null;
  /** Finds its pods in the table. */
  readonly query: string;
  /** The longest stuck first. */
  readonly members: readonly StuckPod[];
}

interface PodName {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
}

export interface StuckPod extends PodName {
  readonly since: Millis;
  readonly status: string;
  readonly ready: string;
  readonly node: string | null;
}

export interface StartingPod extends PodName {
  readonly status: string;
  readonly ready: string;
  readonly createdAt: Millis;
}

export interface BadEnd extends PodName, LastFailure {
  readonly status: string;
  readonly ready: string;
  readonly isGone: boolean;
}
