/** A reflector's list: collected page by page or from a watch that begins with the state, and told whole or not at all. */
import { isOversized, isUnreadable } from './api-json.ts';
import type { KubeFailure } from './errors.ts';
import { backedOff, goOn, withoutList } from './reflector-moves.ts';
import { readOn, STREAMING_LIST_MS } from './reflector-patience.ts';
import type {
  Collected,
  Moment,
  ReflectorEvent,
  ReflectorInput,
  ReflectorState,
  ReflectorStep,
  Seen,
  Versioned,
} from './reflector-state.ts';

/** How often a streaming list tells how far it is: as often as one of pages. */
const TELL_EVERY = 500;

/** One more page: the list goes on after it, or is whole. */
export function takePage<T extends Versioned>(
  state: ReflectorState<T>,
  page: ReflectorInput<T> & { kind: 'page' },
  moment: Moment,
): ReflectorStep<T> {
  const { continueToken, resourceVersion } = page;
  const longer = withMore(state, page.items, false);
  if (continueToken !== null)
    return goOn({ ...longer, continueToken }, [{ kind: 'listed', count: longer.count }], moment);
  return goOn(listedState(longer, resourceVersion), listEvents(longer, resourceVersion), moment);
}

/** One more object of a streaming list. */
export function collect<T extends Versioned>(
  state: ReflectorState<T>,
  { object, isDeleted }: ReflectorInput<T> & { kind: 'object' },
  moment: Moment,
): ReflectorStep<T> {
  const { watch } = state;
  if (watch !== null && moment.at - watch.openedAt >= STREAMING_LIST_MS)
    return listByPages(state, moment);
  const longer = withMore(state, [object], isDeleted);
  const isTime = longer.count % TELL_EVERY === 0 && !isDeleted;
  return {
    state: longer,
    events: isTime ? [{ kind: 'listed', count: longer.count }] : [],
    action: readOn(longer, moment.at),
  };
}

/** The end mark of a streaming list: told as any other list, and the same watch goes on. */
export function endStream<T extends Versioned>(
  state: ReflectorState<T>,
  resourceVersion: string,
  moment: Moment,
): ReflectorStep<T> {
  const { at } = moment;
  const listed = listedState(state, resourceVersion);
  const watch =
    state.watch === null ? null : { ...state.watch, isListing: false, isTold: true, heardAt: at };
  const watching = { ...listed, watch, isDoubtful: false };
  const events = listEvents(state, resourceVersion);
  return {
    state: watching,
    events: [...events, { kind: 'watching' }],
    action: readOn(watching, at),
  };
}

/** A streaming list that came to nothing, at the server's own doing: from now on, pages. */
export const listByPages = <T>(state: ReflectorState<T>, moment: Moment): ReflectorStep<T> =>
  goOn({ ...withoutList(state), watch: null, streams: false }, [], moment);

/** A list or a page of it failed. What was collected is kept while its continue token may be good. */
export function afterListFailure<T>(
  state: ReflectorState<T>,
  failure: KubeFailure,
  moment: Moment,
): ReflectorStep<T> {
  if (state.streams) return afterStreamFailure(state, failure, moment);
  const anew = failure.code === 'expired' ? withoutList(state) : state;
  return backedOff(anew, failure, moment);
}

function afterStreamFailure<T>(
  state: ReflectorState<T>,
  failure: KubeFailure,
  moment: Moment,
): ReflectorStep<T> {
  const fresh = { ...withoutList(state), watch: null };
  switch (failure.code) {
    // Not known (400, 422), not understood, or too long ago: a list of pages has none of these troubles.
    case 'rejected':
    case 'not-found':
    case 'protocol':
    case 'oversized':
    case 'expired':
      return listByPages(state, moment);
    // The server may be slow or break off because of it: pages are smaller bites, and each may be tried again.
    case 'server-error':
    case 'timeout':
      return backedOff({ ...fresh, streams: false }, failure, moment);
    case 'unreachable':
      return backedOff({ ...fresh, streams: state.watch === null }, failure, moment);
    case 'unauthorized':
    case 'forbidden':
    case 'throttled':
    case 'misconfigured':
    case 'login-failed':
    case 'aborted':
      return backedOff(fresh, failure, moment);
  }
}

const withMore = <T>(
  state: ReflectorState<T>,
  objects: readonly Seen<T>[],
  isDeleted: boolean,
): ReflectorState<T> => ({
  ...state,
  collected: { objects, isDeleted, before: state.collected },
  count: state.count + (isDeleted ? 0 : objects.length),
});

const listedState = <T>(state: ReflectorState<T>, version: string): ReflectorState<T> => ({
  ...withoutList(state),
  version,
  isReached: true,
  isBehind: false,
  hasMoved: false,
  cause: 'expired',
  troubleSince: null,
});

function listEvents<T extends Versioned>(
  { cause, collected }: ReflectorState<T>,
  resourceVersion: string,
): readonly ReflectorEvent<T>[] {
  return [
    { kind: 'list-began', cause },
    ...lastOfEach(collected).map((object) => toldOf(object, false)),
    { kind: 'list-ended', resourceVersion },
  ];
}

/** Each object once, as it was last: while a streaming list comes, objects change and go. */
function lastOfEach<T extends Versioned>(collected: Collected<T> | null): readonly Seen<T>[] {
  const parts: Collected<T>[] = [];
  for (let part = collected; part !== null; part = part.before) parts.push(part);
  const byUid = new Map<string, Seen<T>>();
  const nameless: Seen<T>[] = [];
  for (const { objects, isDeleted } of parts.reverse())
    for (const object of objects) {
      const uid = uidOf(object);
      if (uid === null) nameless.push(object);
      else if (isDeleted) byUid.delete(uid);
      else byUid.set(uid, object);
    }
  return [...byUid.values(), ...nameless];
}

function uidOf<T extends Versioned>(object: Seen<T>): string | null {
  if (isOversized(object)) return object.oversized?.uid ?? null;
  return object.uid;
}

/** What an object means to the consumer. */
export function toldOf<T extends Versioned>(
  object: Seen<T>,
  isDeleted: boolean,
): ReflectorEvent<T> {
  const gone = isDeleted ? ({ isDeleted: true } as const) : {};
  if (isOversized(object))
    return { kind: 'oversized', object: object.oversized, bytes: object.bytes, ...gone };
  if (isUnreadable(object)) return { kind: 'unreadable', ...object, ...gone };
  return { kind: isDeleted ? 'deleted' : 'applied', snapshot: object };
}
