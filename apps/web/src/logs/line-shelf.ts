/** The lines that the page holds: the newest, bounded in number and in letters; those that were told before are not taken twice. */
import type { LogLineRecord } from '@podline/contract';
import { type ShownLine, shownLine, sortableStamp } from './shown-line.ts';

export interface ShelfLimits {
  readonly lines: number;
  readonly characters: number;
}

/** As many as a scroll bar can still be aimed at; the letters are some 50 MB of memory. */
const LIMITS: ShelfLimits = { lines: 50_000, characters: 24_000_000 };

export class LineShelf {
  readonly #limits: ShelfLimits;
  #lines: ShownLine[] = [];
  #characters = 0;
  #nextId = 0;
  /** Of lines that were let go of to make room. */
  dropped = 0;
  /** Letters of the longest line there was. */
  longest = 0;
  /** By container: the time of its last line, and how many lines had just that. */
  readonly #last = new Map<string, { stamp: string; count: number }>();
  #again: Map<string, { stamp: string; count: number }> | null = null;

  constructor(limits: ShelfLimits = LIMITS) {
    this.#limits = limits;
  }

  get lines(): readonly ShownLine[] {
    return this.#lines;
  }

  /** The time from which on to ask again: the earliest of the last lines of these containers; null: from the beginning. */
  since(containers: readonly string[]): string | null {
    const stamps = containers.map((name) => this.#last.get(name)?.stamp ?? null);
    if (stamps.length === 0 || stamps.includes(null)) return null;
    return stamps.reduce((a, b) => (sortableStamp(b) < sortableStamp(a) ? b : a));
  }

  /** What comes next may have been told before. */
  resume(): void {
    this.#again = new Map([...this.#last].map(([name, last]) => [name, { ...last }]));
  }

  add(records: readonly LogLineRecord[]): void {
    for (const record of records) {
      if (this.#isAgain(record)) continue;
      this.#note(record);
      const line = shownLine(record, this.#nextId);
      this.#nextId += 1;
      this.#characters += line.text.length;
      this.longest = Math.max(this.longest, line.text.length);
      this.#lines.push(line);
    }
    this.#makeRoom();
  }

  #isAgain({ container, at }: LogLineRecord): boolean {
    const told = this.#again?.get(container);
    if (told === undefined || at === null) return false;
    const order = sortableStamp(at) < sortableStamp(told.stamp) ? -1 : at === told.stamp ? 0 : 1;
    if (order === 0 && told.count > 0) {
      told.count -= 1;
      return true;
    }
    if (order > 0) this.#again?.delete(container);
    return order < 0;
  }

  #note({ container, at }: LogLineRecord): void {
    if (at === null) return;
    const last = this.#last.get(container);
    if (last?.stamp === at) last.count += 1;
    else this.#last.set(container, { stamp: at, count: 1 });
  }

  #makeRoom(): void {
    let over = Math.max(0, this.#lines.length - this.#limits.lines);
    for (const line of this.#lines.slice(0, over)) this.#characters -= line.text.length;
    while (this.#characters > this.#limits.characters && over < this.#lines.length - 1) {
      this.#characters -= this.#lines[over]?.text.length ?? 0;
      over += 1;
    }
    if (over === 0) return;
    this.dropped += over;
    this.#lines = this.#lines.slice(over);
  }
}
