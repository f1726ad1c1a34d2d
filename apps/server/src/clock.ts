/** The real clocks, chosen here and nowhere else. */
import { type Millis, millis } from '@podline/domain';

const now = (): Millis => millis(Date.now());

/** Milliseconds since this process began, which only grow, whoever sets the clock on the wall. */
const steady = (): Millis => millis(performance.now());

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

/** As packages ask for it: `now` says when things happened, `steady` how long they took. */
export const systemClock = { now, steady, sleep, random: Math.random } as const;
