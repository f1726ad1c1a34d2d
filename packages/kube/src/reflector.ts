/** Mirrors one kind of object of a cluster by list and watch: a thin loop around the decisions of `reflector-step.ts`. */
import type { Unreadable } from './api-json.ts';
import { collectionPath } from './api-path.ts';
import { pause } from './clock.ts';
import type { Cluster } from './cluster.ts';
import { listPage } from './list.ts';
import {
  initialState,
  type ReflectorAction,
  type ReflectorEvent,
  type ReflectorInput,
} from './reflector-state.ts';
import { next } from './reflector-step.ts';
import { type OpenWatch, openWatch, type WatchLine } from './watch.ts';

export interface ReflectOptions<T extends object> {
  readonly cluster: Cluster;
  readonly resource: 'pods' | 'events';
  /** Null: all namespaces. */
  readonly namespace: string | null;
  /** Must not throw: an object that cannot be read is a value. */
  readonly decode: (object: unknown) => T | Unreadable;
  /**
   * Watch from this version, whose event was taken: of a list-ended or bookmark, or of an object that came outside a
   * list. Null: list first. The version of an object within a list is no place to resume from.
   */
  readonly resumeFrom: string | null;
  /** Ends everything at once; nothing is yielded afterwards. */
  readonly signal: AbortSignal;
  /** Default 16 MiB. */
  readonly maxLineBytes?: number;
}

/**
 * The objects of a cluster as they change, until the signal aborts; no failure ends it.
 *
 * Order: as the API server sends it. A list comes whole and bracketed (`list-began`, each object, `list-ended`), or
 * not at all; objects known before and not in it are gone. Between two lists no event is missed or invented, and
 * one may come twice (after a reconnect): compare resourceVersion. States that the server never sent, or that passed
 * between an expired version and the list that follows it (`cause: 'expired'`), are not seen.
 *
 * Pulling the next event says that the last one is taken care of: only then the version moves, so a consumer that
 * stores each event before it pulls again may resume from the newest version it stored.
 * @throws RangeError at once for a namespace that is no DNS-1123 label.
 */
export function reflect<T extends object>(
  options: ReflectOptions<T>,
): AsyncGenerator<ReflectorEvent<T>, void> {
  return loop(options, collectionPath(options.resource, options.namespace));
}

async function* loop<T extends object>(
  options: ReflectOptions<T>,
  path: string,
): AsyncGenerator<ReflectorEvent<T>, void> {
  const { signal } = options;
  const { clock } = options.cluster;
  const hands = handsOf(options, path);
  const moment = () => ({ at: clock.now(), random: clock.random() });
  let step = next(initialState<T>(options.resumeFrom), { kind: 'started' }, moment());
  try {
    while (!signal.aborted) {
      for (const event of step.events) {
        if (signal.aborted) return;
        yield event;
      }
      // The consumer pulled again, so `step.state` holds now: nothing of it was used before.
      const input = await hands.perform(step.action);
      step = next(step.state, input, moment());
    }
  } finally {
    hands.close();
  }
}

/** What carries out an action and says what came of it; holds the one watch that may be open. */
function handsOf<T extends object>(options: ReflectOptions<T>, path: string) {
  const { cluster, signal, decode } = options;
  let watch: OpenWatch | null = null;
  const close = (): void => {
    watch?.close();
    watch = null;
  };

  const list = async (continueToken: string | null): Promise<ReflectorInput<T>> => {
    close();
    const page = await listPage({ cluster, path, continueToken, signal });
    if (!page.ok) return { kind: 'failed', failure: page.failure };
    return { kind: 'page', ...page.value, items: page.value.items.map(decode) };
  };
  const open = async (version: string, timeoutSeconds: number): Promise<ReflectorInput<T>> => {
    close();
    const { maxLineBytes } = options;
    const limit = maxLineBytes === undefined ? {} : { maxLineBytes };
    const opened = await openWatch({ cluster, path, version, timeoutSeconds, signal, ...limit });
    if (!opened.ok) return { kind: 'failed', failure: opened.failure };
    watch = opened.value;
    return { kind: 'opened' };
  };
  const decoded = (line: WatchLine): ReflectorInput<T> =>
    line.kind === 'object' ? { ...line, object: decode(line.object) } : line;

  const perform = async (action: ReflectorAction): Promise<ReflectorInput<T>> => {
    switch (action.kind) {
      case 'list':
        return list(action.continueToken);
      case 'watch':
        return open(action.version, action.timeoutSeconds);
      case 'read':
        return watch === null ? { kind: 'ended' } : decoded(await watch.next(action.withinMs));
      case 'wait':
        close();
        await pause(cluster.clock, action.ms, signal);
        return { kind: 'rested' };
    }
  };
  return { perform, close };
}
