/** What is known of a pod beside its transitions: Kubernetes Events, what its failed attempts wrote last, and what follows from all. */
import type { EvidenceEvent, Finding, Millis } from '@podline/domain';

/** Told whole whenever one of its lists changed. */
export interface PodEvidence {
  /** In order of time, the newest 200. */
  readonly events: readonly EvidenceEvent[];
  /** In order of their attempts' ends, the newest 200. */
  readonly tails: readonly TailHead[];
  /** Ranked: the first is the cause; empty for a pod that is fine. */
  readonly findings: readonly Finding[];
}

/** That the end of an attempt's log was asked for, and what came of it; the lines are asked for one by one. */
export interface TailHead {
  readonly container: string;
  /** restartCount of the run. */
  readonly attempt: number;
  readonly containerId: string | null;
  readonly fetchedAt: Millis;
  /**
   * `kept`: its lines are here. `gone`: the cluster no longer has it. `forbidden`: Podline may not read it. `skipped`: more came than is
   * asked for. `failed`: it could not be read.
   */
  readonly outcome: 'kept' | 'gone' | 'forbidden' | 'skipped' | 'failed';
  /** Kept lines. */
  readonly lines: number;
  /** It was longer than what is kept. */
  readonly isCut: boolean;
  /** Places in which a secret was masked. */
  readonly masked: number;
  /** Of its failure, by which attempts of other pods are found; null: it did not fail, or nothing tells of what. */
  readonly signature: string | null;
}

/** Which attempts of a pod the log was asked for, as `GET /api/pods/{namespace}/{name}/tails` tells it. */
export interface TailList {
  /** Of the pod that was meant. */
  readonly uid: string;
  /** In order of their fetching, the newest 200. */
  readonly tails: readonly TailHead[];
}

/** One of them with its lines: the same with `?container=…&attempt=…`. */
export interface TailDocument {
  readonly uid: string;
  readonly head: TailHead;
  /** Oldest first. `at`: when the runtime took it, ms; null where that is not known. `text`: without line end, secrets as `•••`. */
  readonly lines: readonly { readonly at: Millis | null; readonly text: string }[];
  /** The failure that it shares with others; null where the head has none. */
  readonly signature: SharedFailure | null;
}

/** Attempts that failed of the same: they ended alike, and the line that says why is the same but for what differs each time. */
export interface SharedFailure {
  /** 16 hexadecimal figures. */
  readonly key: string;
  /** `exit code 1: dial tcp <ip>: connection refused`, secrets as `•••`. */
  readonly words: string;
  /** Of those that are kept and that the viewer may see, in so many pods. */
  readonly attempts: number;
  readonly pods: number;
  /** Only the newest so many were counted: there may be older ones. */
  readonly isMore: boolean;
  /** When the ends of the first and of the last of them were seen. */
  readonly firstAt: Millis;
  readonly lastAt: Millis;
}

/** `GET /api/signatures/{key}`. */
export interface SharedFailureDocument extends SharedFailure {
  /** Newest first, at most 200. */
  readonly newest: readonly FailedAlike[];
}

/** One of the attempts that failed of the same. */
export interface FailedAlike {
  readonly uid: string;
  readonly namespace: string;
  readonly pod: string;
  /** The pod is gone from the cluster. */
  readonly isGone: boolean;
  readonly container: string;
  /** restartCount of the run. */
  readonly attempt: number;
  /** When its end was seen. */
  readonly seenAt: Millis;
}
