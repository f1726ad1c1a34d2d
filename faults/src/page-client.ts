/** A page without a browser: what it was told, with times, over every reconnection. */
import type { ClusterStatus, Problem, ViewDelta, ViewQuery, ViewState } from '@podline/contract';
import { type ConnectionState, connectFeed, foldView } from '@podline/transport/client';
import { asBrowser, type ChaosProxy, startChaosProxy } from './chaos-proxy.ts';

/** `at` is our clock, ms. */
export type Told =
  | { readonly at: number; readonly kind: 'connection'; readonly state: ConnectionState }
  | { readonly at: number; readonly kind: 'cluster'; readonly status: ClusterStatus }
  | {
      readonly at: number;
      readonly kind: 'snapshot';
      readonly view: number;
      readonly seq: number;
      readonly state: ViewState;
    }
  | {
      readonly at: number;
      readonly kind: 'delta';
      readonly view: number;
      readonly delta: ViewDelta;
    }
  | {
      readonly at: number;
      readonly kind: 'refused';
      readonly view: number;
      readonly problem: Problem;
    };

/** A view as it stands. */
export interface ClientView {
  readonly query: ViewQuery;
  /** Null before its first snapshot. */
  readonly seq: number | null;
  readonly state: ViewState | null;
}

export interface ClientHistory {
  readonly name: string;
  readonly told: readonly Told[];
  /** By the numbers that `told` uses. */
  readonly views: readonly ClientView[];
}

export interface PageClient {
  history(): ClientHistory;
  /** Gives the view's number. */
  open(query: ViewQuery): number;
  /** Resolves when `holds` does, now or after something is told. @throws after `withinMs`, with what was told last. */
  until(
    holds: (history: ClientHistory) => boolean,
    what: string,
    withinMs?: number,
  ): Promise<ClientHistory>;
  reconnectNow(): void;
  /** Between the page and the server. */
  readonly line: ChaosProxy;
  close(): Promise<void>;
}

/** Connects to the server at `port` through a line of its own, as a browser would, and opens the list of pods as view 0. */
export async function openPage(port: number, name = 'page'): Promise<PageClient> {
  const line = await startChaosProxy(port, asBrowser);
  const told: Told[] = [];
  const views: ClientView[] = [];
  const listeners = new Set<() => void>();
  const tell = (it: Told): void => {
    told.push(it);
    for (const listener of [...listeners]) listener();
  };
  const feed = connectFeed({
    url: line.url,
    onCluster: (status) => tell({ at: Date.now(), kind: 'cluster', status }),
    onConnection: (state) => tell({ at: Date.now(), kind: 'connection', state }),
  });

  const open = (query: ViewQuery): number => {
    const view = views.push({ query, seq: null, state: null }) - 1;
    feed.openView(query, {
      snapshot(state, seq) {
        views[view] = { query, seq, state };
        tell({ at: Date.now(), kind: 'snapshot', view, seq, state });
      },
      delta(delta) {
        const state = folded(views[view]?.state ?? null, delta);
        views[view] = { query, seq: delta.toSeq, state };
        tell({ at: Date.now(), kind: 'delta', view, delta });
      },
      refused(problem) {
        views[view] = { query, seq: null, state: null };
        tell({ at: Date.now(), kind: 'refused', view, problem });
      },
    });
    return view;
  };
  open({ kind: 'pods' });

  const history = (): ClientHistory => ({ name, told, views });
  return {
    history,
    open,
    until(holds, what, withinMs = 20_000) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          listeners.delete(look);
          reject(new Error(`${what}: not within ${withinMs} ms. Last told:\n${lastWords(told)}`));
        }, withinMs);
        const look = (): void => {
          if (!holds(history())) return;
          clearTimeout(timer);
          listeners.delete(look);
          resolve(history());
        };
        listeners.add(look);
        look();
      });
    },
    reconnectNow: () => feed.reconnectNow(),
    line,
    async close() {
      feed.close();
      await line.close();
    },
  };
}

const folded = (state: ViewState | null, delta: ViewDelta): ViewState | null =>
  state && foldView(state, delta);

const lastWords = (told: readonly Told[]): string =>
  told
    .slice(-3)
    .map((it) => JSON.stringify(it).slice(0, 600))
    .join('\n');

/** The newest status told; null before the first. */
export const lastStatus = ({ told }: ClientHistory): ClusterStatus | null =>
  told.findLast((it) => it.kind === 'cluster')?.status ?? null;

/** The state of the watch as told last, `none` before. */
export const watchState = (history: ClientHistory): string =>
  lastStatus(history)?.watch.state ?? 'none';
