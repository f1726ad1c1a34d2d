/** How many lists may be asked of one cluster at once, and how close together they begin. */
import type { Resource } from './api-path.ts';
import { pause, steadyNow } from './clock.ts';
import type { Cluster } from './cluster.ts';

/** A list is the most expensive thing that an API server is asked for. */
const LISTS_AT_ONCE = 4;
/** Up to this long between two beginnings: fifty namespaces begin within five seconds, not within one packet. */
const STAGGER_MS = 200;

export interface ListGate {
  /** Waits for its turn, first come first served; the function returned gives it back. Aborted, it waits no longer. */
  readonly enter: (signal: AbortSignal) => Promise<() => void>;
}

const gates = { pods: new WeakMap<Cluster, ListGate>(), others: new WeakMap<Cluster, ListGate>() };

/** The gate of a cluster's pods, or of all else: lists of events that hang must not keep those of pods waiting. */
export function listGateOf(cluster: Cluster, resource: Resource = 'pods'): ListGate {
  const kind = resource === 'pods' ? 'pods' : 'others';
  const known = gates[kind].get(cluster);
  if (known !== undefined) return known;
  const gate = openGate(cluster);
  gates[kind].set(cluster, gate);
  return gate;
}

function openGate({ clock }: Cluster): ListGate {
  let free = LISTS_AT_ONCE;
  let queue: readonly (() => void)[] = [];
  let mayBeginAt: number = steadyNow(clock);

  const leave = (): void => {
    const [first, ...others] = queue;
    queue = others;
    if (first === undefined) free++;
    else first();
  };
  /** Whether a place was got; not, when the signal aborted first. */
  const place = async (signal: AbortSignal): Promise<boolean> => {
    if (free > 0) {
      free--;
      return true;
    }
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const come = (): void => resolve(true);
    const giveUp = (): void => {
      queue = queue.filter((other) => other !== come);
      resolve(false);
    };
    queue = [...queue, come];
    signal.addEventListener('abort', giveUp, { once: true });
    const hasPlace = await promise;
    signal.removeEventListener('abort', giveUp);
    return hasPlace;
  };
  return {
    enter: async (signal) => {
      if (signal.aborted || !(await place(signal))) return () => undefined;
      const now = steadyNow(clock);
      const beginsAt = Math.max(now, mayBeginAt);
      mayBeginAt = beginsAt + clock.random() * STAGGER_MS;
      if (beginsAt > now) await pause(clock, beginsAt - now, signal);
      let hasLeft = false;
      return () => {
        if (!hasLeft) leave();
        hasLeft = true;
      };
    },
  };
}
