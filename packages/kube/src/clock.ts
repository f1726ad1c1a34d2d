/** Time and chance as they are handed to this package; only the app picks the real ones. */
import { type Millis, millis } from '@podline/domain';

export interface Clock {
  readonly now: () => Millis;
  /** Milliseconds from whenever on, that nobody can set: for durations. Without it they are measured by `now`. */
  readonly steady?: () => number;
  /** Ends after `ms`, or at once when the signal aborts: whether it then resolves or rejects is up to the clock. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** At least 0, below 1. */
  readonly random: () => number;
}

/** A point in time to measure durations from; by itself it says nothing. */
export const steadyNow = (clock: Clock): Millis => millis(clock.steady?.() ?? clock.now());

/** Sleeps, and never throws: whoever calls this looks at the signal next, so how the sleep ended does not matter. */
export async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await clock.sleep(ms, signal).catch(() => undefined);
}

/** A signal of our own that also follows another one, until it is let go. */
export interface Leash {
  readonly signal: AbortSignal;
  readonly abort: (reason: unknown) => void;
  readonly letGo: () => void;
}

/**
 * Follows `outer` by hand instead of by `AbortSignal.any`: the outer signal lives as long as the process, and
 * `letGo` leaves nothing behind on it.
 */
export function leashedTo(outer: AbortSignal): Leash {
  const own = new AbortController();
  const follow = (): void => own.abort(outer.reason);
  if (outer.aborted) follow();
  else outer.addEventListener('abort', follow, { once: true });
  return {
    signal: own.signal,
    abort: (reason) => own.abort(reason),
    letGo: () => outer.removeEventListener('abort', follow),
  };
}

/** Why a signal aborted when nobody asked for it: the time was up. */
export class DeadlineExceeded extends Error {
  readonly afterMs: number;
  constructor(afterMs: number) {
    super(`nothing came within ${afterMs} ms`);
    this.afterMs = afterMs;
  }
}

/** Runs `work` under a signal that aborts with `DeadlineExceeded` after `ms`, or with `outer`. */
export async function withDeadline<T>(
  clock: Clock,
  ms: number,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const leash = leashedTo(outer);
  const finished = leashedTo(outer);
  const alarm = pause(clock, ms, finished.signal).then(() => {
    if (!finished.signal.aborted) leash.abort(new DeadlineExceeded(ms));
  });
  try {
    return await work(leash.signal);
  } finally {
    finished.abort(null);
    finished.letGo();
    leash.letGo();
    await alarm;
  }
}

/** `work`, or a rejection with the signal's reason as soon as it aborts. */
export async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
