/** Lets go of the oldest history, by age and by size, in bites so small that nobody notices. */
import type { Millis } from '@podline/domain';
import { type Store, StoreError } from '@podline/store';
import type { Tally } from './tally.ts';

export interface Keep {
  /** Pods that are gone longer than this are forgotten; null keeps them. */
  readonly maxAgeMs: number | null;
  /** Bytes that the log may take; null for no limit. */
  readonly maxBytes: number | null;
}

/** Not at once: a start has other things to do, and a clock that is wrong at boot is right by then. */
const FIRST_MS = 600_000;
const EVERY_MS = 600_000;
const BETWEEN_BITES_MS = 50;

export interface RetentionParts {
  readonly store: Pick<Store, 'retain'>;
  readonly keep: Keep;
  readonly tally: Tally;
  /** Called after each bite that let go of something. */
  readonly forgot: () => void;
  readonly now: () => Millis;
  /** Whether the clock can be trusted: what a wrong one calls old is not forgotten. */
  readonly isClockTrusted: () => boolean;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly say: { warn(sentence: string): void; info(sentence: string): void };
}

/** Runs until the signal aborts. A database that takes no writes is tried again at the next round. */
export async function retainForEver(parts: RetentionParts, signal: AbortSignal): Promise<void> {
  const { sleep, say } = parts;
  for (let waitMs = FIRST_MS; ; waitMs = EVERY_MS) {
    await sleep(waitMs, signal);
    if (signal.aborted) return;
    const pods = await retainOnce(parts, signal).catch((error: unknown) => {
      if (!(error instanceof StoreError)) throw error;
      // A database that was closed is closed because we are to end.
      if (error.code !== 'StoreClosed')
        say.warn(`${error.message} Old history is let go of at the next try.`);
      return 0;
    });
    if (pods > 0) say.info(`The history of ${pods} pods that are long gone was let go of.`);
  }
}

/** The number of pods forgotten. */
async function retainOnce(
  { store, keep, tally, forgot, now, isClockTrusted, sleep }: RetentionParts,
  signal: AbortSignal,
): Promise<number> {
  let forgotten = 0;
  while (!signal.aborted) {
    const maxAgeMs = isClockTrusted() ? keep.maxAgeMs : null;
    const bite = await store.retain({ maxAgeMs, maxBytes: keep.maxBytes, now: now() });
    tally.retainedPods += bite.pods;
    tally.retainedTransitions += bite.transitions;
    if (bite.transitions > 0) forgot();
    forgotten += bite.pods;
    if (bite.isDone) break;
    await sleep(BETWEEN_BITES_MS, signal);
  }
  return forgotten;
}
