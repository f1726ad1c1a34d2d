/** The real clocks, chosen here and nowhere else. */
import { type Millis, millis } from '@podline/domain';

const now = (): Millis => millis(Date.now());

/** Milliseconds since 1970 as of this process's start, and from there on only forward, whoever sets the wall clock. */
const steadyNow = (): Millis => millis(performance.timeOrigin + performance.now());

/** Ends after `ms` or as soon as the signal aborts. */
export const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });

/** When things happen, for people and for the log. */
export const systemClock = { now, sleep, random: Math.random } as const;

/** For deadlines and pauses, which a clock that is set must neither cut short nor draw out. */
export const steadyClock = { now: steadyNow, sleep, random: Math.random } as const;
