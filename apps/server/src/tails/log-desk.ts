/**
 * Keeps what attempts wrote last. Whenever a pod is seen with a run that ended badly, the end of that run's log is asked for, masked,
 * and kept in the database, so that it is there when the pod is gone. Of a container that runs while its pod is stuck, the
 * newest lines are kept in memory.
 *
 * What it promises. A log is asked for once a run, unless the cluster does not answer; the lines are that run's, or none are kept;
 * no secret that the rules know leaves this desk; what is asked, kept and waiting is bounded, and what had to be left out is
 * counted and said.
 */
import type { PodRow, TailHead } from '@podline/contract';
import type { Known, LogTail, MaskRule, Millis } from '@podline/domain';
import type { Cluster } from '@podline/kube';
import type {
  AlikeQuery,
  FailuresAlike,
  StoredTail,
  StoredTailHead,
  TransitionLog,
} from '@podline/store';
import type { Tally } from '../tally.ts';
import { type Fetched, fetchTail, type RunAsked } from './fetch-tail.ts';
import { type KeptLines, keptLines } from './kept-lines.ts';
import { NewEnds } from './new-ends.ts';
import { Refusals } from './refusals.ts';
import { type RunningTail, RunningTails } from './running-tails.ts';
import { familyOf, type Signing, signed } from './signed.ts';
import { TailKeeper } from './tail-keeper.ts';
import { QUEUE_LIMITS, type QueueLimits, TailQueue } from './tail-queue.ts';

export interface LogSettings {
  /** Of which runs: none, those that ended badly, all. */
  readonly mode: 'off' | 'failures' | 'all';
  /** What all tails together may take in the database. */
  readonly maxBytes: number;
  readonly rules: readonly MaskRule[];
}

export interface LogDeskParts {
  readonly settings: LogSettings;
  readonly tally: Tally;
  /** What is known of a live pod; null of any other. */
  readonly known: (uid: string) => Known | null;
  readonly rows: () => readonly Pick<PodRow, 'uid' | 'deletedAt' | 'stuck'>[];
  readonly now: () => Millis;
  readonly monotonic: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Podline may not read logs in that namespace. */
  readonly forbidden: (namespace: string) => void;
  readonly say: { warn(sentence: string): void };
  readonly limits?: QueueLimits;
}

export interface LogDesk {
  /** Takes cluster and log in hand and looks at the pods that are there. Resolves when the signal aborts; never rejects. */
  work(cluster: Cluster, log: TransitionLog, signal: AbortSignal): Promise<void>;
  /** These pods have changed or are gone. */
  seen(rows: readonly Pick<PodRow, 'uid' | 'deletedAt'>[]): void;
  /** Of which attempts the log was asked for; empty before `work`, and for an unknown pod. */
  headsOf(uid: string): Promise<readonly TailHead[]>;
  /** For findings: of each container what its newest attempts wrote, newest first. */
  tailsOf(uid: string): Promise<readonly LogTail[]>;
  /** One with its lines, of which every page asks by itself; null where there is none. */
  tail(
    uid: string,
    of: { readonly container: string; readonly attempt: number },
  ): Promise<StoredTail | null>;
  /** The attempts that failed of the same; null where none is kept, and before `work`. */
  failuresAlike(query: AlikeQuery): Promise<FailuresAlike | null>;
  /** Told after each change of `headsOf` or `tailsOf`, once it is durable. Gives what ends it. */
  onChanged(listener: (uids: readonly string[]) => void): () => void;
  /** Resolves when nothing waits and nothing is under way. */
  idle(): Promise<void>;
}

interface Working {
  readonly cluster: Cluster;
  readonly log: TransitionLog;
  readonly keeper: TailKeeper;
  readonly signal: AbortSignal;
}

const TRIES = 5;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
/** How often it looks whom the stuck pods wait for. */
const LOOK_MS = 5000;
/** Of each container, for findings. */
const NEWEST_TAILS = 2;

interface Asked extends RunAsked, Signing {
  readonly kind: 'ended' | 'running';
}

export function logDesk(parts: LogDeskParts): LogDesk {
  return new Desk(parts);
}

class Desk implements LogDesk {
  readonly #parts: LogDeskParts;
  readonly #queue: TailQueue<Asked>;
  readonly #running = new RunningTails();
  readonly #ends: NewEnds;
  readonly #refusals: Refusals;
  readonly #listeners = new Set<(uids: readonly string[]) => void>();
  #working: Working | null = null;
  #stirred = Promise.withResolvers<void>();
  #asides = 0;
  #isLosing = false;

