/** The page's door to the live feed. It runs in a browser: nothing here may import Node or the hub. */
import type {
  ClientToServer,
  ClusterStatus,
  Problem,
  ServerToClient,
  ViewDelta,
  ViewQuery,
  ViewState,
} from '@podline/contract';
import type { Seq } from '@podline/domain';
import { io, type Socket } from 'socket.io-client';
import { afterRestartMs, backOffMs } from './back-off.ts';
import { type Clock, systemClock } from './clock.ts';
import { type Input, next, type Subscription, subscribed, type Telling } from './subscription.ts';

export { foldPod, foldPods, foldView } from './fold.ts';

/**
 * `connecting` until the first connection or its failure; `lost` until the next one is open, however many tries that takes.
 * `restarting`: the server said that it goes and comes back; `lost` only when it is not back after a quarter of a minute.
 */
export type ConnectionState = 'connecting' | 'open' | 'restarting' | 'lost';

export interface FeedParts {
  /** The server's address; without one, where the page came from. */
  readonly url?: string;
  onCluster(status: ClusterStatus): void;
  /** `since`: when that state began, ms by `now`. Called at once with `connecting`. */
  onConnection(state: ConnectionState, since: number): void;
  readonly now?: () => number;
  readonly after?: Clock['after'];
  /** From 0 to 1, for the jitter of the back-off. */
  readonly chance?: () => number;
}

export interface ViewListener {
  /** The whole state; whatever was told before is void. */
  snapshot(state: ViewState, seq: Seq): void;
  /** Continues what was told before; fold it with `foldView`. */
  delta(delta: ViewDelta): void;
  /** There is no such view now. It is asked for again at each new connection. */
  refused(problem: Problem): void;
}

export interface Feed {
  /** Opens a view, now or as soon as there is a connection, and keeps it open over every reconnection. Returns its close. */
  openView(query: ViewQuery, listener: ViewListener): () => void;
  /** Does not wait for the next try. Nothing happens while a connection is open or being made. */
  reconnectNow(): void;
  close(): void;
}

/** A server that said that it will be back gets so long before its pages speak of a loss. */
const RESTART_MS = 15_000;
/** A connection that lasted so long was a good one: the next back-off starts from the shortest again. */
const GOOD_AFTER_MS = 10_000;
/** The contract's highest view id. */
const HIGHEST_ID = 1_000_000;

/**
 * Connects and stays connected: it tries again for ever, within ten seconds (`backOffMs`), whatever ended the connection,
 * or when a server that restarts said it should. Each view's listener hears one snapshot and then deltas without a hole or a repetition; after a
 * reconnection it hears only what came meanwhile, or a snapshot where the server cannot continue.
 */
export function connectFeed(parts: FeedParts): Feed {
  const { now = systemClock.now, after = systemClock.after, chance = Math.random } = parts;
  const views = new Map<number, { subscription: Subscription; readonly listener: ViewListener }>();
  let state: ConnectionState = 'connecting';
  let openedAt: number | null = null;
  let attempt = 0;
  let nextId = 0;
  let cancelTry: (() => void) | null = null;
  let restart: { readonly since: number; readonly retryInMs: number; isTried: boolean } | null =
    null;
  let cancelPatience: (() => void) | null = null;

  const socket = socketTo(parts.url);
  socket.on('connect', () => {
    openedAt = now();
    endRestart();
    for (const id of views.keys()) step(id, { kind: 'connected' });
    become('open');
  });
  socket.on('disconnect', () => {
    if (openedAt !== null && now() - openedAt >= GOOD_AFTER_MS) attempt = 0;
    openedAt = null;
    tryLater();
  });
  socket.on('connect_error', () => tryLater());
  socket.on('cluster', (status) => parts.onCluster(status));
  socket.on('snapshot', (snapshot) => step(snapshot.id, { kind: 'snapshot', snapshot }));
  socket.on('delta', (delta) => step(delta.id, { kind: 'delta', delta }));
  socket.on('refused', (refused) => step(refused.id, { kind: 'refused', refused }));
  socket.on('restarting', ({ retryInMs }) => {
    endRestart();
    restart = { since: now(), retryInMs, isTried: false };
    cancelPatience = after(RESTART_MS, loseRestart);
    become('restarting');
  });
  parts.onConnection(state, now());
  socket.connect();

  function become(newState: ConnectionState, since = now()): void {
    if (newState === state) return;
    state = newState;
    parts.onConnection(state, since);
  }

  function tryLater(): void {
    cancelTry?.();
    cancelTry = after(nextTryMs(), tryNow);
    if (restart === null) become('lost');
  }

  /** The first try after a restart that was told is the server's to time. */
  function nextTryMs(): number {
    if (restart !== null && !restart.isTried) {
      restart.isTried = true;
      attempt = 0;
      return afterRestartMs(restart.retryInMs, chance());
    }
    attempt += 1;
    return backOffMs(attempt - 1, chance());
  }

  function endRestart(): void {
    cancelPatience?.();
    cancelPatience = null;
    restart = null;
  }

  function loseRestart(): void {
    const since = restart?.since;
    endRestart();
    become(socket.connected ? 'open' : 'lost', since);
  }

  function tryNow(): void {
    cancelTry?.();
    cancelTry = null;
    socket.connect();
  }

  function step(id: number, input: Input): void {
    const view = views.get(id);
    if (view === undefined) return;
    const { subscription, open, tell } = next(view.subscription, input);
    view.subscription = subscription;
    if (open !== null) socket.emit('open', open);
    if (tell !== null) told(view.listener, tell);
  }

  return {
    openView(query, listener) {
      while (views.has(nextId)) nextId = (nextId + 1) % HIGHEST_ID;
      const id = nextId;
      nextId = (nextId + 1) % HIGHEST_ID;
      views.set(id, { subscription: subscribed(id, query), listener });
      // Not before: socket.io would keep what is emitted and send it on top of what `connect` sends.
      if (socket.connected) step(id, { kind: 'connected' });
      return () => {
        if (views.delete(id) && socket.connected) socket.emit('close', { id });
      };
    },
    reconnectNow() {
      if (cancelTry !== null) tryNow();
    },
    close() {
      views.clear();
      socket.off();
      socket.disconnect();
      cancelTry?.();
      cancelTry = null;
      endRestart();
    },
  };
}

function told(listener: ViewListener, tell: Telling): void {
  switch (tell.kind) {
    case 'snapshot':
      listener.snapshot(tell.state, tell.seq);
      return;
    case 'delta':
      listener.delta(tell.delta);
      return;
    case 'refused':
      listener.refused(tell.problem);
      return;
  }
}

function socketTo(url: string | undefined): Socket<ServerToClient, ClientToServer> {
  const options = {
    transports: ['websocket'],
    autoConnect: false,
    // A connection of its own, not one that another feed to this address would share.
    forceNew: true,
    timeout: 10_000,
    // Ours: socket.io does not come back after a refusal or a disconnection by the server, and while it backs off
    // `connect()` does nothing.
    reconnection: false,
  };
  return url === undefined ? io(options) : io(url, options);
}
