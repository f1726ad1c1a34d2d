/**
 * All lists that pages have open, as of one seq. A batch costs each list what it changes in it, and each window what it shows,
 * however many pages look: pages with the same viewer, query, order and window share one.
 */
import {
  DEFAULT_SORT,
  DEFAULT_WINDOW,
  type FacetsQuery,
  type FacetsState,
  type PodRow,
  type PodsQuery,
} from '@podline/contract';
import { type Millis, millis, type Seq } from '@podline/domain';
import { facetsOf } from './facets.ts';
import { PodList, type Unreadable, wantedOf } from './pod-list.ts';
import { type PodsNews, PodsWindow } from './pods-window.ts';
import type { PublishedBatch, Viewer, ViewSource } from './source.ts';

/** Lists that nobody has open and that are kept up to date all the same: a page that comes back does not wait for a sort. */
const IDLE_LISTS = 4;
/** Values are counted anew after this, ms: completion may be a little behind, and counting looks at all pods. */
const FACETS_MS = 2_000;

interface Opened {
  readonly list: PodList;
  /** By window. */
  readonly windows: Map<string, PodsWindow>;
}

export class PodLists {
  readonly #source: ViewSource;
  readonly #now: () => Millis;
  /** Null until a page asks. */
  #rows: Map<string, PodRow> | null = null;
  #seq: Seq;
  /** Batches up to here were in the rows when they were read. */
  #readSeq: Seq;
  #time: Millis;
  /** By viewer, then by query and order; the ones used last come last. */
  readonly #lists = new Map<Viewer, Map<string, Opened>>();
  readonly #perNamespace = new Map<string, number>();
  readonly #ofAll = new Map<Viewer, number>();
  readonly #facets = new Map<Viewer, Map<string, { readonly at: Millis; readonly all: Counted }>>();

  constructor(source: ViewSource, now: () => number) {
    this.#source = source;
    this.#now = () => millis(now());
    this.#seq = source.seq();
    this.#readSeq = this.#seq;
    this.#time = this.#now();
  }

  /** Up to here everything is in it. */
  get seq(): Seq {
    this.#read();
    return this.#seq;
  }

