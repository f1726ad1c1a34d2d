/**
 * The reflector's decisions, without I/O, clock or chance: `next(state, input, moment)` says what is known then, what
 * to tell the consumer, and the one thing to do next.
 *
 *     ┌▶ list ─┬─ by a watch that begins with the state, up to its end mark ──────────┐
 *     │        │     │ refused, no end mark, broken off: by pages, now and ever after  ├▶ tell it whole ─┐
 *     │        └─ page by page; failed: wait, same page; its token expired: anew ─────┘                 │
 *     │                                                                                                 ▼
 *     │        ┌───────────▶ watch from the version ◀───────────────────────────────────── line ▶ tell it, read on
 *     │        │ yes                   │ reset, refused, 429, silent for too long: wait, same version      │
 *     │   has the server               │ ended: at once; early again and again: wait                      │
 *     │   come so far? ◀─ resumed, or not one line in a whole watch                                      │
 *     │        │ no, twice             │                                                                 │
 *     └────────┴─ tell that history is lost ◀─ 410 as status or event, or a minute of errors ◀────────────┘
 */
import { isNewer, millis } from '@podline/domain';
import { backOffMs } from './back-off.ts';
import { type KubeFailure, protocolFailure } from './errors.ts';
import {
  afterListFailure,
  collect,
  endStream,
  listByPages,
  takePage,
  toldOf,
} from './reflector-listing.ts';
import { backedOff, goOn, startOver } from './reflector-moves.ts';
import {
  afterSilence,
  readOn,
  TOO_SHORT_MS,
  withBookmark,
  withoutProof,
} from './reflector-patience.ts';
import type {
  Moment,
  ReflectorEvent,
  ReflectorInput,
  ReflectorState,
  ReflectorStep,
  Versioned,
} from './reflector-state.ts';

/** Errors within the watch are tried again this long; then the version itself is suspect. */
const TROUBLE_MS = 60_000;
/** What a watch may take longer than it was asked to. */
const GRACE_MS = 5000;
/** A watch was asked to last 240 s at least; a server that ends each of them before this must not be asked each second. */
const EARLY_MS = 30_000;
/** Nothing is missed meanwhile, but it comes late: so not for longer than about 6 s. */
const LONGEST_DAMPING = 2;

/** The step. Total: every input is answered in every state. */
export function next<T extends Versioned>(
  state: ReflectorState<T>,
  input: ReflectorInput<T>,
  moment: Moment,
): ReflectorStep<T> {
  const isListing = state.watch?.isListing === true;
  switch (input.kind) {
    case 'started':
    case 'rested':
      return goOn(state, [], moment);
    case 'reached':
      return goOn({ ...state, isReached: true, isBehind: false }, [], moment);
    case 'page':
      return takePage(state, input, moment);
    case 'opened':
      return opened(state, moment);
    case 'object':
      if (isListing) return collect(state, input, moment);
      return advanced(state, toldOf(input.object, input.isDeleted), input.resourceVersion, moment);
    case 'bookmark':
      return isListing ? markInList(state, input, moment) : bookmarked(state, input, moment);
    case 'silent':
      return isListing ? listByPages(state, moment) : afterSilence(state, moment);
    case 'ended':
      return isListing ? listByPages(state, moment) : ended(state, moment);
    case 'failed':
      return state.version === null
        ? afterListFailure(state, input.failure, moment)
        : afterFailure(state, input.failure, moment);
  }
}

function opened<T>(state: ReflectorState<T>, { at }: Moment): ReflectorStep<T> {
  const isListing = state.version === null;
  const isTold = !isListing && !state.isDoubtful;
  const watch = {
    openedAt: at,
    endsBefore: millis(at + state.timeoutSeconds * 1000 + GRACE_MS),
    isListing,
    isTold,
    lines: 0,
    heardAt: at,
    bookmarkAt: null,
    overdueAfterMs: null,
  };
  const open = { ...state, watch, healthySince: state.healthySince ?? at };
  return { state: open, events: isTold ? [{ kind: 'watching' }] : [], action: readOn(open, at) };
}

