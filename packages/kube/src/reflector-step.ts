/**
 * The reflector's decisions, without I/O, clock or chance: `next(state, input, moment)` says what is known then, what
 * to tell the consumer, and the one thing to do next.
 *
 *     list page by page ──▶ publish it whole ──▶ watch ──line──▶ tell it ──▶ read on
 *       ▲     │ failed: wait, same page            │ ended, reset, refused, 429: wait, watch from the same version
 *       └─────┘                                    │ 410, a line too long, a minute of 500s: list anew
 *       ▲──────────────────────────────────────────┘
 */
import { type Millis, millis } from '@podline/domain';
import type { Unreadable } from './api-json.ts';
import { isUnreadable } from './api-json.ts';
import { backOffMs } from './back-off.ts';
import { type KubeFailure, protocolFailure } from './errors.ts';
import type {
  ReflectorAction,
  ReflectorEvent,
  ReflectorInput,
  ReflectorState,
  ReflectorStep,
} from './reflector-state.ts';

/** When an input came, and a fresh random number in [0, 1) to decide with. */
export interface Moment {
  readonly at: Millis;
  readonly random: number;
}

/** As client-go: back-off begins anew after two minutes without a failure. */
const HEALTHY_MS = 120_000;
/** As client-go: a watch this short that brought nothing counts as a failure, else it would be opened in a loop. */
const TOO_SHORT_MS = 1000;
/** Errors within the watch are tried again this long; then the version itself is suspect. */
const TROUBLE_MS = 60_000;
/** What a watch may take longer than it was asked to. */
const GRACE_MS = 5000;
/** Bookmarks come about every minute; a connection that misses two and a half of them is dead. */
const BOOKMARKS_MISSED = 2.5;
const SHORTEST_SILENCE_MS = 90_000;

/** The step. Total: every input is answered in every state. */
export function next<T extends object>(
  state: ReflectorState<T>,
  input: ReflectorInput<T>,
  moment: Moment,
): ReflectorStep<T> {
  switch (input.kind) {
    case 'started':
    case 'rested':
      return goOn(state, [], moment);
    case 'page':
      return takePage(state, input, moment);
    case 'opened':
      return opened(state, moment);
    case 'object':
      return advanced(state, toldOf(input), input.resourceVersion, moment);
    case 'bookmark':
      return advanced(
        withBookmark(state, moment),
        bookmarkOf(input),
        input.resourceVersion,
        moment,
      );
    case 'ended':
      return ended(state, moment);
    case 'failed':
      return afterFailure(state, input.failure, moment);
  }
}

/** List if there is no version to watch from, else watch. */
function goOn<T>(
  state: ReflectorState<T>,
  events: readonly ReflectorEvent<T>[],
  moment: Moment,
): ReflectorStep<T> {
  if (state.version === null)
    return { state, events, action: { kind: 'list', continueToken: state.continueToken } };
  // 240 to 300 s, so that the watches of many clients do not all end together.
  const timeoutSeconds = 240 + Math.floor(moment.random * 61);
  return {
    state: { ...state, timeoutSeconds },
    events,
    action: { kind: 'watch', version: state.version, timeoutSeconds },
  };
}

function takePage<T extends object>(
  state: ReflectorState<T>,
  page: ReflectorInput<T> & { kind: 'page' },
  moment: Moment,
): ReflectorStep<T> {
  const pages = [...state.pages, page.items];
  if (page.continueToken !== null)
    return goOn({ ...state, pages, continueToken: page.continueToken }, [], moment);
  const events: readonly ReflectorEvent<T>[] = [
    { kind: 'list-began', cause: state.cause },
    ...pages.flat().map((object) => applied<T>(object)),
    { kind: 'list-ended', resourceVersion: page.resourceVersion },
  ];
  const listed = { ...withoutList(state), version: page.resourceVersion, hasMoved: false };
  return goOn({ ...listed, cause: 'expired', troubleSince: null }, events, moment);
}

const withoutList = <T>(state: ReflectorState<T>): ReflectorState<T> => ({
  ...state,
  version: null,
  pages: [],
  continueToken: null,
});

const applied = <T extends object>(object: T | Unreadable): ReflectorEvent<T> =>
  isUnreadable(object) ? { kind: 'unreadable', ...object } : { kind: 'applied', snapshot: object };

function toldOf<T extends object>(
  input: ReflectorInput<T> & { kind: 'object' },
): ReflectorEvent<T> {
  if (input.type !== 'DELETED' || isUnreadable(input.object)) return applied<T>(input.object);
  return { kind: 'deleted', snapshot: input.object };
}

