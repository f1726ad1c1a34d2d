/** What a reflector knows, hears, does and tells: the types of `reflector-step.ts`. */
import type { Millis } from '@podline/domain';
import type { Unreadable } from './api-json.ts';
import type { KubeFailure } from './errors.ts';

/** What a reflector yields, in order. Without the last three it is the domain's PodEvent, when T is a PodSnapshot. */
export type ReflectorEvent<T> =
  | { readonly kind: 'list-began'; readonly cause: 'first' | 'expired' }
  | { readonly kind: 'applied'; readonly snapshot: T }
  | { readonly kind: 'deleted'; readonly snapshot: T }
  | { readonly kind: 'list-ended'; readonly resourceVersion: string }
  | { readonly kind: 'bookmark'; readonly resourceVersion: string }
  /** The watch is open: from here on, silence means that nothing happens. */
  | { readonly kind: 'watching' }
  /** A try failed, the next follows in `retryInMs`. It comes for every try, for ever. */
  | { readonly kind: 'failed'; readonly failure: KubeFailure; readonly retryInMs: number }
  /** An object that lacks what it needs to be one; it is skipped. */
  | ({ readonly kind: 'unreadable' } & Unreadable);

export interface ReflectorState<T> {
  /** The newest version that the consumer took. Null: a list is needed first. */
  readonly version: string | null;
  readonly cause: 'first' | 'expired';
  /** The pages of the list under way: nothing of it is told before it is whole. */
  readonly pages: readonly (readonly (T | Unreadable)[])[];
  readonly continueToken: string | null;
  /** In a row, for the back-off. */
  readonly failures: number;
  /** Since when nothing failed and a watch was open. */
  readonly healthySince: Millis | null;
  /** Since when the watch gives errors that only a new list may end. */
  readonly troubleSince: Millis | null;
  /** Whether anything came since the last list; if not, a 410 must not list again at once. */
  readonly hasMoved: boolean;
  /** The watch that is open. */
  readonly watch: {
    readonly openedAt: Millis;
    readonly endsBefore: Millis;
    readonly lines: number;
    readonly bookmarkAt: Millis | null;
  } | null;
  /** Seconds asked of the watch being opened. */
  readonly timeoutSeconds: number;
  /** The longest time seen between two bookmarks of one watch. */
  readonly bookmarkEveryMs: number | null;
}

export type ReflectorInput<T> =
  | { readonly kind: 'started' }
  | { readonly kind: 'rested' }
  | {
      readonly kind: 'page';
      readonly items: readonly (T | Unreadable)[];
      readonly resourceVersion: string;
      readonly continueToken: string | null;
    }
  | { readonly kind: 'opened' }
  | {
      readonly kind: 'object';
      readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
      readonly object: T | Unreadable;
      readonly resourceVersion: string;
    }
  | { readonly kind: 'bookmark'; readonly resourceVersion: string }
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly failure: KubeFailure };

export type ReflectorAction =
  | { readonly kind: 'list'; readonly continueToken: string | null }
  | { readonly kind: 'watch'; readonly version: string; readonly timeoutSeconds: number }
  /** The next line of the open watch, which must come within this time from when the reading begins. */
  | { readonly kind: 'read'; readonly withinMs: number }
  | { readonly kind: 'wait'; readonly ms: number };

export interface ReflectorStep<T> {
  /** Holds from the moment on when the consumer has taken all events. */
  readonly state: ReflectorState<T>;
  readonly events: readonly ReflectorEvent<T>[];
  readonly action: ReflectorAction;
}

/** Where a reflector starts: with a list, or (having a version) with a watch from there. */
export const initialState = <T>(resumeFrom: string | null): ReflectorState<T> => ({
  version: resumeFrom,
  cause: 'first',
  pages: [],
  continueToken: null,
  failures: 0,
  healthySince: null,
  troubleSince: null,
  hasMoved: resumeFrom !== null,
  watch: null,
  timeoutSeconds: 0,
  bookmarkEveryMs: null,
});
