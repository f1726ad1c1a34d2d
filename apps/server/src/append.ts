/** Appends until the store takes it: a full disk or a locked file passes, and what was seen meanwhile is not lost. */
import type { Millis } from '@podline/domain';
import { type Appended, type Batch, StoreError, type TransitionLog } from '@podline/store';
import type { WatchHealth } from './watch-health.ts';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

export interface AppendParts {
  readonly log: TransitionLog;
  readonly health: WatchHealth;
  readonly now: () => Millis;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  readonly say: { warn(sentence: string): void; info(sentence: string): void };
}

/** @throws StoreError that will not pass by itself, or the last one when `signal` aborts. */
export function appender(parts: AppendParts): (batch: Batch) => Promise<Appended> {
  const { log, health, now, sleep, signal, say } = parts;
  let told: string | null = null;

  const failed = (error: StoreError): void => {
    // Every few seconds the same sentence, for as long as a disk is full, would bury everything else.
    if (error.message !== told) {
      say.warn(`${error.message} Nothing is recorded until it can be written; trying again.`);
    }
    told = error.message;
    health.notRecording(health.notRecordingSince() ?? now());
  };
  const succeeded = (): void => {
    if (told !== null) say.info('The database takes writes again; nothing that was seen is lost.');
    told = null;
    health.notRecording(null);
  };

  return async (batch) => {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      try {
        const appended = await log.append(batch);
        succeeded();
        return appended;
      } catch (error) {
        if (!(error instanceof StoreError) || !error.retryable || signal.aborted) throw error;
        failed(error);
        await sleep(waitMs, signal);
      }
    }
  };
}
