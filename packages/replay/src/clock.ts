/** The one clock of a replay: tests bring their own, the command line takes the real one. */

export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Runs `run` once, `ms` from now at the earliest; the function returned takes that back. */
  setTimeout(run: () => void, ms: number): () => void;
}

/** The longest wait that Node's timers know; a longer one would run at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** Node's own timers. They never keep a process alive: an open server does that. */
export const realClock: Clock = {
  now: () => Date.now(),
  setTimeout: (run, ms) => {
    const timer = setTimeout(run, Math.min(Math.max(0, ms), LONGEST_MS)).unref();
    return () => clearTimeout(timer);
  },
};