  constructor(parts: LogDeskParts) {
    this.#parts = parts;
    this.#queue = new TailQueue(parts.limits ?? QUEUE_LIMITS);
    this.#ends = new NewEnds((run) => parts.settings.mode === 'all' || !run.endedWell);
    this.#refusals = new Refusals(parts.monotonic);
  }

  async work(cluster: Cluster, log: TransitionLog, signal: AbortSignal): Promise<void> {
    this.#ends.clear();
    const { settings, sleep } = this.#parts;
    const keeper = new TailKeeper({ log, maxBytes: settings.maxBytes, sleep, signal });
    this.#working = { cluster, log, keeper, signal };
    if (settings.mode === 'off') return;
    this.seen(this.#parts.rows());
    await Promise.all([this.#serve(this.#working), this.#follow(signal)]);
  }

  seen(rows: readonly Pick<PodRow, 'uid' | 'deletedAt'>[]): void {
    if (this.#working === null || this.#parts.settings.mode === 'off') return;
    for (const { uid, deletedAt } of rows) {
      if (deletedAt === null) this.#look(uid, this.#working);
      else this.#forget(uid);
    }
  }

  async headsOf(uid: string): Promise<readonly TailHead[]> {
    return ((await this.#working?.log.tailHeadsOf(uid)) ?? []).map(asHead);
  }

  async tailsOf(uid: string): Promise<readonly LogTail[]> {
    const kept = (await this.#working?.log.newestTailsOf(uid, NEWEST_TAILS)) ?? [];
    return [
      ...this.#running.of(uid),
      ...kept.map(({ container, attempt, lines }) => ({
        container,
        attempt,
        lines: lines.map(([, text]) => text),
      })),
    ];
  }

  async tail(
    uid: string,
    of: { readonly container: string; readonly attempt: number },
  ): Promise<StoredTail | null> {
    return (await this.#working?.log.tailOf(uid, of)) ?? null;
  }

  async failuresAlike(query: AlikeQuery): Promise<FailuresAlike | null> {
    return (await this.#working?.log.failuresAlike(query)) ?? null;
  }

  onChanged(listener: (uids: readonly string[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async idle(): Promise<void> {
    while (!this.#queue.isEmpty || this.#asides > 0) await this.#stirred.promise;
  }

  /** Something was added, or is over. */
  #stir(): void {
    const before = this.#stirred;
    this.#stirred = Promise.withResolvers<void>();
    before.resolve();
  }

  /** Whose end is worth keeping and was not asked for yet. */
  #look(uid: string, { log }: Working): void {
    const known = this.#parts.known(uid);
    if (known === null || !this.#ends.hasAny(known)) return;
    const { namespace, name: pod } = known.snapshot;
    const family = familyOf(known.snapshot);
    const look = async (): Promise<void> => {
      for (const run of await this.#ends.take(known, log))
        this.#ask({ kind: 'ended', uid, namespace, pod, family, tries: 0, ...run });
    };
    // Of a database that cannot be read others tell; at the next change of the pod it is tried again.
    this.#aside(look().catch(() => undefined));
  }

  /** What nobody waits for but `idle`; it never rejects. */
  #aside(work: Promise<void>): void {
    this.#asides += 1;
    void work.finally(() => {
      this.#asides -= 1;
      this.#stir();
    });
  }

  #forget(uid: string): void {
    this.#ends.forget(uid);
    this.#running.forget(uid);
  }

  #ask(asked: Asked, afterMs = 0): void {
    for (const skipped of this.#queue.add(asked, this.#parts.monotonic(), afterMs)) {
      if (skipped.kind === 'running') {
        this.#running.answered(skipped.uid);
        continue;
      }
      this.#parts.tally.tailsSkipped += 1;
      this.#aside(this.#keep(skipped, 'skipped', NOTHING));
    }
    this.#stir();
  }

  async #serve(working: Working): Promise<void> {
    const { signal } = working;
    // Not one promise of its own: whoever waits for it turn by turn would be remembered by it for as long as the server runs.
    signal.addEventListener('abort', () => this.#stir(), { once: true });
    const underWay = new Set<Promise<void>>();
    while (!signal.aborted) {
      const stirred = this.#stirred.promise;
      const turn = this.#queue.next(this.#parts.monotonic());
      if (turn.kind === 'ask') {
        const serving = this.#deal(turn.ask, working).finally(() => {
          underWay.delete(serving);
          this.#queue.done(turn.ask);
          this.#stir();
        });
        underWay.add(serving);
        continue;
      }
      const nap = turn.kind === 'wait' ? [this.#parts.sleep(turn.ms, signal)] : [];
      await Promise.race([stirred, ...nap]);
    }
    await Promise.all(underWay);
  }

  /** Never rejects. */
  async #deal(asked: Asked, { cluster, signal }: Working): Promise<void> {
    const fetched = this.#refusals.isRefused(asked.namespace)
      ? ({ kind: 'forbidden' } as const)
      : await fetchTail(cluster, asked, signal);
    if (asked.kind === 'running') this.#running.answered(asked.uid);
    if (fetched.kind === 'aborted') return;
    if (fetched.kind === 'failed' && asked.tries + 1 < TRIES) {
      const waitMs = fetched.afterMs ?? FIRST_WAIT_MS * 2 ** asked.tries;
      this.#ask({ ...asked, tries: asked.tries + 1 }, Math.min(waitMs, LONGEST_WAIT_MS));
      return;
    }
    const { namespace } = asked;
    if (fetched.kind === 'forbidden' && this.#refusals.refuse(namespace))
      this.#parts.forbidden(namespace);
    const kept = this.#masked(fetched);
    if (asked.kind === 'running') {
      // What could not be asked says nothing of what it wrote.
      if (fetched.kind !== 'failed') this.#keepRunning(asked, kept);
    } else {
      this.#count(fetched);
      await this.#keep(asked, OUTCOMES[fetched.kind], kept);
    }
  }

  #masked(fetched: Fetched): KeptLines {
    if (fetched.kind !== 'tail') return NOTHING;
    const kept = keptLines(fetched.lines, fetched.isCut, this.#parts.settings.rules);
    this.#parts.tally.secretsMasked += kept.masked;
    return kept;
  }

  #count({ kind }: Fetched): void {
    const { tally } = this.#parts;
    if (kind === 'tail') tally.tailsKept += 1;
    else if (kind === 'gone') tally.tailsGone += 1;
    else if (kind === 'forbidden') tally.tailsForbidden += 1;
    else tally.tailsFailed += 1;
  }

  #keepRunning(asked: Asked, { lines }: KeptLines): void {
    const { uid, container, attempt } = asked;
    const tail = { container, attempt, lines: lines.map(([, text]) => text) };
    if (this.#running.put(uid, tail)) this.#tell([uid]);
  }

  /** Never rejects. */
  async #keep(asked: Asked, outcome: StoredTail['outcome'], kept: KeptLines): Promise<void> {
    const { say, now } = this.#parts;
    if (this.#working === null) return;
    const { keeper, signal } = this.#working;
    const { uid, container, containerId, attempt } = asked;
    const run = { container, containerId, attempt };
    const tail = {
      ...{ ...run, outcome, fetchedAt: now(), ...kept, lineCount: kept.lines.length },
      signature: signed(asked, outcome, kept),
    };
    const isKept = await keeper.keep({ uid, tail });
    // Said once, until one is kept again: in a storm thousands are not.
    if (!isKept && !this.#isLosing && !signal.aborted)
      say.warn('What attempts wrote last could not be kept.');
    this.#isLosing = !isKept;
    if (isKept) this.#tell([uid]);
  }

  #tell(uids: readonly string[]): void {
    for (const listener of this.#listeners) listener(uids);
  }

  /** Looks, now and then, what the containers write for which stuck pods wait. */
  async #follow(signal: AbortSignal): Promise<void> {
    const { sleep, rows, known, monotonic } = this.#parts;
    while (!signal.aborted) {
      await sleep(LOOK_MS, signal);
      if (signal.aborted) return;
      const due = this.#running.due(rows(), known, monotonic());
      for (const run of due)
        if (this.#refusals.isRefused(run.namespace)) this.#running.answered(run.uid);
        else this.#ask(asRunning(run));
    }
  }
}

const NOTHING: KeptLines = { lines: [], isCut: false, masked: 0 };

const OUTCOMES = {
  tail: 'kept',
  gone: 'gone',
  forbidden: 'forbidden',
  failed: 'failed',
} as const satisfies Record<Exclude<Fetched['kind'], 'aborted'>, StoredTail['outcome']>;

const asRunning = (run: RunningTail): Asked => ({
  ...run,
  kind: 'running',
  ...{ place: 'current', finishedAt: null, ending: null, family: '' },
  tries: 0,
});

/** As pages are told. */
export const asHead = ({ lineCount, signature, ...head }: StoredTailHead): TailHead => ({
  ...head,
  lines: lineCount,
  signature: signature?.key ?? null,
});
