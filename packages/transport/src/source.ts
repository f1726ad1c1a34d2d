/** What the hub is told and what it asks: the app answers over the recorder's memory and the store. */
import type { NowState, PodEvidence, PodRow } from '@podline/contract';
import type { Gap, RecordedTransition, ScopedGap, Seq } from '@podline/domain';

/**
 * Whoever looks. Every view is computed for a viewer; what a viewer may not see is not sent, counted or named. Give pages
 * that may see the same the same object: what is computed and encoded for one of them is then sent to all.
 */
export interface Viewer {
  readonly name: string;
  /** '' asks for all namespaces at once. */
  canSee(namespace: string): boolean;
  /** Whether what containers wrote may be shown: the log tails that are kept, and findings that quote them. */
  canReadLogs(namespace: string): boolean;
}

export interface PodRef {
  readonly namespace: string;
  readonly name: string;
  /** Null asks for the newest pod of that name. */
  readonly uid: string | null;
}

/** Which pod, and from when to when it lived (null: it does). */
export type Living = Pick<PodRow, 'uid' | 'namespace' | 'createdAt' | 'deletedAt'>;

export interface ViewSource {
  /** Of the log; another epoch means that seqs of before mean nothing. */
  readonly epoch: string;
  /** Last published seq. When `publish(batch)` is called, this is at least the batch's `toSeq`. */
  seq(): Seq;
  /**
   * Of what was recorded up to this seq, some may be deleted by now: a page that has seen less than it takes a snapshot,
   * since its resume would have a hole. Without it, nothing ever is.
   */
  keptSince?(): Seq;
  /** Live pods, with everything up to `seq()` in them. */
  rows(): readonly PodRow[];
  /** What the page Now shows to that viewer, as of `rows()`; the same object while it is the same. */
  now(viewer: Viewer): NowState;
  /** Null when no pod of that name (and uid) is known. */
  pod(ref: PodRef): Promise<{ row: PodRow; successorUid: string | null } | null>;
  /** Of one pod, those after `afterSeq`, in order. It may run ahead of what is published: the hub cuts that off. */
  transitions(uid: string, afterSeq: Seq): Promise<readonly RecordedTransition[]>;
  /** Times of its life of which the log cannot tell: its watch was blind, or what was recorded is not kept. */
  gaps(pod: Living): Promise<readonly Gap[]>;
  /** What else is known of it, as that viewer may see it. */
  evidence(pod: Living, viewer: Viewer): Promise<PodEvidence>;
}

/** What became durable after `fromSeq`, up to and with `toSeq`. Equal seqs: rows or gaps changed and nothing was recorded. */
export interface PublishedBatch {
  readonly fromSeq: Seq;
  readonly toSeq: Seq;
  /** New or changed; `deletedAt` is set when the pod is gone. */
  readonly rows: readonly PodRow[];
  readonly transitions: readonly {
    readonly uid: string;
    readonly transition: RecordedTransition;
  }[];
  readonly gaps: readonly ScopedGap[];
  /** Pods of which something else became known; missing: none. */
  readonly evidence?: readonly PodEvidenceNews[];
}

export interface PodEvidenceNews {
  readonly uid: string;
  /** The same object for viewers who may see the same. */
  readonly seenBy: (viewer: Viewer) => PodEvidence;
}
