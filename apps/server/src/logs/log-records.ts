/** The logs of a pod's containers as one stream of NDJSON, merged by time, with an end that says why it ends. */
import type { LogEndRecord, LogLineRecord, LogNoteRecord, LogRecord } from '@podline/contract';
import type { LogPiece } from './container-log.ts';
import { LogMerge, type MergedLine } from './log-merge.ts';

export interface LogRecordsParts {
  /** By container; each ends by itself, or when `signal` aborts. */
  readonly logs: ReadonlyMap<string, AsyncIterator<LogPiece, void>>;
  /** Whether the logs go on: then what has come does not wait for long for what may come. */
  readonly isFollowed: boolean;
  readonly mask: (text: string) => { readonly text: string; readonly masked: number };
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** The server stops. */
  readonly stopping: AbortSignal;
  readonly limits?: LogRecordLimits;
}

export interface LogRecordLimits {
  readonly lines: number;
  readonly characters: number;
  /** How long a line waits for an earlier one of another container. */
  readonly patienceMs: number;
  /** Silence after which an empty line says that the connection lives. */
  readonly heartbeatMs: number;
}

/** A page shows 50,000 lines; whoever wants more than this asks again. The server's own limit for a silent connection is a minute. */
const LIMITS: LogRecordLimits = {
  lines: 250_000,
  characters: 128 * 1024 * 1024,
  patienceMs: 300,
  heartbeatMs: 15_000,
};

/** Lines of one log that wait for those of others; its next are not read meanwhile. */
const MOST_WAITING = 2_000;

/** Text to be written as it is: some records, or an empty line. Whoever does not take it has the logs wait. */
export async function* logRecords(parts: LogRecordsParts): AsyncGenerator<string, void> {
  const limits = parts.limits ?? LIMITS;
  const reading = new Reading(parts.logs);
  const sent = { lines: 0, characters: 0 };
  try {
    while (!parts.stopping.aborted) {
      const records = reading.take(parts.isFollowed && reading.isImpatient);
      if (records.length > 0) {
        const text = records.map((record) => written(masked(record, parts.mask))).join('');
        sent.lines += records.length;
        sent.characters += text.length;
        yield text;
        if (sent.lines < limits.lines && sent.characters < limits.characters) continue;
        yield written({ end: 'limit' });
        return;
      }
      if (reading.isOver) {
        yield written({ end: 'complete' });
        return;
      }
      if ((await reading.change(parts, limits)) === 'silence') yield '\n';
    }
    yield written({ end: 'stopping' });
  } finally {
    await reading.stop();
  }
}

const written = (record: LogRecord): string => `${JSON.stringify(record)}\n`;

function masked(
  record: MergedLine | LogNoteRecord,
  mask: LogRecordsParts['mask'],
): LogRecord | LogEndRecord {
  if ('state' in record) return record;
  const { container, stamp, cutFrom } = record;
  const { text, masked: places } = mask(record.text);
  const line: LogLineRecord = { container, at: stamp, text };
  return {
    ...line,
    ...(places > 0 ? { masked: places } : {}),
    ...(cutFrom === undefined ? {} : { cutFrom }),
  };
}

/** Reads all logs at once, each no further ahead than it may be. */
class Reading {
  readonly #logs: Map<string, AsyncIterator<LogPiece, void>>;
  readonly #merge: LogMerge;
  readonly #underWay = new Map<string, Promise<void>>();
  #notes: LogNoteRecord[] = [];
  #failure: unknown = null;
  isImpatient = false;

  constructor(logs: ReadonlyMap<string, AsyncIterator<LogPiece, void>>) {
    this.#logs = new Map(logs);
    this.#merge = new LogMerge([...logs.keys()]);
  }

  get isOver(): boolean {
    return this.#logs.size === 0 && this.#merge.isEmpty && this.#notes.length === 0;
  }

  /** What can be told now. The last note of a log comes after its last line. @throws what reading a log threw. */
  take(isImpatient: boolean): readonly (MergedLine | LogNoteRecord)[] {
    if (this.#failure !== null) throw this.#failure;
    this.isImpatient = false;
    const lines = this.#merge.take(isImpatient);
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
  async change(
    { sleep, stopping, isFollowed }: LogRecordsParts,
    { patienceMs, heartbeatMs }: LogRecordLimits,
  ): Promise<'came' | 'silence'> {
    for (const name of this.#logs.keys()) {
      if (!this.#underWay.has(name) && this.#merge.waiting(name) < MOST_WAITING)
        this.#underWay.set(name, this.#next(name));
    }
    const awake = new AbortController();
    const signal = AbortSignal.any([awake.signal, stopping]);
    const waits = isFollowed && !this.#merge.isEmpty;
    const slept = sleep(waits ? patienceMs : heartbeatMs, signal).then(() => 'slept' as const);
    const came = [...this.#underWay.values()].map((it) => it.then(() => 'came' as const));
    const what = await Promise.race([...came, slept]);
    awake.abort();
    if (what === 'came' || stopping.aborted) return 'came';
    this.isImpatient = waits;
    return waits ? 'came' : 'silence';
  }

  async #next(name: string): Promise<void> {
    try {
      const piece = await this.#logs.get(name)?.next();
      if (piece === undefined || piece.done === true) this.#ends(name);
      else if (piece.value.kind === 'lines') this.#merge.add(name, piece.value.lines);
      else {
        const { state, sentence } = piece.value;
        this.#notes.push({ container: name, state, sentence });
      }
    } catch (error) {
      this.#failure = error;
      this.#ends(name);
    }
    this.#underWay.delete(name);
  }

  #ends(name: string): void {
    this.#logs.delete(name);
    this.#merge.end(name);
  }

  /** Lets go of every log that is still read. */
  async stop(): Promise<void> {
    await Promise.allSettled(this.#underWay.values());
    await Promise.allSettled([...this.#logs.values()].map((log) => log.return?.()));
  }
}
