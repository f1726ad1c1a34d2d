/** One row of the pod list: kubectl's columns and one pip a container. */
import type { LaneRole, Millis, Workload } from '@podline/domain';

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
}

/** A container at a glance, in start order. */
export interface Pip {
  readonly name: string;
  readonly role: LaneRole;
  /** `failed` covers a wait after a failed run and a wait with an error reason. */
  readonly state: 'waiting' | 'running' | 'ready' | 'completed' | 'failed';
  /** What a person reads on it, e.g. `exit 1 Error, restarted 4 times`. */
  readonly text: string;
}
