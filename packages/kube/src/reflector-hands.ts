/** What carries out a reflector's action and says what came of it; holds the one watch that may be open. */
import { kindOtherThan, type Oversized, record, type Unreadable } from './api-json.ts';
import { pause } from './clock.ts';
import type { Cluster } from './cluster.ts';
import { protocolFailure } from './errors.ts';
import { listPage, PAGE_SIZE } from './list.ts';
import type { ListGate } from './list-gate.ts';
import type { ReflectorAction, ReflectorInput, Seen, Versioned } from './reflector-state.ts';
import type { Turns } from './turns.ts';
import { type OpenWatch, openWatch, type Silence, type WatchLine } from './watch.ts';

interface HandsOptions<T> {
  readonly cluster: Cluster;
  readonly path: string;
  /** Null: all objects. */
  readonly fieldSelector: string | null;
  /** Where to wait for the turn to list. */
  readonly gate: ListGate;
  /** Of each object, as the API names it. */
  readonly kind: string;
  readonly decode: (object: unknown) => T | Unreadable;
  readonly maxObjectBytes: number;
  readonly turns: Turns;
  readonly signal: AbortSignal;
}

interface ReflectorHands<T> {
  /** Never rejects: what fails is an input too. */
  readonly perform: (action: ReflectorAction) => Promise<ReflectorInput<T>>;
  readonly close: () => void;
}

export function reflectorHands<T extends Versioned>(options: HandsOptions<T>): ReflectorHands<T> {
  const { cluster, path, fieldSelector, gate, kind, decode, maxObjectBytes, turns, signal } =
    options;
  let watch: OpenWatch | null = null;
  /** Gives back the place among those who list; kept from a list's first request to its end. */
  let leaveGate: (() => void) | null = null;

  const closeWatch = (): void => {
    watch?.close();
    watch = null;
  };
  const leave = (): void => {
    leaveGate?.();
    leaveGate = null;
  };
  const enter = async (): Promise<void> => {
    leaveGate ??= await gate.enter(signal);
  };

  const list = async (continueToken: string | null): Promise<ReflectorInput<T>> => {
    closeWatch();
    await enter();
    const page = await listPage<Seen<T>>({
      ...{ cluster, path, signal, turns, maxObjectBytes },
      query: { limit: PAGE_SIZE, continue: continueToken, fieldSelector },
      item: decode,
      oversized: ({ object }, bytes): Oversized => ({ oversized: object, bytes }),
    });
    return page.ok ? { kind: 'page', ...page.value } : { kind: 'failed', failure: page.failure };
  };
  const reach = async (version: string): Promise<ReflectorInput<T>> => {
    closeWatch();
    await enter();
    const page = await listPage<null>({
      ...{ cluster, path, signal, turns, maxObjectBytes },
      // Of any object: it is asked how far the server is, not what there is.
      query: { limit: 1, resourceVersion: version, resourceVersionMatch: 'NotOlderThan' },
      item: () => null,
      oversized: () => null,
    });
    leave();
    return page.ok ? { kind: 'reached' } : { kind: 'failed', failure: page.failure };
  };
  const open = async (
    version: string | null,
    timeoutSeconds: number,
  ): Promise<ReflectorInput<T>> => {
    closeWatch();
    if (version === null) await enter();
    else leave();
    const opened = await openWatch({
      ...{ cluster, path, version, fieldSelector, timeoutSeconds, signal, maxObjectBytes },
    });
    if (!opened.ok) return { kind: 'failed', failure: opened.failure };
    watch = opened.value;
    return { kind: 'opened' };
  };
  const read = async (withinMs: number): Promise<ReflectorInput<T>> => {
    if (watch === null) return { kind: 'ended' };
    const line = await watch.next(withinMs);
    if (line.kind === 'bookmark' && line.endsInitialEvents) leave();
    return inputOf(line, { kind, decode });
  };

  const perform = async (action: ReflectorAction): Promise<ReflectorInput<T>> => {
    switch (action.kind) {
      case 'list':
        return list(action.continueToken);
      case 'reach':
        return reach(action.version);
      case 'watch':
        return open(action.version, action.timeoutSeconds);
      case 'read':
        return read(action.withinMs);
      case 'wait':
        closeWatch();
        leave();
        await pause(cluster.clock, action.ms, signal);
        return { kind: 'rested' };
    }
  };
  const close = (): void => {
    closeWatch();
    leave();
  };
  return { perform, close };
}

function inputOf<T>(
  line: WatchLine | Silence,
  { kind, decode }: Pick<HandsOptions<T>, 'kind' | 'decode'>,
): ReflectorInput<T> {
  switch (line.kind) {
    case 'object': {
      const { type, object, resourceVersion } = line;
      // A line that is not what was asked for may be a change spoilt on its way: the watch begins again before it.
      const other = kindOtherThan(kind, record(object));
      if (other !== null) return { kind: 'failed', failure: protocolFailure(other, null) };
      const isDeleted = type === 'DELETED';
      return { kind: 'object', object: decode(object), isDeleted, resourceVersion };
    }
    case 'oversized': {
      const { object, bytes, isDeleted, resourceVersion } = line;
      const oversized: Oversized = { oversized: object, bytes };
      return { kind: 'object', object: oversized, isDeleted, resourceVersion };
    }
    case 'unknown': {
      // As client-go does: a type of event that a later version brings must not stop the watch of an older one.
      const { type, uid, resourceVersion } = line;
      const unreadable = `The watch holds an event of the unknown type ${JSON.stringify(type)}.`;
      return { kind: 'object', object: { unreadable, uid }, isDeleted: false, resourceVersion };
    }
    case 'bookmark':
    case 'silent':
    case 'ended':
    case 'failed':
      return line;
  }
}
