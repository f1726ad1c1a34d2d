/** Which cluster this is, and how far what is shown can be trusted; sent at once after connecting and whenever it changes. */
import type { Problem } from './errors.ts';

export interface ClusterStatus {
  /** Name for people: context or `the demo cluster`. */
  readonly cluster: string;
  /** True: recordings of a real cluster, replayed; nothing here is somebody's cluster. */
  readonly isDemo: boolean;
  /** The API server's address. */
  readonly server: string;
  /** Namespaces watched; empty: all. */
  readonly namespaces: readonly string[];
  readonly watch: WatchState;
  /** The watches that fail while others go on; empty when all or none of them do. */
  readonly failing: readonly FailingScope[];
  /** Not null: nothing has been recorded since. What is shown goes on being live. */
  readonly notRecordingSince: number | null;
  /** Not null: more comes than is recorded at once; so many events were taken since that began. */
  readonly catchingUp: number | null;
  /** What people should know and what nobody waits for; the newest of each code. */
  readonly notices: readonly Notice[];
  /** The server's clock when it sent this, ms: pages draw `now` by it. */
  readonly serverNow: number;
  /** The server's version. */
  readonly version: string;
}

export type WatchState =
  /** `listed`: objects of the first list so far; null before its first page. */
  | {
      readonly state: 'connecting';
      readonly problem: Problem | null;
      readonly listed: number | null;
    }
  | { readonly state: 'live' }
  /** The cluster no longer had what happened since; what is there is being listed anew. What is shown was true at `since` (ms). */
  | { readonly state: 'resyncing'; readonly since: number }
  /** What is shown was true at `since` (ms). */
  | { readonly state: 'stale'; readonly since: number; readonly problem: Problem };

export interface FailingScope {
  /** '' is all namespaces. */
  readonly namespace: string;
  readonly since: number;
  readonly problem: Problem;
}

export interface Notice {
  readonly code: NoticeCode;
  readonly sentence: string;
  /** Whose objects the sentence names; null when it names none. */
  readonly namespace: string | null;
  /** When it was seen last, ms. */
  readonly at: number;
  readonly count: number;
}

export type NoticeCode =
  /** An object beyond the size limit is skipped. */
  | 'OBJECT_TOO_LARGE'
  /** The server's clock was set. */
  | 'CLOCK_CHANGED'
  /** The audit found a difference between what is known and what the cluster has; it was repaired. */
  | 'AUDIT_MISMATCH'
  /** Kubernetes Events cannot be read; everything else goes on. Taken back when they can. */
  | 'EVENTS_NOT_READ'
  /** Podline may not read logs in a namespace, so it keeps none of it. */
  | 'LOGS_FORBIDDEN';
