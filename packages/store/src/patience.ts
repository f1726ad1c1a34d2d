/** How long to wait for another process's lock, and how: between tries, with the event loop running. */
import { storeError } from './errors.ts';

/**
 * SQLite's own waiting, which blocks this thread as every call of libsql does: sockets and timers stand still meanwhile. Long
 * enough for another's short commit, too short for anybody to notice.
 */
export const BUSY_TIMEOUT_MS = 10;

const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 250;

export interface Patience {
  /** After so long in all it is `StoreBusy`. */
  readonly forMs: number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

/** So long a lock is only looked at; then there is a try all the same, should the look be wrong. */
const LOOK_FOR_MS = 2500;

/**
 * The value of `attempt`, tried again while the database is locked. `attempt` must leave nothing behind when it fails. `isLocked`
 * looks whether another try is worth it yet: a try that is refused costs a connection, whose file descriptors libsql keeps
 * until the garbage collector comes by.
 * @throws StoreError StoreBusy after `forMs`; any other one at once.
 */
export async function whenFree<T>(
  { path, patience }: { readonly path: string; readonly patience: Patience },
  attempt: () => Promise<T>,
  isLocked: () => Promise<boolean> = async () => false,
): Promise<T> {
  let pauseMs = FIRST_PAUSE_MS;
  let waitedMs = 0;
  for (let triedAtMs = 0; ; triedAtMs = waitedMs) {
    try {
      return await attempt();
    } catch (cause) {
      const error = storeError(path, cause);
      if (error.code !== 'StoreBusy' || waitedMs >= patience.forMs) throw error;
    }
    do {
      await patience.sleep(pauseMs);
      waitedMs += pauseMs + BUSY_TIMEOUT_MS;
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    } while (waitedMs - triedAtMs < LOOK_FOR_MS && (await isLocked()));
  }
}