/** A bookmark before the end mark says nothing that could be resumed from: objects come in no order of versions. */
function markInList<T extends Versioned>(
  state: ReflectorState<T>,
  mark: ReflectorInput<T> & { kind: 'bookmark' },
  moment: Moment,
): ReflectorStep<T> {
  if (mark.endsInitialEvents) return endStream(state, mark.resourceVersion, moment);
  return { state, events: [], action: readOn(state, moment.at) };
}

const bookmarked = <T>(
  state: ReflectorState<T>,
  { resourceVersion }: ReflectorInput<T> & { kind: 'bookmark' },
  moment: Moment,
): ReflectorStep<T> =>
  advanced(
    withBookmark(state, moment.at),
    { kind: 'bookmark', resourceVersion },
    resourceVersion,
    moment,
  );

/** A line of the watch: told, and the version moves to it, never back. */
function advanced<T>(
  state: ReflectorState<T>,
  event: ReflectorEvent<T>,
  lineVersion: string | null,
  { at }: Moment,
): ReflectorStep<T> {
  const { watch, version } = state;
  const isLater = lineVersion !== null && (version === null || isNewer(lineVersion, version));
  const moved: ReflectorState<T> = {
    ...state,
    watch:
      watch === null
        ? null
        : { ...watch, lines: watch.lines + 1, heardAt: at, isTold: true, overdueAfterMs: null },
    version: isLater ? lineVersion : version,
    isReached: true,
    isBehind: false,
    isDoubtful: false,
    hasMoved: true,
    troubleSince: null,
  };
  const untold: readonly ReflectorEvent<T>[] =
    watch?.isTold === false ? [{ kind: 'watching' }] : [];
  return { state: moved, events: [...untold, event], action: readOn(moved, at) };
}

function ended<T>(state: ReflectorState<T>, moment: Moment): ReflectorStep<T> {
  const { watch } = state;
  if (watch === null) return goOn(state, [], moment);
  const livedMs = moment.at - watch.openedAt;
  if (watch.lines === 0 && livedMs < TOO_SHORT_MS)
    return backedOff(
      { ...state, isDoubtful: true },
      protocolFailure('The watch ended at once and brought nothing.', null),
      moment,
    );
  if (livedMs >= EARLY_MS)
    return goOn({ ...withoutProof(state), watch: null, earlyEnds: 0 }, [], moment);
  const { earlyEnds } = state;
  const closed = { ...state, watch: null, earlyEnds: earlyEnds + 1 };
  if (earlyEnds === 0) return goOn(closed, [], moment);
  const failures = Math.min(earlyEnds - 1, LONGEST_DAMPING);
  const ms = backOffMs({ failures, random: moment.random, forbidden: false, retryAfterMs: null });
  return { state: closed, events: [], action: { kind: 'wait', ms } };
}

/** A watch, or the question before it, failed. */
function afterFailure<T>(
  state: ReflectorState<T>,
  failure: KubeFailure,
  moment: Moment,
): ReflectorStep<T> {
  // A 410 that follows straight on a list is not answered by one list after another.
  if (failure.code === 'expired') return startOver(state, failure, moment, state.hasMoved);
  if (failure.code === 'server-error' && failure.isBehind === true) {
    // Of several API servers one may lag a little. One that still does is another cluster's past (a restored backup).
    if (state.isBehind) return startOver(state, failure, moment, true);
    return backedOff({ ...state, isReached: false, isBehind: true }, failure, moment);
  }
  const isAsking = !state.isReached;
  if (isAsking && failure.code === 'rejected')
    // A server that does not know the question: the watch has to tell.
    return goOn({ ...state, isReached: true }, [], moment);
  if (isAsking || !isTrouble(failure)) return backedOff(state, failure, moment);
  const since = state.troubleSince ?? moment.at;
  if (moment.at - since < TROUBLE_MS)
    return backedOff({ ...state, troubleSince: since }, failure, moment);
  return startOver(state, failure, moment, false);
}

/**
 * Failures that may be the version's own fault: a watch from a version that is no number is a 500, and a line that
 * cannot be read comes again from the same version. 502 to 504 are the network's or a starting server's.
 */
const isTrouble = (failure: KubeFailure): boolean =>
  failure.code === 'protocol' ||
  failure.code === 'oversized' ||
  failure.code === 'rejected' ||
  (failure.code === 'server-error' && failure.status === 500);
