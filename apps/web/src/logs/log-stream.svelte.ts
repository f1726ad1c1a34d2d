/** The logs of a pod as they come over HTTP: asked for once, followed, and asked for again where they break off. */
import type { LogLineRecord, LogNoteRecord, LogRecord, Problem } from '@podline/contract';
import { visibleIn } from '../ui/visible.ts';
import { LineShelf } from './line-shelf.ts';
import { ndjsonReader } from './ndjson.ts';
import type { ShownLine } from './shown-line.ts';

export interface LogStreamQuery {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly containers: readonly string[];
  readonly run: 'current' | 'previous';
  readonly follow: boolean;
  readonly tail: number;
}

/** `open`: lines may come. `over`: no more will. `broken`: more are waited for, and asked for again. */
type StreamState = 'loading' | 'open' | 'over' | 'broken' | 'refused';

/** The page is drawn so often at most. */
const DRAWN_EVERY_MS = 80;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;

export class LogStream {
  lines: readonly ShownLine[] = $state.raw([]);
  /** By container: the last word that was said of its log. */
  notes: ReadonlyMap<string, LogNoteRecord> = $state.raw(new Map());
  state: StreamState = $state('loading');
  /** Why there is no answer. */
  problem: Problem | null = $state.raw(null);
  readonly #query: LogStreamQuery;
  readonly #shelf = new LineShelf();
  #pending: LogLineRecord[] = [];
  #drawing: ReturnType<typeof setTimeout> | undefined;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #waitMs = FIRST_WAIT_MS;
  #reading: AbortController | null = null;
  #isClosed = false;

  constructor(query: LogStreamQuery) {
    this.#query = query;
    void this.#read();
  }

  /** Of lines that the page let go of. */
  get dropped(): number {
    return this.#shelf.dropped;
  }

  /** Letters of the longest line. */
  get longest(): number {
    return this.#shelf.longest;
  }

  /** Asks for what came since: a container runs again, or somebody wants to try. */
  again(): void {
    if (this.#isClosed) return;
    clearTimeout(this.#waiting);
    this.#reading?.abort();
    void this.#read();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#waiting);
    clearTimeout(this.#drawing);
    this.#reading?.abort();
  }

  async #read(): Promise<void> {
    const reading = new AbortController();
    this.#reading = reading;
    this.#draw();
    const since = this.#shelf.since(this.#query.containers);
    this.#shelf.resume();
    const end = await this.#answer(reading.signal, since).catch(() => 'broken' as const);
    if (reading.signal.aborted) return;
    this.#draw();
    if (end === 'over' || end === 'refused') this.state = end;
    else this.#waitAndRead();
  }

  async #answer(signal: AbortSignal, since: string | null): Promise<'over' | 'refused' | 'broken'> {
    const answer = await fetch(addressOf(this.#query, since), { signal });
    if (!answer.ok || answer.body === null) {
      this.problem = visibleIn((await answer.json()) as Problem);
      // What a moment may mend is asked for again; what a person must mend is not.
      return answer.status >= 500 || answer.status === 429 ? 'broken' : 'refused';
    }
    this.problem = null;
    const read = ndjsonReader();
    const pieces = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let isOver = false;
    for (let it = await pieces.read(); !it.done; it = await pieces.read()) {
      this.state = 'open';
      for (const record of read(it.value)) isOver = this.#take(record) || isOver;
    }
    return isOver ? 'over' : 'broken';
  }

  /** True for the record after which there is nothing more to come. */
  #take(record: LogRecord): boolean {
    if ('end' in record) return record.end === 'complete' && !this.#hasFailed();
    if ('text' in record) {
      this.#pending.push(record);
      this.#waitMs = FIRST_WAIT_MS;
    } else this.notes = new Map(this.notes).set(record.container, visibleIn(record));
    this.#drawing ??= setTimeout(() => this.#draw(), DRAWN_EVERY_MS);
    return false;
  }

  /** A log that broke off while it was followed goes on. */
  #hasFailed(): boolean {
    return this.#query.follow && [...this.notes.values()].some(({ state }) => state === 'failed');
  }

  #draw(): void {
    clearTimeout(this.#drawing);
    this.#drawing = undefined;
    if (this.#pending.length === 0) return;
    this.#shelf.add(this.#pending);
    this.#pending = [];
    this.lines = [...this.#shelf.lines];
  }

  #waitAndRead(): void {
    if (!this.#query.follow && this.problem === null) {
      this.state = 'over';
      return;
    }
    this.state = 'broken';
    this.#waiting = setTimeout(() => void this.#read(), this.#waitMs);
    this.#waitMs = Math.min(this.#waitMs * 2, LONGEST_WAIT_MS);
  }
}

function addressOf(query: LogStreamQuery, since: string | null): string {
  const { namespace, name, uid, containers, run, follow, tail } = query;
  const params = new URLSearchParams({ uid, tail: String(tail) });
  for (const container of containers) params.append('container', container);
  if (run === 'previous') params.set('previous', 'true');
  if (follow) params.set('follow', 'true');
  if (since !== null) params.set('since', since);
  return `/api/pods/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}/logs?${params}`;
}
