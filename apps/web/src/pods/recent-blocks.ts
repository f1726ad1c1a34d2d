/** The strip of a row's last quarter of an hour: blocks of pixels, and the same in words. */
import type { RecentSpan, RecentState } from '@podline/contract';
import { between, humanDuration, type Millis, millis } from '@podline/domain';

const SHOWN_MS = 15 * 60_000;

export interface RecentBlock {
  readonly x: number;
  readonly widthPx: number;
  readonly state: RecentState;
}

/** Nothing is thinner than this: a failure of a second must be seen. */
const THINNEST_PX = 2;

/** In order, up to `end` (the pod's, or now); what is older than a quarter of an hour is left out. */
export function recentBlocks(
  spans: readonly RecentSpan[],
  now: Millis,
  end: Millis,
  widthPx: number,
): readonly RecentBlock[] {
  const start = now - SHOWN_MS;
  const px = (at: number): number => ((at - start) / SHOWN_MS) * widthPx;
  return spans.flatMap(({ from, state }, index) => {
    const to = spans[index + 1]?.from ?? end;
    if (to <= start) return [];
    const x = Math.max(0, px(from));
    return [{ x, widthPx: Math.max(THINNEST_PX, px(to) - x), state }];
  });
}

const WORDS: Readonly<Record<RecentState, string>> = {
  waiting: 'waited',
  running: 'ran, not ready',
  ready: 'was ready',
  done: 'was done',
  failed: 'failed',
  'back-off': 'backed off',
  unobserved: 'was not observed',
  many: 'did more than is kept',
};
const SAID = 6;

/** The newest six stretches, e.g. `waited 3s, ran, not ready 2m`. */
export function recentWords(spans: readonly RecentSpan[], now: Millis, end: Millis): string {
  const start = now - SHOWN_MS;
  const parts = spans.flatMap(({ from, state }, index) => {
    const to = spans[index + 1]?.from ?? end;
    const since = millis(Math.max(from, start));
    return to <= start || to < since
      ? []
      : [`${WORDS[state]} ${humanDuration(between(since, to))}`];
  });
  const cut = parts.length > SAID ? 'in the end ' : '';
  return `last 15 minutes: ${cut}${parts.slice(-SAID).join(', ')}`;
}
