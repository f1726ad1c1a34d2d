/** One watch: what was missed, what changes from now on, bookmarks in between, and its end. */

import { watchExpired } from './api-status.ts';
import type { Clock } from './clock.ts';
import type { LineAbout, ObjectIdentity } from './fault-book.ts';
import { type Change, type ChangeType, changeLine, type History, watchLine } from './history.ts';
import { apiVersionOf, type Kind } from './kinds.ts';
import type { ListOptions } from './list-options.ts';

/** Where a watch writes. */
export interface WatchSink {
  /** `about`: what the text is about, where it is an event. */
  write(text: string | Buffer, about?: LineAbout): void;
  end(): void;
}

export interface WatchSettings {
  readonly clock: Clock;
  /** The newest version of the whole API server, which bookmarks carry. */
  readonly currentVersion: () => number;
  readonly bookmarkEveryMs: number;
  /** How long a watch without `timeoutSeconds` lasts. */
  readonly watchTimeoutMs: number;
}

/** How long before its timeout a watch gets its last bookmark (1-2 s on the recorded server). */
const LAST_BOOKMARK_MS = 1500;
/** A watch that is shorter than this gets none: the recorded one of 5 s did not. */
const SHORTEST_WITH_BOOKMARK_MS = 5000;

/**
 * Serves a watch until its timeout or until the function returned is called. Every change after the
 * version that was asked for is written once, in order; one from before the window is answered by an
 * ERROR event and the end. A version from the future gets silence until the cluster is past it.
 */
export function openWatch(
  history: History,
  options: ListOptions,
  sink: WatchSink,
  settings: WatchSettings,
): () => void {
  const { resourceVersion, matches } = options;
  const wantsState = startsWithState(options);
  const current = settings.currentVersion();
  const after = wantsState || resourceVersion === null ? current : resourceVersion;
  const missed = wantsState ? [] : history.since(after);
  if (missed === null) {
    const expired = watchLine('ERROR', JSON.stringify(watchExpired(after, history.oldest)));
    sink.write(expired, { type: 'ERROR', object: null });
    sink.end();
    return () => {};
  }
  if (wantsState) writeState(history, options, current, sink);
  const tell = (change: Change): void => {
    const type = change.resourceVersion > after ? typeFor(change, matches) : null;
    if (type === null) return;
    sink.write(changeLine(change, type), { type, object: atVersionOf(change) });
  };
  missed.forEach(tell);
  const unsubscribe = history.subscribe(tell);
  const cancelTimers = scheduleEnd(history.kind, options, after, sink, settings, () => stop());
  const stop = (): void => {
    unsubscribe();
    cancelTimers();
  };
  return stop;
}

/** Whether the watch begins with an ADDED for each object: asked for, or by the older reading of 0 and unset. */
function startsWithState({ sendInitialEvents, resourceVersion }: ListOptions): boolean {
  return sendInitialEvents ?? (resourceVersion === null || resourceVersion === 0);
}

function writeState(
  history: History,
  { matches, allowBookmarks }: ListOptions,
  current: number,
  sink: WatchSink,
): void {
  // `current` is never older than the window, so there is always a state to write.
  for (const object of history.at(current) ?? [])
    if (matches(object)) sink.write(watchLine('ADDED', object.text), { type: 'ADDED', object });
  if (allowBookmarks)
    sink.write(bookmark(history.kind, current, { 'k8s.io/initial-events-end': 'true' }), BOOKMARK);
}

const BOOKMARK: LineAbout = { type: 'BOOKMARK', object: null };

/** What a line of a change is about. What leaves a selector is deleted at the version of the change. */
function atVersionOf({ object, resourceVersion }: Change): ObjectIdentity {
  const { uid, namespace, name } = object;
  return { uid, namespace, name, resourceVersion: String(resourceVersion) };
}

/** As what a watcher with this selector sees a change; `null` when it does not see it. */
export function typeFor(
  { type, object, previous }: Change,
  matches: ListOptions['matches'],
): ChangeType | null {
  const matched = previous !== null && matches(previous);
  if (type === 'DELETED') return matched ? 'DELETED' : null;
  if (matches(object)) return matched ? 'MODIFIED' : 'ADDED';
  return matched ? 'DELETED' : null;
}

function bookmark(kind: Kind, version: number, annotations?: Record<string, string>): string {
  const metadata = {
    resourceVersion: String(version),
    ...(annotations === undefined ? {} : { annotations }),
  };
  const object = { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata, ...kind.emptyRest };
  return watchLine('BOOKMARK', JSON.stringify(object));
}

function scheduleEnd(
  kind: Kind,
  { timeoutSeconds, allowBookmarks }: ListOptions,
  after: number,
  sink: WatchSink,
  { clock, currentVersion, bookmarkEveryMs, watchTimeoutMs }: WatchSettings,
  stop: () => void,
): () => void {
  const lifeMs = timeoutSeconds === null ? watchTimeoutMs : timeoutSeconds * 1000;
  let cancelNext: () => void = () => {};
  const sendBookmark = (): void => {
    // Before the version that was asked for there is nothing to bookmark.
    if (currentVersion() >= after) sink.write(bookmark(kind, currentVersion()), BOOKMARK);
  };
  const repeat = (): void => {
    cancelNext = clock.setTimeout(() => {
      sendBookmark();
      repeat();
    }, bookmarkEveryMs);
  };
  const cancels = [
    clock.setTimeout(() => {
      stop();
      sink.end();
    }, lifeMs),
  ];
  if (allowBookmarks) {
    repeat();
    if (lifeMs > SHORTEST_WITH_BOOKMARK_MS)
      cancels.push(clock.setTimeout(sendBookmark, lifeMs - LAST_BOOKMARK_MS));
  }
  return () => {
    cancelNext();
    for (const cancel of cancels) cancel();
  };
}
