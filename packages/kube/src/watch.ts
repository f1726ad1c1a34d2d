/** One HTTP watch: open it, then read one line after another, never waiting longer than told. */
import { record, text } from './api-json.ts';
import { type Clock, DeadlineExceeded, type Leash, leashedTo, pause } from './clock.ts';
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

/** Far above any object (etcd takes 1.5 MiB): beyond it, something else is speaking. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;

export type WatchLine =
  | {
      readonly kind: 'object';
      readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
      readonly object: unknown;
      readonly resourceVersion: string;
    }
  | { readonly kind: 'bookmark'; readonly resourceVersion: string }
  /** The watch is of no use any more: an ERROR event, a broken line, a cut connection, silence. */
  | { readonly kind: 'failed'; readonly failure: KubeFailure }
  /** The server ended it, between two lines: what timeoutSeconds asks for. */
  | { readonly kind: 'ended' };

export interface OpenWatch {
  /** The next line; `failed` when none came within this time. After `failed` or `ended` there is no next. */
  readonly next: (withinMs: number) => Promise<WatchLine>;
  /** Ends it at once; a `next` under way gives `failed`. */
  readonly close: () => void;
}

/** Opens a watch from after `version`, with bookmarks, that the server ends by itself after `timeoutSeconds`. */
export async function openWatch(options: {
  readonly cluster: Cluster;
  readonly path: string;
  readonly version: string;
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  readonly maxLineBytes?: number;
}): Promise<Result<OpenWatch>> {
  const leash = leashedTo(options.signal);
  const answer = await options.cluster.request(options.path, {
    query: {
      watch: true,
      allowWatchBookmarks: true,
      resourceVersion: options.version,
      timeoutSeconds: options.timeoutSeconds,
    },
    signal: leash.signal,
    mayBeSilent: true,
  });
  if (!answer.ok) {
    leash.letGo();
    return answer;
  }
  const { tried, body } = answer.value;
  const watchdog = watchdogOf(options.cluster.clock, leash);
  const lines = linesOf(body, tried, options.maxLineBytes ?? MAX_LINE_BYTES);
  return success({
    next: async (withinMs) => {
      watchdog.expectWithin(withinMs);
      try {
        const line = await lines.next();
        return line.done ? { kind: 'ended' } : line.value;
      } catch (error) {
        return { kind: 'failed', failure: failureUnder(leash.signal, error, tried) };
      } finally {
        watchdog.expectNothing();
      }
    },
    close: () => {
      leash.abort(null);
      leash.letGo();
    },
  });
}

async function* linesOf(
  body: AsyncIterable<Uint8Array>,
  tried: string,
  maxBytes: number,
): AsyncGenerator<WatchLine, void> {
  const splitter = lineSplitter(maxBytes);
  for await (const chunk of body) {
    const lines = splitter.push(chunk);
    if (lines === null) {
      yield { kind: 'failed', failure: oversized(tried, maxBytes) };
      return;
    }
    for (const line of lines) yield watchLine(line, tried);
  }
  if (splitter.isWithinLine())
    yield { kind: 'failed', failure: protocolFailure('The watch ended within a line.', tried) };
}

const oversized = (tried: string, maxBytes: number): KubeFailure => ({
  code: 'oversized',
  tried,
  sentence: `A line of the watch is longer than ${maxBytes} bytes.`,
  cause: null,
});

/** What one line of a watch says; whatever is no watch event is a `protocol` failure. */
export function watchLine(line: string, tried: string): WatchLine {
  const broken = (sentence: string, cause: unknown = null): WatchLine => ({
    kind: 'failed',
    failure: protocolFailure(sentence, tried, cause),
  });
  let event: Readonly<Record<string, unknown>>;
  try {
    event = record(JSON.parse(line));
  } catch (error) {
    return broken('A line of the watch is no JSON.', error);
  }
  const { type, object } = event;
  if (type === 'ERROR') return { kind: 'failed', failure: failureOfErrorEvent(object, tried) };
  const resourceVersion = text(record(record(object)['metadata'])['resourceVersion']);
  if (resourceVersion === null) return broken('An event of the watch has no resourceVersion.');
  switch (type) {
    case 'BOOKMARK':
      return { kind: 'bookmark', resourceVersion };
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      return { kind: 'object', type, object, resourceVersion };
    default:
      return broken(`The watch holds an event of the unknown type ${JSON.stringify(type)}.`);
  }
}

/**
 * Ends the leash when a line was awaited for too long. While nobody awaits one (the consumer is busy), silence is not
 * the server's. One sleeper at a time, however many lines come.
 */
function watchdogOf(clock: Clock, leash: Leash) {
  let awaited: { readonly until: number; readonly withinMs: number } | null = null;
  let nap: { readonly until: number; readonly leash: Leash } | null = null;
  const guard = async (): Promise<void> => {
    while (awaited !== null && !leash.signal.aborted) {
      const left = awaited.until - clock.now();
      if (left <= 0) return leash.abort(new DeadlineExceeded(awaited.withinMs));
      nap = { until: awaited.until, leash: leashedTo(leash.signal) };
      await pause(clock, left, nap.leash.signal);
      nap.leash.letGo();
    }
    nap = null;
  };
  return {
    expectWithin: (withinMs: number): void => {
      awaited = { until: clock.now() + withinMs, withinMs };
      if (nap === null) void guard();
      // A nap that ends too early is taken up again, one that ends too late is cut short.
      else if (awaited.until < nap.until) nap.leash.abort(null);
    },
    expectNothing: (): void => {
      awaited = null;
    },
  };
}
