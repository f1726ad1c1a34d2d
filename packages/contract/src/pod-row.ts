/** One row of the pod list: kubectl's columns, one pip a container, and what the pod is found by. */
import type { FindingCode, LaneRole, Millis, Severity, Trait, Workload } from '@podline/domain';

export interface PodRow {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly node: string | null;
  readonly workload: Workload | null;
  readonly createdAt: Millis;
  /** Null while the pod exists. */
  readonly deletedAt: Millis | null;
  /** kubectl's READY, e.g. `0/2`. */
  readonly ready: string;
  /** kubectl's STATUS, e.g. `Init:CrashLoopBackOff`. */
  readonly status: string;
  /** Why kubectl says that word, e.g. `Init:Error because the native sidecar log-shipper ended with 1 (Error); the app itself runs and is ready.` */
  readonly statusSentence: string;
  /** kubectl's RESTARTS is `restarts`, and ` (… ago)` from `lastRestartAt` when both are there. */
  readonly restarts: number;
  readonly lastRestartAt: Millis | null;
  readonly pips: readonly Pip[];
  /** At most 64 of them. */
  readonly labels: Readonly<Record<string, string>>;
  readonly traits: readonly Trait[];
  /** Of its waits and ends and of the pod itself, each once, at most 16. */
  readonly reasons: readonly string[];
  /** Null while it is fine, merely starting, finished or on its way out, and until its history is read after a start of the server. */
  readonly stuck: RowStuck | null;
  /** Of one that is stuck or failed, as soon as it is known. */
  readonly cause: RowCause | null;
  /** Its last fifteen minutes, as of its last change; null until its history is read after a start of the server. */
  readonly recent: readonly RecentSpan[] | null;
  /** The newest run of any of its containers that ended badly; null when the API knows of none. */
  readonly lastFailure: LastFailure | null;
  /** Its start, once it is over; null before, and where it was over long ago. */
  readonly startedUp: StartedUp | null;
}

/** A container at a glance, in start order. */
export interface Pip {
  readonly name: string;
  readonly role: LaneRole;
  readonly image: string;
  /** `failed` covers a wait after a failed run and a wait with an error reason. */
  readonly state: 'waiting' | 'running' | 'ready' | 'completed' | 'failed';
  /** What a person reads on it, e.g. `exit 1 Error, restarted 4 times`. */
  readonly text: string;
}

/** What the domain's `stuckOf` says, in words that do not grow old: how long, the reader reckons from `since`. */
export interface RowStuck {
  readonly since: Millis;
  /** The container to blame; null when the pod as a whole waits. */
  readonly container: string | null;
  /** Same for all pods that are stuck alike: a reason of the kubelet, or a stage of the start. */
  readonly reason: string;
  /** e.g. `fails at every attempt, last with exit code 1`; of `container`, or of the pod where that is null. */
  readonly says: string;
  /** When something was last recorded of the pod. */
  readonly changedAt: Millis;
}

/** Its first finding, in words that do not grow old; the sentence, the evidence and what to do are on its page. */
export interface RowCause {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** The container to blame; null for the pod, its node, or what surrounds it. */
  readonly container: string | null;
  /** The thing outside of the pod that is missing or does not answer; the same in every pod with this cause. */
  readonly subject: string | null;
  readonly title: string;
}

/** From then on, until the next one begins; the last one goes on. */
export interface RecentSpan {
  readonly from: Millis;
  readonly state: RecentState;
}

/**
 * What the pod did, by the container that mattered: while it starts the first that is not done, then the worst of all.
 * `many`: more happened than is kept here.
 */
export type RecentState =
  | 'waiting'
  | 'running'
  | 'ready'
  | 'done'
  | 'failed'
  | 'back-off'
  | 'unobserved'
  | 'many';

export interface LastFailure {
  readonly container: string;
  readonly at: Millis;
  readonly exitCode: number;
  readonly reason: string | null;
}

export interface StartedUp {
  /** When it was ready first. */
  readonly at: Millis;
  /** From its creation. */
  readonly tookMs: number;
}
