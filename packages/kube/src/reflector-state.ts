/** What a reflector knows, hears, does and tells: the types of `reflector-step.ts`. */
import type { Millis } from '@podline/domain';
import type { ObjectName, Oversized, Unreadable } from './api-json.ts';
import type { KubeFailure } from './errors.ts';

/** What every object of a cluster has: who it is, and which of its states this is. */
export interface Versioned {
  readonly uid: string;
  readonly resourceVersion: string;
}

/** An object as it came. */
export type Seen<T> = T | Unreadable | Oversized;

/** What a reflector yields, in order. Some of it is the domain's PodEvent, when T is a PodSnapshot; the rest is about the watch itself. */
export type ReflectorEvent<T> =
  | { readonly kind: 'list-began'; readonly cause: 'first' | 'expired' }
  | { readonly kind: 'applied'; readonly snapshot: T }
  | { readonly kind: 'deleted'; readonly snapshot: T }
  | { readonly kind: 'list-ended'; readonly resourceVersion: string }
  | { readonly kind: 'bookmark'; readonly resourceVersion: string }
  /**
   * An object that lacks what it needs to be one; it is skipped. It is there all the same, within a list too, unless
   * `isDeleted`: then this was the last word on it.
   */
  | ({ readonly kind: 'unreadable'; readonly isDeleted?: true } & Unreadable)
  /** The same of an object that is too large; `object` is null when not even its beginning tells which it is. */
  | {
      readonly kind: 'oversized';
      readonly object: ObjectName | null;
      readonly bytes: number;
      readonly isDeleted?: true;
    }
  /** A state of this object that is no newer than one that was told; it is dropped. */
  | { readonly kind: 'replayed'; readonly uid: string }
  /** So many objects of the list under way have come; the list is told when it is whole. */
  | { readonly kind: 'listed'; readonly count: number }
  /** The watch is open: from here on, silence means that nothing happens. */
  | { readonly kind: 'watching' }
  /** A bookmark is overdue: perhaps nobody is there any more. Nothing came since; whatever comes next takes it back. */
  | { readonly kind: 'overdue'; readonly since: Millis }
  /** What happened since the last version is lost; a list is to follow (`list-began` with the same cause). */
  | { readonly kind: 'expired' }
  /** A try failed, the next follows in `retryInMs`. It comes for every try, for ever. */
  | { readonly kind: 'failed'; readonly failure: KubeFailure; readonly retryInMs: number };

/** What came of a list so far, the newest first: to add to it costs the same however long it is. */
export interface Collected<T> {
  readonly objects: readonly Seen<T>[];
  /** A streaming list goes on while objects go. */
  readonly isDeleted: boolean;
  readonly before: Collected<T> | null;
}

export interface ReflectorState<T> {
  /** The newest version that the consumer took. Null: a list is needed first. */
  readonly version: string | null;
  /** Whether the server is known to have come as far as `version`; a watch from a later one would be silent and wrong. */
  readonly isReached: boolean;
  /** Whether the server said once already that it had not. */
  readonly isBehind: boolean;
  readonly cause: 'first' | 'expired';
  /** The list under way: nothing of it is told before it is whole. */
  readonly collected: Collected<T> | null;
  readonly count: number;
  readonly continueToken: string | null;
  /** Whether to list by a watch that begins with the state (KEP-3157); not any more where that once came to nothing. */
  readonly streams: boolean;
  /** In a row, for the back-off. */
  readonly failures: number;
  /** Since when nothing failed and a watch was open. */
  readonly healthySince: Millis | null;
  /** Since when the watch gives errors that only a new list may end. */
  readonly troubleSince: Millis | null;
  /** Whether anything came since the last list; if not, a 410 must not list again at once. */
  readonly hasMoved: boolean;
  /** Watches in a row that the server ended long before their time. */
  readonly earlyEnds: number;
  /** The last watch ended at once and empty: the next has to hold before it is believed. */
  readonly isDoubtful: boolean;
  readonly watch: WatchState | null;
  /** Seconds asked of the watch being opened. */
  readonly timeoutSeconds: number;
  /** The longest time seen between two bookmarks of one watch. */
  readonly bookmarkEveryMs: number | null;
}

/** The watch that is open. */
export interface WatchState {
  readonly openedAt: Millis;
  readonly endsBefore: Millis;
  /** Lists by itself until the bookmark that ends it. */
  readonly isListing: boolean;
  /** Whether the consumer was told that it is open. */
  readonly isTold: boolean;
  readonly lines: number;
  /** When the last line came; until then, when it was opened. */
  readonly heardAt: Millis;
  readonly bookmarkAt: Millis | null;
  /** After how much silence the consumer was told that a bookmark is overdue. */
  readonly overdueAfterMs: number | null;
}

export type ReflectorInput<T> =
  | { readonly kind: 'started' }
  | { readonly kind: 'rested' }
  /** The server has come as far as the version that it was asked for. */
  | { readonly kind: 'reached' }
  | {
      readonly kind: 'page';
      readonly items: readonly Seen<T>[];
      readonly resourceVersion: string;
      readonly continueToken: string | null;
    }
  | { readonly kind: 'opened' }
  | {
      readonly kind: 'object';
      readonly object: Seen<T>;
      readonly isDeleted: boolean;
      /** Null where an oversized object's could not be read. */
      readonly resourceVersion: string | null;
    }
  | {
      readonly kind: 'bookmark';
      readonly resourceVersion: string;
      readonly endsInitialEvents: boolean;
    }
  /** Nothing came within the time that was given; the watch is still open. */
  | { readonly kind: 'silent' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly failure: KubeFailure };

export type ReflectorAction =
  | { readonly kind: 'list'; readonly continueToken: string | null }
  /** Ask whether the server has come as far as this version. */
  | { readonly kind: 'reach'; readonly version: string }
  /** `version` null: a streaming list. */
  | { readonly kind: 'watch'; readonly version: string | null; readonly timeoutSeconds: number }
  /** The next line of the open watch, for this long from when the reading begins. */
  | { readonly kind: 'read'; readonly withinMs: number }
  | { readonly kind: 'wait'; readonly ms: number };

export interface ReflectorStep<T> {
  /** Holds from the moment on when the consumer has taken all events. */
  readonly state: ReflectorState<T>;
  readonly events: readonly ReflectorEvent<T>[];
  readonly action: ReflectorAction;
}

/** When an input came, and a fresh random number in [0, 1) to decide with. */
export interface Moment {
  /** By a clock that nobody sets: every time in the state is by this one. */
  readonly at: Millis;
  /** The same moment by the clock on the wall: what is told to the consumer. */
  readonly now: Millis;
  readonly random: number;
}

/** Where a reflector starts: with a list, or (having a version) with a watch from there. */
export const initialState = <T>(
  resumeFrom: string | null,
  streams: boolean,
): ReflectorState<T> => ({
  version: resumeFrom,
  isReached: resumeFrom === null,
  isBehind: false,
  cause: 'first',
  collected: null,
  count: 0,
  continueToken: null,
  streams,
  failures: 0,
  healthySince: null,
  troubleSince: null,
  hasMoved: resumeFrom !== null,
  earlyEnds: 0,
  isDoubtful: false,
  watch: null,
  timeoutSeconds: 0,
  bookmarkEveryMs: null,
});