  /** Whether time alone changes what is shown. */
  get isTimed(): boolean {
    for (const { list } of this.#opened()) if (list.ages.length > 0) return true;
    return false;
  }

  /** Say `release` when it is not looked at any more. */
  open(viewer: Viewer, query: PodsQuery): PodsWindow | Unreadable {
    const rows = this.#read();
    const wanted = wantedOf(query);
    if ('unreadable' in wanted) return wanted;
    if (!this.isTimed) this.#time = this.#now();
    const ofViewer = this.#lists.get(viewer) ?? new Map<string, Opened>();
    this.#lists.set(viewer, ofViewer);
    const key = listKey(query);
    const opened = ofViewer.get(key) ?? {
      list: new PodList(viewer, wanted, rows.values(), this.#time),
      windows: new Map<string, PodsWindow>(),
    };
    ofViewer.delete(key);
    ofViewer.set(key, opened);
    const { from, size } = query.window ?? DEFAULT_WINDOW;
    const place = `${from} ${size}`;
    const window =
      opened.windows.get(place) ??
      new PodsWindow(opened.list, { from, size }, () => this.#countFor(viewer));
    opened.windows.set(place, window);
    window.users += 1;
    return window;
  }

  release(window: PodsWindow): void {
    window.users -= 1;
    if (window.users > 0) return;
    for (const [viewer, ofViewer] of this.#lists) {
      for (const { windows } of ofViewer.values()) drop(windows, window);
      dropIdle(ofViewer);
      if (ofViewer.size === 0) this.#lists.delete(viewer);
    }
  }

  /** The windows that it changed, each with what to tell. */
  apply(batch: PublishedBatch): Map<PodsWindow, PodsNews> {
    if (this.#rows === null) return new Map();
    this.#passTime();
    const isRead = batch.toSeq <= this.#readSeq && batch.fromSeq < this.#readSeq;
    if (!isRead) {
      this.#seq = batch.toSeq;
      for (const row of batch.rows) this.#put(this.#rows, row);
    }
    this.#ofAll.clear();
    const changed = new Map<PodsWindow, PodsNews>();
    for (const { windows } of this.#opened()) {
      for (const window of windows.values()) {
        const news = window.refresh();
        if (news !== null) changed.set(window, news);
      }
    }
    return changed;
  }

  /** Values of a field, with how many of the viewer's pods have them. */
  facets(viewer: Viewer, { field, key, text }: FacetsQuery): FacetsState {
    const rows = this.#read();
    const now = this.#now();
    const counted = this.#facets.get(viewer) ?? new Map();
    const place = `${field} ${key ?? ''}`;
    const kept = counted.get(place);
    const isFresh = kept !== undefined && now - kept.at < FACETS_MS && now >= kept.at;
    const all: Counted = isFresh ? kept.all : facetsOf(rows.values(), viewer, field, key);
    if (!isFresh) counted.set(place, { at: now, all });
    if (counted.size > 8) counted.delete([...counted.keys()][0]);
    this.#facets.set(viewer, counted);
    const wanted = text.toLowerCase();
    const values = all.filter(({ value }) => value.toLowerCase().includes(wanted)).slice(0, 50);
    return { kind: 'facets', values };
  }

  /** The rows may be others now, without a batch that says so. */
  forget(): void {
    this.#rows = null;
    this.#lists.clear();
    this.#ofAll.clear();
    this.#facets.clear();
  }

  #read(): Map<string, PodRow> {
    if (this.#rows !== null) return this.#rows;
    this.#rows = new Map();
    this.#perNamespace.clear();
    for (const row of this.#source.rows()) {
      this.#rows.set(row.uid, row);
      this.#count(row, 1);
    }
    this.#seq = this.#source.seq();
    this.#readSeq = this.#seq;
    this.#time = this.#now();
    return this.#rows;
  }

  #put(rows: Map<string, PodRow>, row: PodRow): void {
    const before = rows.get(row.uid) ?? null;
    const after = row.deletedAt === null ? row : null;
    if (before === after) return;
    if (before !== null) this.#count(before, -1);
    if (after === null) rows.delete(row.uid);
    else {
      rows.set(row.uid, after);
      this.#count(after, 1);
    }
    for (const { list } of this.#opened()) list.replace(before, after, this.#time);
  }

  /** Rows that grew older than an age that is asked for are looked at again. */
  #passTime(): void {
    const [from, to] = [this.#time, this.#now()];
    this.#time = to;
    const timed = [...this.#opened()].filter(({ list }) => list.ages.length > 0);
    const ages = [...new Set(timed.flatMap(({ list }) => list.ages))];
    if (this.#rows === null || ages.length === 0 || from === to) return;
    for (const row of this.#rows.values()) {
      const [was, is] = [from - row.createdAt, to - row.createdAt];
      const hasPassed = ages.some((age) => was <= age !== is <= age || was < age !== is < age);
      if (hasPassed) for (const { list } of timed) list.replace(row, row, to);
    }
  }

  *#opened(): Iterable<Opened> {
    for (const ofViewer of this.#lists.values()) yield* ofViewer.values();
  }

  #count({ namespace }: PodRow, change: 1 | -1): void {
    const count = (this.#perNamespace.get(namespace) ?? 0) + change;
    if (count === 0) this.#perNamespace.delete(namespace);
    else this.#perNamespace.set(namespace, count);
  }

  #countFor(viewer: Viewer): number {
    const known = this.#ofAll.get(viewer);
    if (known !== undefined) return known;
    let all = 0;
    for (const [namespace, count] of this.#perNamespace) if (viewer.canSee(namespace)) all += count;
    this.#ofAll.set(viewer, all);
    return all;
  }
}

type Counted = FacetsState['values'];

function drop(windows: Map<string, PodsWindow>, gone: PodsWindow): void {
  for (const [place, window] of windows) if (window === gone) windows.delete(place);
}

function dropIdle(ofViewer: Map<string, Opened>): void {
  const idle = [...ofViewer].filter(([, { windows }]) => windows.size === 0);
  for (const [key] of idle.slice(0, Math.max(0, idle.length - IDLE_LISTS))) ofViewer.delete(key);
}

const listKey = ({ query = '', sort = DEFAULT_SORT }: PodsQuery): string =>
  `${sort.isDescending ? '-' : ''}${sort.key} ${query}`;
