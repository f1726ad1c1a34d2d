/**
 * Writes tails, with patience: the database may be busy, and the pod itself may still wait to be written. Those that come while
 * one is being written are written together, and between two writes others have their turn: what happened to pods goes first.
 */
import { StoreError, type TailOfPod, type TransitionLog } from '@podline/store';

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 16_000;
/** A transaction of so many takes some ten milliseconds, and an append waits for one at most. */
const WRITTEN_AT_ONCE = 100;
const REST_MS = 250;
/** Those beyond are not kept: attempts fail faster than can be written, and of each container only some stay anyway. */
const IN_HAND = 5000;

export interface KeeperParts {
  readonly log: Pick<TransitionLog, 'keepTails'>;
  /** What all tails together may take. */
  readonly maxBytes: number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

interface Waiting extends TailOfPod {
  /** Before the next try, should this one fail. */
  readonly waitMs: number;
  readonly settle: (isKept: boolean) => void;
}

type Outcome = 'kept' | 'again' | 'lost';

export class TailKeeper {
  readonly #parts: KeeperParts;
  readonly #waiting: Waiting[] = [];
  /** Those that wait, are being written, or rest before the next try. */
  #inHand = 0;
  #isWriting = false;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
  }

  /**
   * True when it is durable. False when it could not be written, or the pod is not there; evidence that is lost costs nothing else.
   * Never rejects.
   */
  keep(of: TailOfPod): Promise<boolean> {
    if (this.#inHand >= IN_HAND) return Promise.resolve(false);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#inHand += 1;
    const settle = (isKept: boolean): void => {
      this.#inHand -= 1;
      resolve(isKept);
    };
    this.#add({ ...of, waitMs: FIRST_WAIT_MS, settle });
    return promise;
  }

  #add(tail: Waiting): void {
    this.#waiting.push(tail);
    if (!this.#isWriting) void this.#write();
  }

  /** What waits when it is to stop is written too, as long as the database is open. Never rejects. */
  async #write(): Promise<void> {
    const { sleep, signal } = this.#parts;
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const some = this.#waiting.splice(0, WRITTEN_AT_ONCE);
      const outcomeOf = await this.#tried(some);
      for (const tail of some) this.#settle(tail, outcomeOf(tail));
      if (this.#waiting.length > 0) await sleep(REST_MS, signal);
    }
    this.#isWriting = false;
  }

  async #tried(some: readonly Waiting[]): Promise<(tail: Waiting) => Outcome> {
    const { log, maxBytes } = this.#parts;
    try {
      const missing = await log.keepTails(some, maxBytes);
      return ({ uid }) => (missing.has(uid) ? 'again' : 'kept');
    } catch (error) {
      const outcome = error instanceof StoreError && error.retryable ? 'again' : 'lost';
      return () => outcome;
    }
  }

  #settle(tail: Waiting, outcome: Outcome): void {
    const { sleep, signal } = this.#parts;
    const { waitMs, settle } = tail;
    if (outcome !== 'again' || waitMs > LONGEST_WAIT_MS) {
      settle(outcome === 'kept');
      return;
    }
    void sleep(waitMs, signal).then(() => {
      if (signal.aborted) settle(false);
      else this.#add({ ...tail, waitMs: waitMs * 2 });
    });
  }
}
