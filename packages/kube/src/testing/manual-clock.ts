/** A clock that moves when told. */
import { type Millis, millis } from '@podline/domain';
import type { Clock } from '../clock.ts';

export interface ManualClock extends Clock {
  /** Moves the time and wakes who slept until then. */
  readonly advance: (ms: number) => void;
  /** Sets the clock on the wall by so much, forth or back; no time passes. */
  readonly set: (ms: number) => void;
  /** Resolves as soon as somebody sleeps for exactly this long. */
  readonly asleepFor: (ms: number) => Promise<void>;
  /** How long those who sleep now meant to sleep. */
  readonly sleepers: () => readonly number[];
}

interface Sleeper {
  readonly ms: number;
  readonly until: number;
  readonly wake: () => void;
}

export function manualClock(options: { start?: number; random?: () => number } = {}): ManualClock {
  let now = 0;
  let wall = options.start ?? Date.UTC(2026, 10, 22, 12);
  let sleepers: readonly Sleeper[] = [];
  let waiting: readonly { readonly ms: number; readonly resolve: () => void }[] = [];
  return {
    now: (): Millis => millis(wall),
    steady: () => now,
    set: (ms) => {
      wall += ms;
    },
    random: options.random ?? (() => 0.5),
    sleep: (ms, signal) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const sleeper: Sleeper = { ms, until: now + ms, wake: resolve };
      const leave = (): void => {
        sleepers = sleepers.filter((other) => other !== sleeper);
        resolve();
      };
      signal.addEventListener('abort', leave, { once: true });
      sleepers = [...sleepers, sleeper];
      for (const waiter of waiting) if (waiter.ms === ms) waiter.resolve();
      waiting = waiting.filter((waiter) => waiter.ms !== ms);
      return promise;
    },
    advance: (ms) => {
      now += ms;
      wall += ms;
      const due = sleepers.filter((sleeper) => sleeper.until <= now);
      sleepers = sleepers.filter((sleeper) => sleeper.until > now);
      for (const sleeper of due) sleeper.wake();
    },
    asleepFor: (ms) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      if (sleepers.some((sleeper) => sleeper.ms === ms)) resolve();
      else waiting = [...waiting, { ms, resolve }];
      return promise;
    },
    sleepers: () => sleepers.map((sleeper) => sleeper.ms),
  };
}
