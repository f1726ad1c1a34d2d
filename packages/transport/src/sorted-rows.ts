/** Rows kept in order while they come and go: in chunks, so that one more among 150,000 moves some hundreds and not all. */
import type { PodRow } from '@podline/contract';

/** Of any two rows it says which comes first; 0 only for rows of one pod that stand in the same place. */
export type Order = (a: PodRow, b: PodRow) => number;

/** A chunk is cut in two when it grows beyond this; half of it is about the square root of a large cluster. */
const CHUNK = 1024;

export class SortedRows {
  readonly #order: Order;
  readonly #chunks: PodRow[][] = [];
  #length: number;

  /** Takes the array and sorts it. */
  constructor(rows: PodRow[], order: Order) {
    this.#order = order;
    this.#length = rows.length;
    rows.sort(order);
    for (let at = 0; at < rows.length; at += CHUNK / 2)
      this.#chunks.push(rows.slice(at, at + CHUNK / 2));
  }

  get length(): number {
    return this.#length;
  }

  insert(row: PodRow): void {
    const at = this.#chunkFor(row);
    const chunk = this.#chunks[at];
    this.#length += 1;
    if (chunk === undefined) {
      const last = this.#chunks.at(-1);
      if (last === undefined) this.#chunks.push([row]);
      else this.#put(last, this.#chunks.length - 1, last.length, row);
      return;
    }
    this.#put(chunk, at, this.#placeIn(chunk, row), row);
  }

  /** False when it is not there, as it stands in the order. */
  remove(row: PodRow): boolean {
    const at = this.#chunkFor(row);
    const chunk = this.#chunks[at];
    if (chunk === undefined) return false;
    const place = this.#placeIn(chunk, row);
    if (chunk[place]?.uid !== row.uid) return false;
    chunk.splice(place, 1);
    if (chunk.length === 0) this.#chunks.splice(at, 1);
    this.#length -= 1;
    return true;
  }

  /** From that index on, at most so many. */
  slice(from: number, size: number): readonly PodRow[] {
    const rows: PodRow[] = [];
    let skipped = 0;
    for (const chunk of this.#chunks) {
      const start = from + rows.length - skipped;
      if (rows.length >= size) break;
      if (start < chunk.length) {
        for (const row of chunk.slice(start, start + size - rows.length)) rows.push(row);
      }
      skipped += chunk.length;
    }
    return rows;
  }

  #put(chunk: PodRow[], at: number, place: number, row: PodRow): void {
    chunk.splice(place, 0, row);
    if (chunk.length > CHUNK) this.#chunks.splice(at + 1, 0, chunk.splice(CHUNK / 2));
  }

  /** Index of the first chunk whose last row does not come before it. */
  #chunkFor(row: PodRow): number {
    return firstIndex(this.#chunks.length, (index) => {
      const last = this.#chunks[index]?.at(-1);
      return last !== undefined && this.#order(last, row) >= 0;
    });
  }

  #placeIn(chunk: readonly PodRow[], row: PodRow): number {
    return firstIndex(chunk.length, (index) => {
      const other = chunk[index];
      return other !== undefined && this.#order(other, row) >= 0;
    });
  }
}

/** The first index at which it holds, of something that holds from there on; `count` when nowhere. */
function firstIndex(count: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
