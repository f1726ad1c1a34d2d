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

/**
 * The value of `attempt`, tried again while the database is locked. `attempt` must leave nothing behind when it fails.
 * @throws StoreError StoreBusy after `forMs`; any other one at once.
 */
export async function whenFree<T>(
  { path, patience }: { readonly path: string; readonly patience: Patience },
  attempt: () => Promise<T>,
): Promise<T> {
  let pauseMs = FIRST_PAUSE_MS;
  let waitedMs = 0;
  for (;;) {
    try {
      return await attempt();
    } catch (cause) {
      const error = storeError(path, cause);
      if (error.code !== 'StoreBusy' || waitedMs >= patience.forMs) throw error;
    }
    await patience.sleep(pauseMs);
    waitedMs += pauseMs + BUSY_TIMEOUT_MS;
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}
