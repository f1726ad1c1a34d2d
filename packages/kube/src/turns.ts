/** Long work in small bites: timers and sockets have their turn in between. */

/** 10,000 events of 5 kB are 400 ms of parsing; a heartbeat or a page's request must not wait for that. */
const LONGEST_MS = 8;

export interface Turns {
  /** Null while work may go on; else it has kept the event loop for too long, and has to wait for this. */
  readonly due: () => Promise<void> | null;
}

/**
 * Counts from the first work after the event loop turned last. One for the whole process, for it has one loop.
 * `now` in milliseconds, steady; `turned` resolves when the loop has come around.
 */
export function turnsOf(now: () => number, turned: () => Promise<void>): Turns {
  let begun: { readonly at: number; readonly turned: Promise<void> } | null = null;
  return {
    due: () => {
      if (begun !== null) return now() - begun.at < LONGEST_MS ? null : begun.turned;
      const turning = turned().then(() => {
        begun = null;
      });
      begun = { at: now(), turned: turning };
      return null;
    },
  };
}

export const processTurns: Turns = turnsOf(
  () => performance.now(),
  () => new Promise((resolve) => setImmediate(resolve)),
);
