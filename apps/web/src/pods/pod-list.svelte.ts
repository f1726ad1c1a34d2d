/** The live list as a page has it: the window that is shown, kept while the next one is on its way. */
import {
  DEFAULT_SORT,
  type PodRow,
  type PodsQuery,
  type PodsState,
  type Problem,
  type Sort,
  type Window,
} from '@podline/contract';
import { foldPods } from '@podline/transport/client';
import type { PageFeed } from '../feed.svelte.ts';

/** The server takes twenty messages a second of a page, and a change is two. */
const CHANGE_MS = 150;

interface Shown {
  readonly query: PodsQuery;
  readonly close: () => void;
  state: PodsState | null;
}

export interface ListWanted {
  readonly text: string;
  readonly sort: Sort;
  readonly window: Window;
}

export class PodList {
  /** Null until the first answer. */
  #state = $state.raw<PodsState | null>(null);
  /** Of what is shown. */
  #query = $state.raw<PodsQuery>({ kind: 'pods' });
  #problem = $state.raw<Problem | null>(null);
  readonly #feed: PageFeed;
  #shown: Shown | null = null;
  #coming: Shown | null = null;
  #wanted: PodsQuery | null = null;
  #changedAt = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(feed: PageFeed) {
    this.#feed = feed;
  }

  get rows(): readonly PodRow[] {
    return this.#state?.rows ?? [];
  }

  /** Index of the first of `rows`. */
  get from(): number {
    return this.#query.window?.from ?? 0;
  }

  get total(): number {
    return this.#state?.total ?? 0;
  }

  /** Null until the first answer. */
  get ofAll(): number | null {
    return this.#state?.ofAll ?? null;
  }

  /** False: of a moment, of which some pods are missing. */
  get isComplete(): boolean {
    return this.#state?.isComplete ?? true;
  }

  /** The query that `rows` are of. */
  get text(): string {
    return this.#query.query ?? '';
  }

  get problem(): Problem | null {
    return this.#problem;
  }

  /** The row of that index, when it is here. */
  at(index: number): PodRow | null {
    return this.rows[index - this.from] ?? null;
  }

  /** Shows that, as soon as it is here. */
  want({ text, sort, window }: ListWanted): void {
    const isUsual = sort.key === DEFAULT_SORT.key && !sort.isDescending;
    this.#wanted = {
      kind: 'pods',
      ...(text === '' ? {} : { query: text }),
      ...(isUsual ? {} : { sort }),
      window,
    };
    this.#next();
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#shown?.close();
    this.#coming?.close();
    this.#shown = null;
    this.#coming = null;
    this.#wanted = null;
  }

  /** One at a time, not too often: whoever scrolls fast wants the last, not all between. */
  #next(): void {
    const wanted = this.#wanted;
    if (wanted === null || this.#timer !== null) return;
    if (isSame(wanted, (this.#coming ?? this.#shown)?.query)) return;
    const waitMs = this.#changedAt + CHANGE_MS - performance.now();
    if (waitMs > 0) {
      this.#timer = setTimeout(() => {
        this.#timer = null;
        this.#next();
      }, waitMs);
      return;
    }
    this.#changedAt = performance.now();
    this.#coming?.close();
    this.#coming = this.#open(wanted);
  }

  #open(query: PodsQuery): Shown {
    const opened: Shown = {
      query,
      state: null,
      close: this.#feed.open(query, {
        snapshot: (state) => {
          if (state.kind === 'pods') this.#took(opened, state);
        },
        delta: (delta) => {
          if (opened.state !== null) this.#took(opened, foldPods(opened.state, delta));
        },
        refused: (problem) => {
          this.#problem = problem;
        },
      }),
    };
    return opened;
  }

  #took(view: Shown, state: PodsState): void {
    view.state = state;
    if (view === this.#coming) {
      this.#shown?.close();
      this.#shown = view;
      this.#coming = null;
    }
    if (view !== this.#shown) return;
    this.#problem = null;
    this.#query = view.query;
    this.#state = state;
    this.#next();
  }
}

const isSame = (a: PodsQuery, b: PodsQuery | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b);
