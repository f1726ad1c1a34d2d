/** The lines of one answer on their way out: each meets the faults that are there for it, and is written down. */

import { faultStatus } from './fault-answers.ts';
import type { Asked, FaultBook, Hit, LineAbout } from './fault-book.ts';
import type { CutDeed, ErrorEventDeed, FreezeDeed, LineDeed, StrikeDeed } from './faults.ts';
import { watchLine } from './history.ts';
import { openedForFilling, skewed, spoiled } from './line-faults.ts';
import type { Outlet } from './outlet.ts';
import type { Item, RequestRecord, TruthLog } from './truth.ts';
import type { WatchSink } from './watch.ts';

interface Line {
  readonly text: string | Buffer;
  readonly about: LineAbout;
  readonly resourceVersion: string | null;
  readonly items?: readonly Item[];
  /** The fault that made, doubled or changed it. */
  readonly fault: string | null;
  readonly whole: boolean;
  /** What is put in the middle of it. */
  readonly filling: {
    readonly before: string;
    readonly bytes: number;
    readonly after: string;
  } | null;
}

/** What a list holds. */
export interface Listed {
  readonly items: readonly Item[];
  readonly resourceVersion: string;
}

interface Held {
  readonly line: Line;
  readonly with: 'other-pod' | 'same-pod';
}

/** As many lines as a `replay` can send again. */
const REMEMBERED = 16;

interface DeliveryParts {
  readonly asked: Asked;
  readonly book: FaultBook;
  readonly truth: TruthLog;
  readonly record: RequestRecord;
  readonly outlet: Outlet;
}

export class Delivery implements WatchSink {
  readonly #parts: DeliveryParts;
  #recent: Line[] = [];
  #held: Held | null = null;
  #isOver = false;

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  write(text: string | Buffer, about: LineAbout = LOG): void {
    for (const line of this.#faulted(lineOf(text, about))) this.#send(line);
  }

  /** The whole of an answer that is one text. */
  whole(text: string, about: LineAbout, listed: Listed | null): void {
    const plain = { ...lineOf(text, about), ...listed };
    const [line, ...more] = this.#faulted(plain);
    if (line === plain && more.length === 0) {
      this.#writeDown(plain);
      this.#parts.outlet.whole(text);
    } else {
      for (const each of line === undefined ? [] : [line, ...more]) this.#send(each);
      this.end();
    }
  }

  end(): void {
    if (this.#isOver) return;
    this.#release();
    this.#isOver = true;
    this.#parts.outlet.end();
  }

  /** Does to the open stream what a fault says, now. */
  strike(deed: StrikeDeed): void {
    if (this.#isOver) return;
    this.#parts.record.faults.push('strike');
    if (deed.kind === 'end') this.end();
    else if (deed.kind === 'error-event') this.#error({ id: 'strike', deed });
    else this.#stop({ id: 'strike', deed }, null);
  }

  /** What becomes of a line: itself, others, or nothing. */
  #faulted(line: Line): readonly Line[] {
    if (this.#isOver) return [];
    let lines: readonly Line[] = [line];
    for (const hit of this.#parts.book.onLine(this.#parts.asked, line.about)) {
      this.#parts.record.faults.push(hit.id);
      lines = this.#with(hit, lines);
      if (this.#isOver) return [];
    }
    return lines;
  }

  #with(hit: Hit<LineDeed>, lines: readonly Line[]): readonly Line[] {
    const { deed, id } = hit;
    switch (deed.kind) {
      case 'cut':
      case 'freeze':
        this.#stop({ id, deed }, lines[0] ?? null);
        return [];
      case 'error-event':
        this.#error({ id, deed });
        return lines;
      case 'drop':
        return [];
      case 'duplicate':
        return lines.flatMap((line) => [line, { ...line, fault: id }]);
      case 'replay':
        return [...lines, ...this.#recent.slice(-(deed.lines ?? 5)).map(again(id))];
      case 'swap':
        return this.#holding(lines, deed.with, id);
      case 'corrupt':
        return lines.map((line) => changed(line, id, spoiled(String(line.text), deed.how), false));
      case 'skew':
        return lines.map((line) => changed(line, id, skewed(String(line.text), deed.ms), true));
      case 'inflate':
        return lines.map((line) => inflatedLine(line, hit, deed.bytes));
    }
  }

  #holding(lines: readonly Line[], other: Held['with'], id: string): readonly Line[] {
    const [line, ...rest] = lines;
    // One is held at a time; a second fault of the kind lets the first one go.
    if (line === undefined || this.#held !== null) return lines;
    this.#held = { line: { ...line, fault: id }, with: other };
    return rest;
  }

  /** Sends as much of `line` as the deed says, and then nothing more. */
  #stop({ id, deed }: Hit<CutDeed | FreezeDeed>, line: Line | null): void {
    const bytes =
      line === null ? null : Buffer.from(line.text as string).subarray(0, deed.atByte ?? 0);
    if (line !== null && bytes !== null && bytes.length > 0) {
      this.#parts.outlet.write(bytes);
      this.#writeDown({ ...line, whole: false, fault: id });
    }
    this.#isOver = true;
    this.#parts.record.ending = 'cut';
    if (deed.kind === 'cut') this.#parts.outlet.cut(deed.how);
    else this.#parts.outlet.freeze();
  }

  #error({ id, deed }: Hit<ErrorEventDeed>): void {
    const text = watchLine('ERROR', JSON.stringify(faultStatus(deed)));
    this.#send({ ...lineOf(text, { type: 'ERROR', object: null }), fault: id });
    if (deed.goesOn !== true) this.end();
  }

  #send(line: Line): void {
    const isObject = line.about.object !== null;
    // Nothing but an object goes ahead of one that is held: a bookmark would say that it was sent.
    if (!isObject) this.#release();
    this.#put(line);
    const held = this.#held;
    if (held === null || !isObject) return;
    const isSame = held.line.about.object?.uid === line.about.object?.uid;
    if (isSame === (held.with === 'same-pod')) this.#release();
  }

  #release(): void {
    const held = this.#held;
    this.#held = null;
    if (held !== null) this.#put(held.line);
  }

  #put(line: Line): void {
    const { outlet } = this.#parts;
    if (line.filling === null) outlet.write(line.text);
    else outlet.writeInflated(line.filling.before, line.filling.bytes, line.filling.after);
    this.#writeDown(line);
    if (line.about.object === null) return;
    this.#recent.push(line);
    if (this.#recent.length > REMEMBERED) this.#recent.shift();
  }

  #writeDown({ about, resourceVersion, items, fault, whole }: Line): void {
    const { truth, record } = this.#parts;
    const listed = items === undefined ? {} : { items };
    truth.wrote({ about, request: record.id, resourceVersion, fault, whole, ...listed });
  }
}

const LOG: LineAbout = { type: 'LOG', object: null };

const lineOf = (text: string | Buffer, about: LineAbout): Line => ({
  text,
  about,
  resourceVersion: about.object?.resourceVersion ?? null,
  fault: null,
  whole: true,
  filling: null,
});

const again =
  (fault: string) =>
  (line: Line): Line => ({ ...line, fault });

const changed = (line: Line, fault: string, text: string, whole: boolean): Line => ({
  ...line,
  text,
  fault,
  whole,
});

function inflatedLine(line: Line, { id, name }: Hit<LineDeed>, bytes: number): Line {
  const opened = openedForFilling(String(line.text), name);
  return opened === null ? line : { ...line, fault: id, filling: { ...opened, bytes } };
}
