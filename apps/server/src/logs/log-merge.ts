/** Several logs become one, in the order of their times. Pure. */
import type { LogLine } from '@podline/kube';

export interface MergedLine extends LogLine {
  readonly container: string;
}

/** A line waits here until it is known that nothing earlier comes; or until nobody wants to wait any longer. */
export class LogMerge {
  readonly #logs: Map<string, Waiting>;

  constructor(containers: readonly string[]) {
    this.#logs = new Map(
      containers.map((name) => [name, { lines: [], taken: 0, last: '', isOver: false }]),
    );
  }

  add(container: string, lines: readonly LogLine[]): void {
    const log = this.#logs.get(container);
    if (log === undefined) return;
    for (const line of lines) {
      // A line without a time belongs to the one before it. Runtimes do not promise order; within one container theirs is kept.
      const key = line.stamp === null ? log.last : sortable(line.stamp);
      if (key > log.last) log.last = key;
      log.lines.push({ key: log.last, line: { ...line, container } });
    }
  }

  /** No more comes of it. */
  end(container: string): void {
    const log = this.#logs.get(container);
    if (log !== undefined) log.isOver = true;
  }

  /** How many lines of that log wait. */
  waiting(container: string): number {
    const log = this.#logs.get(container);
    return log === undefined ? 0 : log.lines.length - log.taken;
  }

  get isEmpty(): boolean {
    return [...this.#logs.keys()].every((name) => this.waiting(name) === 0);
  }

  /** The lines whose turn has come: before them nothing can come any more. With `isImpatient` all that are there. */
  take(isImpatient: boolean): readonly MergedLine[] {
    const taken: MergedLine[] = [];
    const logs = [...this.#logs.values()];
    for (;;) {
      const isHeldUp = logs.some((log) => !log.isOver && headOf(log) === undefined);
      if (isHeldUp && !isImpatient) break;
      const first = earliest(logs);
      if (first === null) break;
      taken.push(first.head.line);
      first.log.taken += 1;
    }
    for (const log of logs) log.lines.splice(0, log.taken, ...NONE);
    for (const log of logs) log.taken = 0;
    return taken;
  }
}

interface Waiting {
  readonly lines: { readonly key: string; readonly line: MergedLine }[];
  /** How many of them were taken; they leave together, for leaving one by one takes as long as there are others. */
  taken: number;
  /** The key of the last line that came. */
  last: string;
  isOver: boolean;
}

const NONE: readonly never[] = [];

const headOf = ({ lines, taken }: Waiting) => lines[taken];

/** Where two are of one time, the one whose container was named first. */
function earliest(logs: readonly Waiting[]) {
  let found: { log: Waiting; head: NonNullable<ReturnType<typeof headOf>> } | null = null;
  for (const log of logs) {
    const head = headOf(log);
    if (head !== undefined && (found === null || head.key < found.head.key)) found = { log, head };
  }
  return found;
}

/** RFC 3339 in UTC sorts as text when its fraction is as long as any; the runtimes write fewer digits where the last are noughts. */
function sortable(stamp: string): string {
  const [, seconds = '', fraction = ''] = /^(.{19})(?:\.(\d+))?Z$/.exec(stamp) ?? [];
  return seconds === '' ? new Date(stamp).toISOString() : `${seconds}.${fraction.padEnd(9, '0')}`;
}
