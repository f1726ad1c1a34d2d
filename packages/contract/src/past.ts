/** What is kept, and a pod as it was at a moment: what REST answers about times that are over. */
import type { Finding, Gap, Millis } from '@podline/domain';
import type { PodRow } from './pod-row.ts';

/** Parts that the time is counted in, at most. */
export const BUCKETS_LIMIT = 480;

export interface HistoryState {
  /** The earliest moment that can be asked for; null when nothing is kept yet. */
  readonly from: Millis | null;
  /** The server's now. */
  readonly to: Millis;
  /** Times of the asked part in which a watch was blind, oldest first, at most 1000. */
  readonly gaps: readonly Gap[];
  /** How much was seen to happen in equal parts of the asked time. */
  readonly activity: {
    readonly from: Millis;
    readonly bucketMs: number;
    /** Transitions, oldest first. */
    readonly counts: readonly number[];
  };
}

export interface PodAtState {
  /** As it was then; of a pod that was gone by then, as last seen. */
  readonly row: PodRow;
  /** Another pod that had taken its name by then; null when there was none. */
  readonly successorUid: string | null;
  /** What followed from what was known then. Nobody keeps what was around the pod (Services, Jobs): these findings do without. */
  readonly findings: readonly Finding[];
}

/** The answer of `GET /api/pods`. */
export interface PodsAnswer {
  readonly total: number;
  readonly ofAll: number;
  readonly pods: readonly PodRow[];
  /** Of a moment: false when more pods went since than are looked through, so that some are missing. */
  readonly isComplete?: boolean;
}
