/** Writes a tail, with patience: the database may be busy, and the pod itself may still wait to be written. */
import { type StoredTail, StoreError, type TransitionLog } from '@podline/store';

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 16_000;

export interface KeepParts {
  readonly log: Pick<TransitionLog, 'keepTail'>;
  /** What all tails together may take. */
  readonly maxBytes: number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

/** True when it is durable. False when it could not be written, or the pod is not there; evidence that is lost costs nothing else. Never rejects. */
export async function keepTail(
  { log, maxBytes, sleep, signal }: KeepParts,
  uid: string,
  tail: StoredTail,
): Promise<boolean> {
  const write = async (): Promise<'kept' | 'again' | 'lost'> => {
    try {
      return (await log.keepTail(uid, tail, maxBytes)) ? 'kept' : 'again';
    } catch (error) {
      return error instanceof StoreError && error.retryable ? 'again' : 'lost';
    }
  };
  let outcome = await write();
  for (let waitMs = FIRST_WAIT_MS; outcome === 'again' && waitMs <= LONGEST_WAIT_MS; waitMs *= 2) {
    await sleep(waitMs, signal);
    if (signal.aborted) return false;
    outcome = await write();
  }
  return outcome === 'kept';
}
