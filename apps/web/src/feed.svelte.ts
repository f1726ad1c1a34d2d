/**
 * Socket messages → reactive pods and timelines. A view is open as long as something on the page reads it.
 * This is the door by which what others wrote comes in: behind it every text is one that can be seen (`visible.ts`).
 */
import type {
  ClusterStatus,
  PodRow,
  PodState,
  PodsState,
  Problem,
  ViewQuery,
} from '@podline/contract';
import {
  type ConnectionState,
  connectFeed,
  type Feed,
  foldPod,
  foldPods,
  type ViewListener,
} from '@podline/transport/client';
import { createContext } from 'svelte';
import { createSubscriber } from 'svelte/reactivity';
import { Clock } from './clock.svelte.ts';
import type { Trust } from './ui/trust.ts';
import { visibleIn } from './ui/visible.ts';

interface Heard {
  readonly state: ConnectionState;
  /** Browser time, ms. */
  readonly since: number;
  /** Browser time, ms; null unless it is open again after it was gone. */
  readonly wasGoneFrom: number | null;
}

const AT_FIRST: Heard = { state: 'connecting', since: Date.now(), wasGoneFrom: null };

/** The page's one connection to Podline. */
export class PageFeed {
  readonly clock = new Clock();
  /** Null until the server first told. */
  cluster = $state.raw<ClusterStatus | null>(null);
  #connection = $state.raw<Heard>(AT_FIRST);
  readonly pods: PodsView;
  readonly #feed: Feed;

  constructor() {
    this.#feed = connectFeed({
      onCluster: (status) => {
        this.clock.heard(status.serverNow);
        this.cluster = visibleIn(status);
      },
      onConnection: (state, since) => {
        this.#connection = afterHearing(this.#connection, state, since, this.cluster !== null);
      },
    });
    this.pods = new PodsView(this.#feed);
  }

  pod(query: ViewQuery & { kind: 'pod' }): PodView {
    return new PodView(this.#feed, query);
  }

  /** For whoever keeps what the view says; gives its close. */
  open(query: ViewQuery, listener: ViewListener): () => void {
    return this.#feed.openView(query, {
      snapshot: (state, seq) => listener.snapshot(visibleIn(state), seq),
      delta: (delta) => listener.delta(visibleIn(delta)),
      refused: (problem) => listener.refused(visibleIn(problem)),
    });
  }

  /** Does not wait for the next try. */
  reconnectNow(): void {
    this.#feed.reconnectNow();
  }

  /** What is shown is up to date: connected, and the cluster is being watched. */
  get isLive(): boolean {
    return this.#connection.state === 'open' && this.cluster?.watch.state === 'live';
  }

  /** How far what is shown can be trusted; it ticks. */
  get trust(): Trust {
    const { state, since, wasGoneFrom } = this.#connection;
    return {
      connection: {
        state,
        since: this.clock.atServer(since),
        wasGoneFrom: wasGoneFrom === null ? null : this.clock.atServer(wasGoneFrom),
      },
      cluster: this.cluster,
      now: this.clock.now,
    };
  }
}

/** A restart that takes too long turns into a loss, and was one from its beginning. */
function afterHearing(
  before: Heard,
  state: ConnectionState,
  since: number,
  hadShown: boolean,
): Heard {
  const wasGone = before.state === 'lost' || before.state === 'restarting';
  const goneFrom = state === 'open' && wasGone && hadShown ? before.since : null;
  return { state, since, wasGoneFrom: goneFrom };
}

/** Null while it is loading. */
export class PodsView {
  #state: PodsState | null = null;
  readonly #subscribe: () => void;

  constructor(feed: Feed) {
    this.#subscribe = createSubscriber((update) =>
      feed.openView(
        { kind: 'pods' },
        {
          snapshot: (state) => {
            this.#state = state.kind === 'pods' ? visibleIn(state) : this.#state;
            update();
          },
          delta: (delta) => {
            this.#state = this.#state === null ? null : foldPods(this.#state, visibleIn(delta));
            update();
          },
          // Everybody may open the list; what a viewer may not see is left out of it.
          refused: () => undefined,
        },
      ),
    );
  }

  get rows(): readonly PodRow[] | null {
    this.#subscribe();
    return this.#state?.rows ?? null;
  }
}

export class PodView {
  #state: PodState | Problem | null = null;
  readonly #subscribe: () => void;

  constructor(feed: Feed, query: ViewQuery & { kind: 'pod' }) {
    this.#subscribe = createSubscriber((update) =>
      feed.openView(query, {
        snapshot: (state) => {
          this.#state = state.kind === 'pod' ? visibleIn(state) : this.#state;
          update();
        },
        delta: (delta) => {
          const state = this.#state;
          if (state !== null && 'kind' in state) this.#state = foldPod(state, visibleIn(delta));
          update();
        },
        refused: (problem) => {
          this.#state = visibleIn(problem);
          update();
        },
      }),
    );
  }

  get pod(): PodState | null {
    this.#subscribe();
    return this.#state !== null && 'kind' in this.#state ? this.#state : null;
  }

  get problem(): Problem | null {
    this.#subscribe();
    return this.#state !== null && 'code' in this.#state ? this.#state : null;
  }
}

export const [getFeed, setFeed] = createContext<PageFeed>();
