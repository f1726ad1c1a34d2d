/** What the reducer knows of a pod; stored in the same transaction as the transitions it came from. Plain JSON. */
import type { PodSnapshot } from './pod-snapshot.ts';
import type { Millis } from './time.ts';

export interface Known {
  /** The pod as last seen. */
  readonly snapshot: PodSnapshot;
  readonly lastSeenAt: Millis;
  /** By container name. */
  readonly lanes: Readonly<Record<string, KnownLane>>;
}

export interface KnownLane {
  /** The newest runs, oldest first; at most three, because the API reaches one run back. */
  readonly runs: readonly KnownRun[];
  /** How often a wait or a flag changed, to tell apart facts for which the API gives no time. */
  readonly flips: number;
}

export interface KnownRun {
  readonly attempt: number;
  /** Null for synthetic records. */
  readonly containerId: string | null;
  readonly startedAt: Millis | null;
  readonly started: boolean;
  readonly ended: boolean;
}
