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
import { seq } from '@podline/domain';
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
import { isOfTheLog } from './then/past-paths.ts';
import { PastPodView } from './then/past-pod.svelte.ts';
import { PastViews } from './then/past-views.ts';
import { ShownMoment } from './then/shown-moment.svelte.ts';
import type { Trust } from './ui/trust.ts';
import { visibleIn } from './ui/visible.ts';

/** What REST answers has no place in the feed. */
const NO_SEQ = seq(0);

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
  readonly moment: ShownMoment = new ShownMoment(() => this.clock.present);
  /** Stands still while a moment that is over is shown. */
  readonly clock: Clock = new Clock(() => this.moment.at);
  /** Null until the server first told. */
  cluster = $state.raw<ClusterStatus | null>(null);
  #connection = $state.raw<Heard>(AT_FIRST);
  readonly pods: PodsView;
  readonly #feed: Feed;
  readonly #past = new PastViews(() => this.moment.at);

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
    this.pods = new PodsView((query, listener) => this.open(query, listener));
  }

  /** Of the moment that is shown: a page that goes there or comes back asks again. */
  pod(query: ViewQuery & { kind: 'pod' }): PodView | PastPodView {
    if (!this.moment.isPast) return new PodView(this.#feed, query);
    return new PastPodView(this.#past, query, (uid) => new PodView(this.#feed, { ...query, uid }));
  }

  /** For whoever keeps what the view says; gives its close. Of a moment that is over, and of pods that are gone, the log answers. */
  open(query: ViewQuery, listener: ViewListener): () => void {
    if (this.moment.isPast || isOfTheLog(query)) {
      const { snapshot, refused } = listener;
      return this.#past.open(query, { snapshot: (state) => snapshot(state, NO_SEQ), refused });
    }
    return this.#feed.openView(query, {
      snapshot: (state, seq) => listener.snapshot(visibleIn(state), seq),
      delta: (delta) => listener.delta(visibleIn(delta)),
      refused: (problem) => listener.refused(visibleIn(problem)),
    });
  }

  /** What REST answers of the moment that is shown, again whenever that moves; gives its close. */
  askThen<T>(...[path, tell]: Parameters<typeof PastViews.prototype.ask<T>>): () => void {
    return this.#past.ask(path, tell);
  }

  /** The moment is another one. */
  moved(): void {
    this.#past.moved();
  }

  /** Does not wait for the next try. */
  reconnectNow(): void {
    this.#feed.reconnectNow();
  }

  /** What is shown is whole: connected and watched; or of a moment, which does not change any more. */
  get isLive(): boolean {
    if (this.moment.isPast) return true;
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
      now: this.clock.present,
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

  /** `open` makes visible what comes. */
  constructor(open: PageFeed['open']) {
    this.#subscribe = createSubscriber((update) =>
      open(
        { kind: 'pods' },
        {
          snapshot: (state) => {
            this.#state = state.kind === 'pods' ? state : this.#state;
            update();
          },
          delta: (delta) => {
            this.#state = this.#state === null ? null : foldPods(this.#state, delta);
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
