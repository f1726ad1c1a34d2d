/** The answer of `GET /api/workloads`: what controls the pods that are there, those with stuck pods first. */
import type { Millis } from '@podline/domain';

export interface WorkloadsAnswer {
  /** How many there are; told are at most `WORKLOADS_LIMIT`. */
  readonly total: number;
  readonly workloads: readonly WorkloadSummary[];
  /** Of a moment: as in `PodsAnswer`. */
  readonly isComplete?: boolean;
}

export const WORKLOADS_LIMIT = 500;

export interface WorkloadSummary {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  /** Those that are there, of which so many are ready or completed, and stuck. */
  readonly pods: number;
  readonly ready: number;
  readonly stuck: number;
  /** The one whose pod came last first; none where nothing tells one from another. */
  readonly revisions: readonly string[];
  /** When its newest pod was created. */
  readonly newestAt: Millis;
}
