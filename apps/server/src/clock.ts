/** The real clock, chosen here and nowhere else. */
import { type Millis, millis } from '@podline/domain';

const now = (): Millis => millis(Date.now());

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

/** As packages ask for it. */
export const systemClock = { now, sleep, random: Math.random } as const;