const bookmarkOf = <T>(input: ReflectorInput<T> & { kind: 'bookmark' }): ReflectorEvent<T> => ({
  kind: 'bookmark',
  resourceVersion: input.resourceVersion,
});

function opened<T>(state: ReflectorState<T>, { at }: Moment): ReflectorStep<T> {
  const endsBefore = millis(at + state.timeoutSeconds * 1000 + GRACE_MS);
  const watch = { openedAt: at, endsBefore, lines: 0, bookmarkAt: null };
  const open = { ...state, watch, healthySince: state.healthySince ?? at };
  return { state: open, events: [{ kind: 'watching' }], action: readOn(open, at) };
}

function advanced<T>(
  state: ReflectorState<T>,
  event: ReflectorEvent<T>,
  version: string,
  { at }: Moment,
): ReflectorStep<T> {
  const watch = state.watch === null ? null : { ...state.watch, lines: state.watch.lines + 1 };
  const moved = { ...state, watch, version, hasMoved: true, troubleSince: null };
  return { state: moved, events: [event], action: readOn(moved, at) };
}

function withBookmark<T>(state: ReflectorState<T>, { at }: Moment): ReflectorState<T> {
  if (state.watch === null) return state;
  const since = state.watch.bookmarkAt === null ? null : at - state.watch.bookmarkAt;
  // The longest counts: one more bookmark comes just before each watch's end, close to the one before.
  const every =
    since === null ? state.bookmarkEveryMs : Math.max(since, state.bookmarkEveryMs ?? 0);
  return { ...state, watch: { ...state.watch, bookmarkAt: at }, bookmarkEveryMs: every };
}

function readOn<T>(state: ReflectorState<T>, at: Millis): ReflectorAction {
  const left = Math.max(0, (state.watch?.endsBefore ?? at) - at);
  if (state.bookmarkEveryMs === null) return { kind: 'read', withinMs: left };
  const silence = Math.max(SHORTEST_SILENCE_MS, BOOKMARKS_MISSED * state.bookmarkEveryMs);
  return { kind: 'read', withinMs: Math.min(left, silence) };
}

function ended<T>(state: ReflectorState<T>, moment: Moment): ReflectorStep<T> {
  const { watch } = state;
  const isTooShort =
    watch !== null && watch.lines === 0 && moment.at - watch.openedAt < TOO_SHORT_MS;
  if (isTooShort)
    return afterFailure(
      state,
      protocolFailure('The watch ended at once and brought nothing.', null),
      moment,
    );
  return goOn({ ...state, watch: null }, [], moment);
}

function afterFailure<T>(
  state: ReflectorState<T>,
  failure: KubeFailure,
  moment: Moment,
): ReflectorStep<T> {
  const isListing = state.version === null;
  if (failure.code === 'expired' || failure.code === 'oversized') {
    const anew: ReflectorState<T> = { ...withoutList(state), watch: null };
    // While listing, the continue token was too old; while watching, the version was, and history is lost.
    if (isListing) return backedOff(anew, failure, moment);
    const lost: ReflectorState<T> = { ...anew, cause: 'expired', hasMoved: false };
    return failure.code === 'expired' && state.hasMoved
      ? goOn(lost, [], moment)
      : backedOff(lost, failure, moment);
  }
  if (isListing || !isTrouble(failure)) return backedOff(state, failure, moment);
  const since = state.troubleSince ?? moment.at;
  if (moment.at - since < TROUBLE_MS)
    return backedOff({ ...state, troubleSince: since }, failure, moment);
  return backedOff(
    { ...withoutList(state), cause: 'expired', troubleSince: null },
    failure,
    moment,
  );
}

/**
 * Failures that may be the version's own fault: a watch from a version that is no number is a 500, and a line that
 * cannot be read comes again from the same version. 502 to 504 are the network's or a starting server's.
 */
const isTrouble = (failure: KubeFailure): boolean =>
  failure.code === 'protocol' ||
  failure.code === 'rejected' ||
  (failure.code === 'server-error' && failure.status === 500);

function backedOff<T>(
  state: ReflectorState<T>,
  failure: KubeFailure,
  { at, random }: Moment,
): ReflectorStep<T> {
  const wasHealthy = state.healthySince !== null && at - state.healthySince >= HEALTHY_MS;
  const failures = wasHealthy ? 0 : state.failures;
  const ms = backOffMs({
    failures,
    random,
    forbidden: failure.code === 'forbidden',
    retryAfterMs:
      failure.code === 'throttled' || failure.code === 'server-error' ? failure.retryAfterMs : null,
  });
  return {
    state: { ...state, watch: null, failures: failures + 1, healthySince: null },
    events: [{ kind: 'failed', failure, retryInMs: ms }],
    action: { kind: 'wait', ms },
  };
}
