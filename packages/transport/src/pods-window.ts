/** The part of a list that pages have in view, and what a batch made of it. */
import type { PodRow, PodsState, ViewDelta, Window } from '@podline/contract';
import type { PodList } from './pod-list.ts';

/** What of a delta is the same for all who have the window open. */
export type PodsNews = Pick<ViewDelta, 'rows' | 'gone' | 'order' | 'totals'>;

export class PodsWindow {
  readonly list: PodList;
  readonly #window: Window;
  readonly #ofAll: () => number;
  #state: PodsState;
  #version: number;
  /** Views that show it. */
  users = 0;

  constructor(list: PodList, window: Window, ofAll: () => number) {
    this.list = list;
    this.#window = window;
    this.#ofAll = ofAll;
    this.#version = list.version;
    this.#state = this.#read();
  }

  /** The same object until something of it changed. */
  get state(): PodsState {
    return this.#state;
  }

  /** Looks again; null when a page that has the state before has nothing to be told. */
  refresh(): PodsNews | null {
    const before = this.#state;
    if (this.list.version === this.#version && this.#ofAll() === before.ofAll) return null;
    this.#version = this.list.version;
    const after = this.#read();
    const news = newsBetween(before, after);
    if (news !== null) this.#state = after;
    return news;
  }

  #read(): PodsState {
    const { from, size } = this.#window;
    const rows = this.list.slice(from, size);
    return { kind: 'pods', rows, total: this.list.total, ofAll: this.#ofAll() };
  }
}

function newsBetween(before: PodsState, after: PodsState): PodsNews | null {
  const known = new Map(before.rows.map((row) => [row.uid, row]));
  const rows: PodRow[] = [];
  for (const row of after.rows) {
    if (known.get(row.uid) !== row) rows.push(row);
    known.delete(row.uid);
  }
  const gone = [...known.keys()];
  const hasOrder =
    before.rows.length === after.rows.length &&
    before.rows.every(({ uid }, index) => uid === after.rows[index]?.uid);
  const hasTotals = before.total === after.total && before.ofAll === after.ofAll;
  if (rows.length === 0 && hasOrder && hasTotals) return null;
  return {
    rows,
    gone,
    ...(hasOrder ? {} : { order: after.rows.map(({ uid }) => uid) }),
    ...(hasTotals ? {} : { totals: [after.total, after.ofAll] as const }),
  };
}
