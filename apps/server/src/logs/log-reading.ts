/** Several logs are read at the same time, none further ahead of the others than it may be. */
import type { LogNoteRecord } from '@podline/contract';
import type { LogPiece } from './container-log.ts';
import { LogMerge, type MergedLine } from './log-merge.ts';

export interface LogReadingParts {
  /** By container; each ends by itself. */
  readonly logs: ReadonlyMap<string, AsyncIterator<LogPiece, void>>;
  /** Whether the logs go on: then what has come does not wait for long for what may come. */
  readonly isFollowed: boolean;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** The server stops. */
  readonly stopping: AbortSignal;
}

export interface LogReadingLimits {
  /** How long a line waits for an earlier one of another container. */
  readonly patienceMs: number;
  /** How long a silence is that is told of. */
  readonly heartbeatMs: number;
}

/** Lines of one log that wait for those of others; its next are not read meanwhile. */
const MOST_WAITING = 2_000;

export class LogReading {
  readonly #parts: LogReadingParts;
  readonly #limits: LogReadingLimits;
  readonly #logs: Map<string, AsyncIterator<LogPiece, void>>;
  readonly #merge: LogMerge;
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #ended = new AbortController();
  /** Since the first of the lines that wait; lines that come meanwhile do not begin it anew. */
  #patience: Promise<void> | null = null;
  #isImpatient = false;
  #notes: LogNoteRecord[] = [];
  #failure: unknown = null;

  constructor(parts: LogReadingParts, limits: LogReadingLimits) {
    this.#parts = parts;
    this.#limits = limits;
    this.#logs = new Map(parts.logs);
    this.#merge = new LogMerge([...parts.logs.keys()]);
    parts.stopping.addEventListener('abort', this.#end, { once: true });
  }

  get isOver(): boolean {
    return this.#logs.size === 0 && this.#merge.isEmpty && this.#notes.length === 0;
  }

  /** What can be told now. The last note of a log comes after its last line. @throws what reading a log threw. */
  take(): readonly (MergedLine | LogNoteRecord)[] {
    if (this.#failure !== null) throw this.#failure;
    const lines = this.#merge.take(this.#isImpatient);
    this.#isImpatient = false;
    const isTold = ({ container, state }: LogNoteRecord): boolean =>
      state === 'open' || this.#merge.waiting(container) === 0;
    const notes = this.#notes.filter(isTold);
    this.#notes = this.#notes.filter((note) => !isTold(note));
    return [
      ...notes.filter(({ state }) => state === 'open'),
      ...lines,
      ...notes.filter(({ state }) => state !== 'open'),
    ];
  }

  /** Resolves when something came, when what waits has waited long enough, or after a silence. */
  async change(): Promise<'came' | 'silence'> {
    for (const name of this.#logs.keys()) {
      if (!this.#underWay.has(name) && this.#merge.waiting(name) < MOST_WAITING)
        this.#underWay.set(name, this.#next(name));
    }
    const awake = new AbortController();
    const wake = (): void => awake.abort();
    this.#ended.signal.addEventListener('abort', wake, { once: true });
    const silence = this.#parts
      .sleep(this.#limits.heartbeatMs, awake.signal)
      .then(() => 'silence' as const);
    const came = [...this.#underWay.values(), ...this.#waited()].map(toCame);
    const what = await Promise.race([...came, silence]);
    this.#ended.signal.removeEventListener('abort', wake);
    awake.abort();
    return what;
  }

  #waited(): readonly Promise<void>[] {
    if (this.#patience === null && this.#parts.isFollowed && !this.#merge.isEmpty) {
      this.#patience = this.#parts.sleep(this.#limits.patienceMs, this.#ended.signal).then(() => {
        this.#isImpatient = true;
        this.#patience = null;
      });
    }
    return this.#patience === null ? [] : [this.#patience];
  }

  async #next(name: string): Promise<void> {
    try {
      const piece = await this.#logs.get(name)?.next();
      if (piece === undefined || piece.done === true) this.#over(name);
      else if (piece.value.kind === 'lines') this.#merge.add(name, piece.value.lines);
      else this.#noted(name, piece.value);
    } catch (error) {
      this.#failure = error;
      this.#over(name);
    }
    this.#underWay.delete(name);
  }

  #noted(container: string, { state, sentence }: LogPiece & { readonly kind: 'note' }): void {
    this.#notes.push({ container, state, sentence });
    // Nothing comes after it but the end: the others need not wait.
    if (state !== 'open') this.#merge.end(container);
  }

  #over(name: string): void {
    this.#logs.delete(name);
    this.#merge.end(name);
  }

  readonly #end = (): void => this.#ended.abort();

  /** Lets go of every log that is still read; they are to have been told to end. */
  async stop(): Promise<void> {
    this.#parts.stopping.removeEventListener('abort', this.#end);
    this.#end();
    await Promise.allSettled(this.#underWay.values());
    await Promise.allSettled([...this.#logs.values()].map((log) => log.return?.()));
  }
}

const toCame = (happened: Promise<void>): Promise<'came'> => happened.then(() => 'came' as const);
