/**
 * From what was seen to what pages are told. While the database takes it, nothing is told that is not durable. While it does not
 * (disk full, locked, read-only), the list of pods stays live, pages are told since when nothing is recorded, and what was seen
 * waits in memory, bounded; once the database takes writes again it is written in order, and only then told as recorded.
 */
import { setImmediate } from 'node:timers/promises';
import type { Millis } from '@podline/domain';
import { type Batch, StoreError, type StoreErrorCode, type TransitionLog } from '@podline/store';
import type { PublishedBatch } from '@podline/transport/server';
import type { LivePods } from './live-pods.ts';
import { Pending, type Sight } from './pending.ts';
import type { Tally } from './tally.ts';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
/** Some 100 MB at the most: a `known` is a few kilobytes. */
const PENDING_LIMIT = 20_000;

/** Besides what may pass by itself: a volume that was made read-only while we run can be made writable again. */
const MENDABLE: ReadonlySet<StoreErrorCode> = new Set([
  'StoreReadOnly',
  'NoPermission',
  'CannotCreate',
]);

/** Whether what could not be written now may be written later, by the same process. */
export const mayPass = (error: unknown): error is StoreError =>
  error instanceof StoreError && (error.retryable || MENDABLE.has(error.code));

export interface JournalParts {
  readonly log: TransitionLog;
  readonly live: LivePods;
  readonly publish: (batch: PublishedBatch) => void;
  /** Null when it records again. */
  readonly notRecording: (since: Millis | null) => void;
  readonly tally: Tally;
  readonly now: () => Millis;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  readonly say: { warn(sentence: string): void; info(sentence: string): void };
  readonly pendingLimit?: number;
}

export interface Journal {
  /**
   * Resolves when the sight is recorded and told or, where the database does not take it, told and kept for later.
   * @throws StoreError that will not pass by itself.
   */
  take(scope: string, sight: Sight): Promise<void>;
  /**
   * Resolves when the database takes writes again and more was seen meanwhile than could be kept: recording has to go on from what
   * the log says. @throws StoreError, in place of a `take`, when what waits can never be written. Else it stays open.
   */
  readonly startOver: Promise<void>;
  /** Transitions and pods that wait to be written. */
  pending(): number;
  /** One more try for what waits; afterwards nothing is written any more. */
  close(): Promise<void>;
}

export function journalOf(parts: JournalParts): Journal {
  const { log, live, publish, tally, now, sleep, signal, say } = parts;
  const pending = new Pending(parts.pendingLimit ?? PENDING_LIMIT);
  const over = Promise.withResolvers<void>();
  // Whoever records waits for it; before and after, nobody has to.
  over.promise.catch(() => undefined);
  let told: string | null = null;
  let retrying: Promise<void> | null = null;

  /** @throws what cannot pass. */
  const failed = (error: unknown): void => {
    if (!mayPass(error)) throw error;
    tally.failedAppends += 1;
    // Every few seconds the same sentence, for as long as a disk is full, would bury everything else.
    if (error.message !== told) {
      say.warn(`${error.message} Nothing is recorded until it can be written; trying again.`);
    }
    told = error.message;
  };

  const write = async (batch: Batch): Promise<Written> => {
    const { transitions, lastSeq } = await log.append(batch);
    tally.transitions += transitions.length;
    tally.knownTransitions += batch.transitions.length - transitions.length;
    tally.gaps += batch.gaps.length;
    return { transitions, gaps: batch.gaps, lastSeq };
  };

  /** Writes what waits. False when the database takes nothing. */
  const flush = async (): Promise<boolean> => {
    for (let batch = pending.first(); batch !== null; batch = pending.first()) {
      try {
        const written = await write(batch);
        pending.written();
        publish(live.recorded(written));
      } catch (error) {
        failed(error);
        return false;
      }
    }
    return true;
  };

  const retry = async (): Promise<void> => {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      await sleep(waitMs, signal);
      if (signal.aborted) return;
      if (await flush()) break;
    }
    const isWhole = !pending.isFull;
    say.info(
      isWhole
        ? 'The database takes writes again; nothing that was seen is lost.'
        : 'The database takes writes again; what could not be kept meanwhile is read from the cluster anew.',
    );
    told = null;
    retrying = null;
    parts.notRecording(null);
    if (isWhole) return;
    tally.startOvers += 1;
    over.resolve();
  };

  /** Writes it and tells it. False when the database does not take it. */
  const record = async (sight: Sight): Promise<boolean> => {
    try {
      const written = await write({ ...sight, pods: [...sight.pods.values()] });
      // Whatever waits for a turn of the event loop has it now, and not after the pages are told too.
      await setImmediate();
      const published = live.apply({ ...written, pods: sight.pods });
      if (sight.pods.size > 0 || sight.gaps.length > 0) publish(published);
      return true;
    } catch (error) {
      failed(error);
      return false;
    }
  };

  /** Tells what is to be seen of it, and lets it wait. */
  const keep = (scope: string, sight: Sight): void => {
    pending.add(scope, sight);
    if (sight.pods.size > 0) publish(live.show(sight.pods));
    if (retrying !== null) return;
    parts.notRecording(now());
    retrying = retry();
    retrying.catch((error: unknown) => over.reject(error));
  };

  return {
    startOver: over.promise,
    pending: () => pending.entries,
    async take(scope, sight) {
      const isRecorded = retrying === null && (await record(sight));
      if (!isRecorded) keep(scope, sight);
    },
    async close() {
      await retrying?.catch(() => undefined);
      if (pending.isEmpty) return;
      if (await flush().catch(() => false)) return;
      say.warn(
        `${pending.entries} changes that were seen could not be written; the next start reads from the cluster what it still has of them.`,
      );
    },
  };
}

type Written = Pick<Parameters<LivePods['recorded']>[0], 'transitions' | 'gaps' | 'lastSeq'>;
