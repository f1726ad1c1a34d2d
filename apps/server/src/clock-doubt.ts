/** Whether the wall clock can be trusted to tell what is old. */
import { jumpSentence, type watchClock } from './clock-watch.ts';
import type { WatchHealth } from './watch-health.ts';

/** What a clock that was set calls old is not let go of for so long. */
const CLOCK_DOUBT_MS = 3_600_000;

/** Whether the wall clock can be trusted, and what is said when it cannot. */
export function doubtfulClock(
  {
    monotonic,
    logger,
  }: { readonly monotonic: () => number; readonly logger: { warn(sentence: string): void } },
  health: WatchHealth,
  counted: () => void,
): {
  readonly isTrusted: () => boolean;
  readonly jumped: Parameters<typeof watchClock>[0]['jumped'];
} {
  let doubtedUntil = Number.NEGATIVE_INFINITY;
  return {
    isTrusted: () => monotonic() >= doubtedUntil,
    jumped(by, at) {
      doubtedUntil = monotonic() + CLOCK_DOUBT_MS;
      const sentence = jumpSentence(by);
      logger.warn(sentence);
      health.notice('CLOCK_CHANGED', { sentence, namespace: null }, at);
      counted();
    },
  };
}
