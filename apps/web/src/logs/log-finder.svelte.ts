/** What is looked for in lines that keep coming: texts here, patterns in a worker that is ended when it takes too long. */
import { type Found, type Place, placesIn, type Wanted, wrongWith } from './find.ts';
import type { FindAnswer, FindTask } from './find-worker.ts';
import type { ShownLine } from './shown-line.ts';

/** A pattern that is well done takes a few milliseconds for all there can be. */
const LONGEST_MS = 2_000;

export class LogFinder {
  /** By the id of the line. */
  found: ReadonlyMap<number, readonly Place[]> = $state.raw(new Map());
  /** Why nothing is found: in words; null: nothing is wrong. */
  wrong: string | null = $state(null);
  #wanted: Wanted = { text: '', isPattern: false };
  /** Id of the first line that was not searched yet. */
  #next = 0;
  #lines: readonly ShownLine[] = [];
  #worker: Worker | null = null;
  #alarm: ReturnType<typeof setTimeout> | undefined;
  #task: { readonly id: number; readonly first: number } | null = null;
  #tasks = 0;

  /** Looks in what is new of the lines; in all of them when something else is wanted. */
  look(lines: readonly ShownLine[], wanted: Wanted): void {
    const isOther =
      wanted.text !== this.#wanted.text || wanted.isPattern !== this.#wanted.isPattern;
    if (isOther) this.#begin(wanted);
    this.#lines = lines;
    if (wanted.text === '' || this.wrong !== null || this.#task !== null) return;
    const first = lines[0]?.id ?? 0;
    const from = Math.max(this.#next, first);
    const texts = lines.slice(from - first).map(({ text }) => text);
    if (texts.length === 0) return;
    this.#next = from + texts.length;
    if (wanted.isPattern) this.#send(texts, wanted, from);
    else this.#add(placesIn(texts, wanted), from);
  }

  stop(): void {
    clearTimeout(this.#alarm);
    this.#worker?.terminate();
    this.#worker = null;
    this.#task = null;
  }

  #begin(wanted: Wanted): void {
    if (this.#task !== null) this.stop();
    this.#wanted = wanted;
    this.#next = 0;
    this.found = new Map();
    const wrong = wrongWith(wanted);
    this.wrong = wrong === null ? null : `That is no pattern: ${wrong}.`;
  }

  #add(found: Found, first: number): void {
    const oldest = this.#lines[0]?.id ?? 0;
    const kept = [...this.found].filter(([id]) => id >= oldest);
    const added = [...found].map(([index, places]) => [first + index, places] as const);
    if (added.length > 0 || kept.length < this.found.size)
      this.found = new Map([...kept, ...added]);
  }

  #send(lines: readonly string[], wanted: Wanted, first: number): void {
    this.#worker ??= this.#hire();
    this.#tasks += 1;
    this.#task = { id: this.#tasks, first };
    const task: FindTask = { id: this.#tasks, lines, wanted };
    this.#worker.postMessage(task);
    this.#alarm = setTimeout(() => {
      this.stop();
      this.wrong = 'This pattern takes too long; a plainer one may do.';
    }, LONGEST_MS);
  }

  #hire(): Worker {
    const worker = new Worker(new URL('./find-worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<FindAnswer>) => {
      if (data.id !== this.#task?.id) return;
      clearTimeout(this.#alarm);
      const { first } = this.#task;
      this.#task = null;
      this.#add(data.found, first);
      this.look(this.#lines, this.#wanted);
    });
    return worker;
  }
}
