/** Mirrors one kind of object of a cluster by list and watch: a thin loop around the decisions of `reflector-step.ts`. */
import type { Unreadable } from './api-json.ts';
import { collectionPath, RESOURCES, type Resource } from './api-path.ts';
import { steadyNow } from './clock.ts';
import type { Cluster } from './cluster.ts';
import { listGateOf } from './list-gate.ts';
import { reflectorHands } from './reflector-hands.ts';
import { initialState, type ReflectorEvent, type Versioned } from './reflector-state.ts';
import { next } from './reflector-step.ts';
import { processTurns, type Turns } from './turns.ts';
import { versionGuard } from './version-guard.ts';

/** Far above any object (etcd takes 1.5 MiB, and nothing larger than three is let in): beyond it, something is wrong. */
const MAX_OBJECT_BYTES = 16 * 1024 * 1024;

export interface ReflectOptions<T extends Versioned> {
  readonly cluster: Cluster;
  readonly resource: Resource;
  /** Null: all namespaces. */
  readonly namespace: string | null;
  /** As the API takes it, e.g. `involvedObject.kind=Pod`; default: all. */
  readonly fieldSelector?: string;
  /** Must not throw: an object that cannot be read is a value. */
  readonly decode: (object: unknown) => T | Unreadable;
  /**
   * Watch from this version, whose event was taken: of a list-ended or bookmark, or of an object that came outside a
   * list. Null: list first. The version of an object within a list is no place to resume from.
   */
  readonly resumeFrom: string | null;
  /** Ends everything at once; nothing is yielded afterwards. */
  readonly signal: AbortSignal;
  /** JSON of one object that is longer is skipped and named; default 16 MiB. */
  readonly maxObjectBytes?: number;
  /** Whether to try a streaming list before one of pages; default true. */
  readonly streams?: boolean;
  /** For tests. */
  readonly turns?: Turns;
}

/**
 * The objects of a cluster as they change, until the signal aborts; no failure ends it.
 *
 * Order: as the API server sends it. A list comes whole and bracketed (`list-began`, each object once, `list-ended`), or
 * not at all; objects known before and not in it are gone, those apart that it names as `unreadable` or `oversized`.
 * Between two lists no event is missed or invented, and none comes twice: what a server sends of an object that is no newer
 * than what was told of it is `replayed`. States that the server never sent, or that passed between `expired` and the list
 * that follows it, are not seen.
 *
 * Pulling the next event says that the last one is taken care of: only then the version moves, so a consumer that
 * stores each event before it pulls again may resume from the newest version it stored.
 * @throws RangeError at once for a namespace that is no DNS-1123 label.
 */
export function reflect<T extends Versioned>(
  options: ReflectOptions<T>,
): AsyncGenerator<ReflectorEvent<T>, void> {
  return loop(options, collectionPath(options.resource, options.namespace));
}

async function* loop<T extends Versioned>(
  options: ReflectOptions<T>,
  path: string,
): AsyncGenerator<ReflectorEvent<T>, void> {
  const { cluster, signal, decode, turns = processTurns } = options;
  const { clock } = cluster;
  const { resource, fieldSelector = null, maxObjectBytes = MAX_OBJECT_BYTES } = options;
  const hands = reflectorHands({
    ...{ cluster, path, fieldSelector, decode, signal, turns, maxObjectBytes },
    kind: RESOURCES[resource].kind,
    gate: listGateOf(cluster, resource),
  });
  const guarded = versionGuard<T>();
  const moment = () => ({ at: steadyNow(clock), now: clock.now(), random: clock.random() });
  const start = initialState<T>(options.resumeFrom, options.streams ?? true);
  let step = next(start, { kind: 'started' }, moment());
  try {
    while (!signal.aborted) {
      for (const event of step.events) {
        yield guarded(event);
        await turns.due();
        if (signal.aborted) return;
      }
      // The consumer pulled again, so `step.state` holds now: nothing of it was used before.
      const input = await hands.perform(step.action);
      await turns.due();
      step = next(step.state, input, moment());
    }
  } finally {
    hands.close();
  }
}
