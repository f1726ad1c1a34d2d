/** What the reducer knows of a pod; stored in the same transaction as the transitions it came from. Plain JSON. */
import type { PodSnapshot } from './pod-snapshot.ts';
import type { Millis } from './time.ts';

/** The form of `Known` as it is written now. A change that old rows do not fit needs a new number, and store/rows.ts a way to read the old. */
export const KNOWN_VERSION = 1;

export interface Known {
  /** The pod as last seen. */
  readonly snapshot: PodSnapshot;
  readonly lastSeenAt: Millis;
  /** How many facts without a time of their own the pod has had; tells two alike apart. */
  readonly flips: number;
  /** By container name. */
  readonly lanes: Readonly<Record<string, KnownLane>>;
}

export interface KnownLane {
  /** The newest runs, oldest first; at most three, because the API reaches one run back. */
  readonly runs: readonly KnownRun[];
  /** The same count for this container's waits and flags. */
  readonly flips: number;
}

export interface KnownRun {
  readonly attempt: number;
  /** Null for synthetic records. */
  readonly containerId: string | null;
  readonly startedAt: Millis | null;
  /** Null while it runs, and where the API gives an end without a time. */
  readonly finishedAt: Millis | null;
  readonly started: boolean;
  readonly ended: boolean;
  /** It did what it was started for, by its own record: a synthetic one that comes later does not take that back. */
  readonly well?: true;
}

/** What is known of a container; null before it was seen. A container may be called `constructor`. */
export const knownLane = (known: Known | null, name: string): KnownLane | null =>
  known !== null && Object.hasOwn(known.lanes, name) ? (known.lanes[name] ?? null) : null;
