/**
 * How long a reflector trusts the silence of a watch. Bookmarks come at an interval that no one promises; once it is known:
 *
 *     last line                    bookmark due   +15 s              2.5 intervals after the last line, 90 s at least
 *     |____________________________|______________| overdue, is told |____________________________________| given up
 */
import { type Millis, millis } from '@podline/domain';
import type { KubeFailure } from './errors.ts';
import { backedOff } from './reflector-moves.ts';
import type {
  Moment,
  ReflectorAction,
  ReflectorState,
  ReflectorStep,
  WatchState,
} from './reflector-state.ts';

/** As client-go: a watch this short that brought nothing counts as a failure, else it would be opened in a loop. */
export const TOO_SHORT_MS = 1000;
/** A connection that misses two and a half bookmarks is dead. */
const BOOKMARKS_MISSED = 2.5;
const SHORTEST_SILENCE_MS = 90_000;
/** Bookmarks are a second or two late, on a busy server a little more. */
const OVERDUE_MS = 15_000;
/** A streaming list that is silent for so long has no end mark; client-go begins to warn then. */
const LIST_SILENCE_MS = 10_000;
/** What a page may take, a streaming list may take as a whole: then pages, which can be resumed, make better progress. */
export const STREAMING_LIST_MS = 60_000;

/** Reads the open watch's next line, for as long as silence means nothing. */
export function readOn<T>(
  { watch, bookmarkEveryMs }: ReflectorState<T>,
  at: Millis,
): ReflectorAction {
  // Without a watch there is nothing to read, and the loop says so at once.
  if (watch === null) return { kind: 'read', withinMs: 0 };
  if (watch.isListing) {
    const leftMs = Math.max(0, watch.openedAt + STREAMING_LIST_MS - at);
    return { kind: 'read', withinMs: Math.min(leftMs, LIST_SILENCE_MS) };
  }
  if (!watch.isTold) return { kind: 'read', withinMs: TOO_SHORT_MS };
  const deadMs = deadAfterMs(watch, bookmarkEveryMs);
  if (watch.overdueAfterMs !== null)
    return { kind: 'read', withinMs: Math.max(0, deadMs - watch.overdueAfterMs) };
  return { kind: 'read', withinMs: Math.min(overdueAfterMs(watch, bookmarkEveryMs), deadMs) };
}

/** Both count from the last line, when the reading began. */
function deadAfterMs({ endsBefore, heardAt }: WatchState, bookmarkEveryMs: number | null): number {
  const leftMs = Math.max(0, endsBefore - heardAt);
  if (bookmarkEveryMs === null) return leftMs;
  return Math.min(leftMs, Math.max(SHORTEST_SILENCE_MS, BOOKMARKS_MISSED * bookmarkEveryMs));
}

function overdueAfterMs(watch: WatchState, bookmarkEveryMs: number | null): number {
  if (bookmarkEveryMs === null) return Number.POSITIVE_INFINITY;
  const dueAt = (watch.bookmarkAt ?? watch.openedAt) + bookmarkEveryMs;
  // A server that goes on without bookmarks is given a whole interval again after each line.
  const dueInMs = dueAt + OVERDUE_MS > watch.heardAt ? dueAt - watch.heardAt : bookmarkEveryMs;
  return Math.max(0, dueInMs) + OVERDUE_MS;
}

/** What silence means after the time that `readOn` gave: what must not be told before, overdue, or dead. */
export function afterSilence<T>(state: ReflectorState<T>, moment: Moment): ReflectorStep<T> {
  const { watch } = state;
  if (watch === null) return { state, events: [], action: readOn(state, moment.at) };
  if (!watch.isTold) {
    const told = { ...state, isDoubtful: false, watch: { ...watch, isTold: true } };
    return { state: told, events: [{ kind: 'watching' }], action: readOn(told, moment.at) };
  }
  const overdueMs = overdueAfterMs(watch, state.bookmarkEveryMs);
  const deadMs = deadAfterMs(watch, state.bookmarkEveryMs);
  if (watch.overdueAfterMs !== null || overdueMs >= deadMs)
    return backedOff(withoutProof(state), silence(deadMs), moment);
  const overdue = { ...state, watch: { ...watch, overdueAfterMs: overdueMs } };
  return {
    state: overdue,
    events: [{ kind: 'overdue', since: millis(moment.now - (moment.at - watch.heardAt)) }],
    action: readOn(overdue, moment.at),
  };
}

/** Not a single line, not even a bookmark: perhaps the server has not come as far as the version. */
export const withoutProof = <T>(state: ReflectorState<T>): ReflectorState<T> =>
  state.watch?.lines === 0 ? { ...state, isReached: false } : state;

/** The bookmark's own time; the interval that is known grows to what was seen. */
export function withBookmark<T>(state: ReflectorState<T>, at: Millis): ReflectorState<T> {
  if (state.watch === null) return state;
  const since = state.watch.bookmarkAt === null ? null : at - state.watch.bookmarkAt;
  // The longest counts: one more bookmark comes just before each watch's end, close to the one before.
  const every =
    since === null ? state.bookmarkEveryMs : Math.max(since, state.bookmarkEveryMs ?? 0);
  return { ...state, watch: { ...state.watch, bookmarkAt: millis(at) }, bookmarkEveryMs: every };
}

const silence = (ms: number): KubeFailure => ({
  code: 'timeout',
  tried: null,
  sentence: `The API server's watch was silent for ${Math.round(ms / 1000)} s.`,
  cause: null,
});
