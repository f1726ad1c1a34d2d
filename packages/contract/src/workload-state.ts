/** The pods of one workload side by side, by revision: what each of their containers did, and how long their starts took. */
import type { LaneDigest, Millis, Revision, Seq, StartSpread, StartupStage } from '@podline/domain';
import type { PodRow } from './pod-row.ts';

/** What is told at most: of a workload the newest pods, of a pod the first lanes and so many segments in all. */
export const WORKLOAD_LIMITS = { pods: 200, lanes: 40, segments: 600, laneSegments: 60 } as const;

/** `GET /api/workloads/:namespace/:kind/:name`. */
export interface WorkloadState {
  readonly epoch: string;
  /** Everything up to it is in here. */
  readonly seq: Seq;
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  /** The one that the workload goes for first; of the pods that are told of. */
  readonly revisions: readonly WorkloadRevision[];
  /** Of all pods that are told of, the newest first. */
  readonly uids: readonly string[];
  /** The same pods; asked with `since`, only those of which something was recorded after it. */
  readonly pods: readonly WorkloadPod[];
  /** There are more, or may be: older ones that are not told of. */
  readonly isCut: boolean;
  /** Of a moment: false when more pods went since than are looked through, so that some of then are missing. */
  readonly isComplete?: boolean;
}

export interface WorkloadRevision extends Revision {
  /** Pods of it that are told of. */
  readonly pods: number;
  /** What the starts of these pods took, as far as somebody saw them whole. */
  readonly starts: readonly StartSpread[];
}

/** One pod, live or gone. */
export interface WorkloadPod
  extends Pick<
    PodRow,
    | 'uid'
    | 'namespace'
    | 'name'
    | 'node'
    | 'createdAt'
    | 'deletedAt'
    | 'ready'
    | 'status'
    | 'statusSentence'
    | 'restarts'
    | 'stuck'
  > {
  readonly revision: string | null;
  /** Since when something is known of it; null: nothing is. */
  readonly from: Millis | null;
  /** In start order. */
  readonly lanes: readonly LaneDigest[];
  /** The stages of its first start, as `startupOf` has them. */
  readonly stages: readonly StartupStage[];
}
