/** A clock for tests: time moves when told, and timers run in the order in which they are due. */

import type { Clock } from './clock.ts';

interface Timer {
  readonly dueAt: number;
  readonly run: () => void;
}

export interface ManualClock extends Clock {
  /** Moves time on by `ms` and runs what falls due on the way, each at its own moment. */
  advance(ms: number): void;
}

/** A clock that stands at `startAt` (ms since 1970) until told otherwise. */
export function manualClock(startAt: number): ManualClock {
  let now = startAt;
  const timers = new Set<Timer>();
  const nextUntil = (end: number): Timer | undefined =>
    [...timers].filter((timer) => timer.dueAt <= end).sort((a, b) => a.dueAt - b.dueAt)[0];
  return {
    now: () => now,
    setTimeout(run, ms) {
      const timer = { dueAt: now + Math.max(0, ms), run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance(ms) {
      const end = now + ms;
      for (let timer = nextUntil(end); timer !== undefined; timer = nextUntil(end)) {
        timers.delete(timer);
        now = timer.dueAt;
        timer.run();
      }
      now = end;
    },
  };
}
