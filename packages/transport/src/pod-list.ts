/** What one query finds for one viewer, in one order, kept up to date row by row. */
import { DEFAULT_SORT, type PodRow, type PodsQuery, type Sort } from '@podline/contract';
import { agesIn, type Matcher, type Millis, matcherOf, parseQuery } from '@podline/domain';
import { orderOf } from './pod-order.ts';
import { SortedRows } from './sorted-rows.ts';
import type { Viewer } from './source.ts';

/** A query that was read, and an order. */
export interface PodsWanted {
  readonly matches: Matcher;
  /** Ages at which time alone changes what is found, ms. */
  readonly ages: readonly number[];
  readonly sort: Sort;
}

export interface Unreadable {
  /** What is wrong with the query, in a sentence. */
  readonly unreadable: string;
}

/** What a page asks for, read; or why it cannot be. */
export function wantedOf({ query = '', sort = DEFAULT_SORT }: PodsQuery): PodsWanted | Unreadable {
  const parsed = parseQuery(query);
  if (!parsed.ok) return { unreadable: parsed.error.sentence };
  return { matches: matcherOf(parsed.query), ages: agesIn(parsed.query), sort };
}

export class PodList {
  readonly ages: readonly number[];
  readonly #viewer: Viewer;
  readonly #matches: Matcher;
  readonly #rows: SortedRows;
  /** Grows whenever what it holds changes. */
  version = 0;

  constructor(viewer: Viewer, wanted: PodsWanted, rows: Iterable<PodRow>, now: Millis) {
    this.#viewer = viewer;
    this.#matches = wanted.matches;
    this.ages = wanted.ages;
    const found: PodRow[] = [];
    for (const row of rows) if (this.#has(row, now)) found.push(row);
    this.#rows = new SortedRows(found, orderOf(wanted.sort));
  }

  get total(): number {
    return this.#rows.length;
  }

  slice(from: number, size: number): readonly PodRow[] {
    return this.#rows.slice(from, size);
  }

  /** Null: it was not there, or it is there no more. */
  replace(before: PodRow | null, after: PodRow | null, now: Millis): void {
    const had = before !== null && this.#rows.remove(before);
    const has = after !== null && this.#has(after, now);
    if (has) this.#rows.insert(after);
    if (had || has) this.version += 1;
  }

  #has(row: PodRow, now: Millis): boolean {
    return this.#viewer.canSee(row.namespace) && this.#matches(row, now);
  }
}
