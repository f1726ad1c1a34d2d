/** When views are told that nothing was published for: ages pass, and Now is told of many batches at once. */
import type { Clock } from './clock.ts';

/** Each batch changes Now; so often a page can be told, and nobody reads faster. */
const NOW_MS = 500;
/** Ages are shown to the second. */
const TICK_MS = 1_000;

export interface Ticker {
  /** To be called when a view is opened that needs it. */
  start(): void;
  stop(): void;
  /** Whether Now may be told with this batch; when not, a tick will. */
  isNowDue(): boolean;
}

export interface TickerParts {
  readonly clock: Clock;
  readonly isNeeded: () => boolean;
  readonly tell: (isNowDue: boolean) => void;
}

/** Ticks while it is needed, and leaves no timer behind. */
export function tickerOf({ clock, isNeeded, tell }: TickerParts): Ticker {
  let cancel: (() => void) | null = null;
  let toldAt = Number.NEGATIVE_INFINITY;
  let isStopped = false;

  function schedule(afterMs: number): void {
    cancel = clock.after(afterMs, tick);
  }

  function tick(): void {
    cancel = null;
    if (isStopped || !isNeeded()) return;
    toldAt = clock.now();
    tell(true);
    if (cancel === null) schedule(TICK_MS);
  }

  return {
    start() {
      if (cancel === null && !isStopped) schedule(TICK_MS);
    },
    stop() {
      isStopped = true;
      cancel?.();
      cancel = null;
    },
    isNowDue() {
      const sinceMs = clock.now() - toldAt;
      if (sinceMs >= NOW_MS || sinceMs < 0) {
        toldAt = clock.now();
        return true;
      }
      if (cancel === null || isStopped) return false;
      cancel();
      schedule(NOW_MS - sinceMs);
      return false;
    },
  };
}
