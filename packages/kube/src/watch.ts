/** One HTTP watch: open it, then read one line after another. */
import { type JsonRecord, type ObjectName, record, text } from './api-json.ts';
import { leashedTo, pause } from './clock.ts';
import type { Cluster } from './cluster.ts';
import { failureUnder } from './connection.ts';
import {
  failureOfErrorEvent,
  type KubeFailure,
  protocolFailure,
  type Result,
  success,
} from './errors.ts';
import { lineSplitter } from './lines.ts';
import { objectHead } from './object-head.ts';
import type { Piece } from './pieces.ts';

/** In a bookmark's annotations: everything that was there when the watch began has been sent (KEP-3157). */
const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

export type WatchLine =
  | {
      readonly kind: 'object';
      readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
      readonly object: unknown;
      readonly resourceVersion: string;
    }
  | {
      readonly kind: 'bookmark';
      readonly resourceVersion: string;
      readonly endsInitialEvents: boolean;
    }
  /** An event of a type that did not exist when this was written. */
  | {
      readonly kind: 'unknown';
      readonly type: string;
      readonly uid: string | null;
      readonly resourceVersion: string;
    }
  /** An object beyond the limit; the lines after it are as good as ever. */
  | {
      readonly kind: 'oversized';
      readonly isDeleted: boolean;
      readonly object: ObjectName | null;
      readonly resourceVersion: string | null;
      readonly bytes: number;
    }
  /** The watch is of no use any more: an ERROR event, a broken line, a cut connection. */
  | { readonly kind: 'failed'; readonly failure: KubeFailure }
  /** The server ended it, between two lines: what timeoutSeconds asks for. */
  | { readonly kind: 'ended' };

/** No line came within the time; the watch is as open as before. */
export interface Silence {
  readonly kind: 'silent';
}

export interface OpenWatch {
  /** The next line. After `failed` or `ended` there is none. */
  readonly next: (withinMs: number) => Promise<WatchLine | Silence>;
  /** Ends it at once; a `next` under way gives `failed`. */
  readonly close: () => void;
}

/**
 * Opens a watch with bookmarks that the server ends by itself after `timeoutSeconds`. `version` null: from the state of now,
 * which comes first, object by object, up to a bookmark that ends it.
 */
export async function openWatch(options: {
  readonly cluster: Cluster;
  readonly path: string;
  readonly version: string | null;
  /** Null: all objects. */
  readonly fieldSelector?: string | null;
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  readonly maxObjectBytes: number;
}): Promise<Result<OpenWatch>> {
  const { cluster, path, version, fieldSelector = null, timeoutSeconds } = options;
  const leash = leashedTo(options.signal);
  const from =
    version === null
      ? { sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' }
      : { resourceVersion: version };
  const answer = await cluster.request(path, {
    query: { watch: true, allowWatchBookmarks: true, ...from, timeoutSeconds, fieldSelector },
    signal: leash.signal,
    mayBeSilent: true,
  });
  if (!answer.ok) {
    leash.letGo();
    return answer;
  }
  const { tried, body } = answer.value;
  const failedBy = (error: unknown): End => ({
    kind: 'failed',
    failure: failureUnder(leash.signal, error, tried),
  });
  const lines = linesOf(body, options.maxObjectBytes, failedBy);
  /** Outlives a silence: the line that it brings then is the next one all the same. */
  let reading: Promise<Read> | null = null;
  return success({
    next: async (withinMs) => {
      const atHand = reading === null ? lines.atHand() : null;
      if (atHand !== null) return lineOf(atHand, tried);
      reading ??= lines.read();
      // Time that the reader takes for itself is no silence of the server: it counts from here.
      const alarm = leashedTo(leash.signal);
      const silence = pause(cluster.clock, withinMs, alarm.signal).then(() => null);
      const read = await Promise.race([reading, silence]);
      alarm.abort(null);
      alarm.letGo();
      // An abort wakes the sleeper too, and is no silence.
      if (read === null) return leash.signal.aborted ? failedBy(null) : { kind: 'silent' };
      reading = null;
      return lineOf(read, tried);
    },
    close: () => {
      leash.abort(null);
      leash.letGo();
    },
  });
}

type End = WatchLine & { readonly kind: 'failed' | 'ended' };
type Read = Piece | End | 'cut within a line';

const lineOf = (read: Read, tried: string): WatchLine => {
  if (read === 'cut within a line')
    return { kind: 'failed', failure: protocolFailure('The watch ended within a line.', tried) };
  if (read.kind === 'whole') return watchLine(read.text, tried);
  return read.kind === 'oversized' ? oversizedLine(read, tried) : read;
};

/** The lines of a body, read from it only when no line is at hand: a slow consumer slows the server down. */
function linesOf(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
  failed: (error: unknown) => End,
) {
  const splitter = lineSplitter(maxBytes);
  const chunks = body[Symbol.asyncIterator]();
  let lines: readonly Piece[] = [];
  let taken = 0;

  const atHand = (): Piece | null => lines[taken++] ?? null;
  const read = async (): Promise<Read> => {
    try {
      for (let chunk = await chunks.next(); chunk.done !== true; chunk = await chunks.next()) {
        lines = splitter.push(chunk.value);
        taken = 0;
        const first = atHand();
        if (first !== null) return first;
      }
    } catch (error) {
      return failed(error);
    }
    return splitter.isWithinLine() ? 'cut within a line' : { kind: 'ended' };
  };
  return { atHand, read };
}

function oversizedLine({ head, bytes }: Piece & { kind: 'oversized' }, tried: string): WatchLine {
  const { type, object, resourceVersion } = objectHead(head);
  if (isObjectType(type))
    return { kind: 'oversized', isDeleted: type === 'DELETED', object, resourceVersion, bytes };
  const sentence = `A line of the watch is ${bytes} bytes long, and is no object.`;
  return { kind: 'failed', failure: { code: 'oversized', tried, sentence, cause: null } };
}

const isObjectType = (type: unknown): type is 'ADDED' | 'MODIFIED' | 'DELETED' =>
  type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED';

/** What one line of a watch says; whatever is no watch event is a `protocol` failure. */
export function watchLine(line: string, tried: string): WatchLine {
  const broken = (sentence: string, cause: unknown = null): WatchLine => ({
    kind: 'failed',
    failure: protocolFailure(sentence, tried, cause),
  });
  let event: JsonRecord;
  try {
    event = record(JSON.parse(line));
  } catch (error) {
    return broken('A line of the watch is no JSON.', error);
  }
  const { type, object } = event;
  if (type === 'ERROR') return { kind: 'failed', failure: failureOfErrorEvent(object, tried) };
  const metadata = record(record(object)['metadata']);
  const resourceVersion = text(metadata['resourceVersion']);
  if (resourceVersion === null) return broken('An event of the watch has no resourceVersion.');
  if (isObjectType(type)) return { kind: 'object', type, object, resourceVersion };
  if (type !== 'BOOKMARK')
    return { kind: 'unknown', type: String(type), uid: text(metadata['uid']), resourceVersion };
  const endsInitialEvents = record(metadata['annotations'])[INITIAL_EVENTS_END] === 'true';
  return { kind: 'bookmark', resourceVersion, endsInitialEvents };
}
