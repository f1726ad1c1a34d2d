/** Time as the feed needs it. Tests bring their own; whoever brings none gets the machine's. */

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs once after `delayMs`; call what it returns to have it not run. */
  after(delayMs: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
