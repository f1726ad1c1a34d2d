/**
 * Faults that a replay server does on purpose, and when.
 *
 * ```ts
 * const id = server.faults.inject({ on: 'watch', resource: 'pods', do: { kind: 'error-event', code: 410 } });
 * await server.faults.done(id);   // it has happened once
 * server.faults.clear(id);        // or clear() for all
 * server.faults.strike({ kind: 'cut', how: 'rst' }, { on: 'watch' });  // now, to what is open
 * ```
 *
 * A fault says **where** (`on`, `resource`, `namespace`; all that is left out matches), **how often**
 * (`after` lets the first ones pass, `times` says how many then, 1 by default or `always`,
 * `probability` draws for each) and **what** (`do`). What one "time" is depends on the deed:
 *
 * | deeds on…   | one time is…                       | deeds |
 * |-------------|------------------------------------|-------|
 * | requests    | one request that arrives           | status, too-large-version, expired-continue, hang, delay, end, trickle, crlf, bom |
 * | lines       | one line that is about to be sent, on streams that are open already as well; the body of a list is one line of type LIST, a piece of a log one of type LOG, an object that is got one of type GET | cut, freeze, error-event, corrupt, inflate, duplicate, replay, swap, drop, skew |
 * | the history | one change of the cluster          | lose |
 *
 * `about` narrows deeds on lines and on the history: by type, namespace, name, uid.
 * When several faults match a request, the first injected that answers it does; the others that do not
 * answer (delay, end, trickle, crlf, bom) add up. Several on a line are done in the order of injection.
 * Draws come from the server's `seed` and the fault's id alone: the same injections and the same
 * requests give the same faults. `/livez` and `/readyz` are never touched. Plain JSON, all of it.
 */

import type { Plural } from './kinds.ts';

export type RequestKind = 'list' | 'watch' | 'get' | 'log' | 'review' | 'version';

/** Which requests. What is left out matches. */
export interface FaultScope {
  readonly on?: RequestKind | readonly RequestKind[];
  readonly resource?: Plural;
  /** The namespace in the path; `null`: requests of the whole cluster only. */
  readonly namespace?: string | null;
}

/** Which lines, or which changes. What is left out matches. */
export interface FaultAbout {
  /** ADDED, MODIFIED, DELETED, BOOKMARK, LIST, LOG, GET. */
  readonly type?: string | readonly string[];
  readonly namespace?: string;
  readonly name?: string;
  readonly uid?: string;
}

export interface Fault extends FaultScope {
  readonly about?: FaultAbout;
  /** How many that match pass untouched before the first; 0 by default. */
  readonly after?: number;
  /** 1 by default; `always`: until it is cleared. */
  readonly times?: number | 'always';
  /** Of each that matches, from 0 to 1; 1 by default. One that is not drawn is not a time. */
  readonly probability?: number;
  readonly do: Deed;
}

/** Done to a request instead of, or before, its answer. */
export type RequestDeed =
  /**
   * Answers with a Status of this code. `retryAfter`: a number is seconds, a text is the header itself
   * (an HTTP date). `body`: this text instead of the Status. 429 says what the recorded server said: a
   * plain text, with Retry-After 1.
   */
  | {
      readonly kind: 'status';
      readonly code: number;
      readonly retryAfter?: number | string;
      readonly body?: string;
      readonly message?: string;
      readonly reason?: string;
    }
  /** 504 with the cause ResourceVersionTooLarge, to any list. */
  | { readonly kind: 'too-large-version' }
  /** The list's page `page` (the first is 1, 2 by default) is 410: its continue token expired. */
  | { readonly kind: 'expired-continue'; readonly page?: number }
  /** No answer, ever: not even headers, or headers and then silence. The connection stays. */
  | { readonly kind: 'hang'; readonly at: 'headers' | 'body' }
  /** Answers `ms` later, by the server's clock. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** A watch or a followed log ends cleanly after `ms`; 0: at once, before any event. */
  | { readonly kind: 'end'; readonly afterMs: number }
  /** Sends the body in pieces of `bytes` (1 by default), each a write of its own. */
  | { readonly kind: 'trickle'; readonly bytes?: number }
  /** Lines end with CRLF. */
  | { readonly kind: 'crlf' }
  /** The body begins with a byte order mark. */
  | { readonly kind: 'bom' };

/** Done to one line. */
export type LineDeed =
  | CutDeed
  | FreezeDeed
  | ErrorEventDeed
  /** Spoils the line: broken JSON, another kind, an object without metadata, an event type that nobody knows. */
  | {
      readonly kind: 'corrupt';
      readonly how: 'not-json' | 'wrong-kind' | 'no-metadata' | 'unknown-type';
    }
  /** The object (in a list: the one that `about.name` names, or the first) gets an annotation of so many bytes. */
  | { readonly kind: 'inflate'; readonly bytes: number }
  /** Sent twice. */
  | { readonly kind: 'duplicate' }
  /** After the line, the last `lines` (5 by default, 16 at most) before it are sent again: old versions. */
  | { readonly kind: 'replay'; readonly lines?: number }
  /** Held back until one line of another pod (or, `same-pod`, of the same) has gone ahead of it. */
  | { readonly kind: 'swap'; readonly with: 'other-pod' | 'same-pod' }
  /** Not sent; the stream goes on as if it had been. */
  | { readonly kind: 'drop' }
  /** Every time that the objects report is moved by so many milliseconds (whole seconds). */
  | { readonly kind: 'skew'; readonly ms: number };

/** Of the line, bytes up to `atByte` are sent (as `slice` counts: -1 is all but its newline; 0 by default), then it ends. */
export interface CutDeed {
  readonly kind: 'cut';
  /** `end`: the body is ended cleanly; `fin`: the connection is closed without that; `rst`: it is reset. */
  readonly how: 'end' | 'fin' | 'rst';
  readonly atByte?: number;
}

/** As a cut, but then the connection stays, silent, for ever. */
export interface FreezeDeed {
  readonly kind: 'freeze';
  readonly atByte?: number;
}

/** An ERROR event with a Status goes before the line; then the stream ends, unless it `goesOn`. */
export interface ErrorEventDeed {
  readonly kind: 'error-event';
  readonly code: number;
  readonly message?: string;
  readonly reason?: string;
  readonly goesOn?: boolean;
}

/** Done to the history: the change happens, lists and reads show it, but no watch ever tells it. */
export type HistoryDeed = { readonly kind: 'lose' };

export type Deed = RequestDeed | LineDeed | HistoryDeed;

/** What can be done to a stream that is open, without waiting for a line. `end` ends it cleanly. */
export type StrikeDeed =
  | { readonly kind: 'end' }
  | Omit<CutDeed, 'atByte'>
  | Omit<FreezeDeed, 'atByte'>
  | ErrorEventDeed;

export interface ActiveFault {
  readonly id: string;
  readonly fault: Fault;
  /** How many times it has been done. */
  readonly done: number;
}

export interface Faults {
  /** From now on, until it has been done `times` or is cleared. Returns its id: f1, f2, … */
  inject(fault: Fault): string;
  /** Takes one back, or all. What was done stays done: a frozen stream stays frozen. */
  clear(id?: string): void;
  /** Those that may still happen. */
  active(): readonly ActiveFault[];
  /** How often `id` has been done, cleared or not. */
  times(id: string): number;
  /** Resolves when `id` has been done `times` (1 by default) in all. */
  done(id: string, times?: number): Promise<void>;
  /** Does it now to every stream (watch or followed log) in scope. Returns how many there were. */
  strike(deed: StrikeDeed, scope?: FaultScope): number;
}
