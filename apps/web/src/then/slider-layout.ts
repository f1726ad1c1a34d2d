/** Where things lie on the slider: the stretch that it shows, how much happened, and when nobody watched. */
import type { HistoryState } from '@podline/contract';
import { type Gap, type Millis, millis } from '@podline/domain';

/** How long a stretch the slider shows; `all` is what is kept. */
export const SPANS = [
  { key: '1h', words: '1 h', lengthMs: 3_600_000 },
  { key: '6h', words: '6 h', lengthMs: 21_600_000 },
  { key: '24h', words: '24 h', lengthMs: 86_400_000 },
  { key: '7d', words: '7 d', lengthMs: 604_800_000 },
  { key: 'all', words: 'All', lengthMs: Number.POSITIVE_INFINITY },
] as const;
export type Span = (typeof SPANS)[number];

export interface Stretch {
  readonly from: Millis;
  readonly to: Millis;
}

/** Those that show less than all, and all. */
export const spansFor = (from: Millis, now: Millis): readonly Span[] =>
  SPANS.filter(({ key, lengthMs }) => key === 'all' || lengthMs < now - from);

/** The one that the address asks for, else the shortest that has the moment in it. */
export function spanFor(asked: string | null, at: Millis | null, { from, to: now }: Stretch): Span {
  const offered = spansFor(from, now);
  const all = SPANS[SPANS.length - 1] ?? SPANS[0];
  return (
    offered.find(({ key }) => key === asked) ??
    offered.find(({ lengthMs }) => at === null || now - at < lengthMs * 0.95) ??
    all
  );
}

export const stretchOf = ({ lengthMs }: Span, { from, to }: Stretch): Stretch => ({
  from: millis(Math.max(from, to - lengthMs)),
  to,
});

/** From 0 to 1. */
export const shareOf = (at: number, { from, to }: Stretch): number =>
  to <= from ? 1 : Math.min(1, Math.max(0, (at - from) / (to - from)));

/** A moment under the pointer: to the second, and where a pixel is more than that, to ten. */
export function momentAt(share: number, { from, to }: Stretch): Millis {
  const at = from + Math.min(1, Math.max(0, share)) * (to - from);
  const unit = to - from > 3_600_000 ? 10_000 : 1000;
  return millis(Math.round(at / unit) * unit);
}

export interface Bar {
  readonly x: number;
  readonly width: number;
  /** From 0 to 1; by the logarithm, so that the storm of a first list leaves the rest to be seen. */
  readonly height: number;
}

/** In shares of the width; parts in which nothing happened have none. */
export function barsOf(
  { from, bucketMs, counts }: HistoryState['activity'],
  stretch: Stretch,
): readonly Bar[] {
  const most = Math.log1p(Math.max(1, ...counts));
  return counts.flatMap((count, index) => {
    const start = from + index * bucketMs;
    const x = shareOf(start, stretch);
    const width = shareOf(start + bucketMs, stretch) - x;
    return count === 0 || width <= 0 ? [] : [{ x, width, height: Math.log1p(count) / most }];
  });
}

/** Blind times, in shares of the width. */
export const blindOf = (
  gaps: readonly Gap[],
  stretch: Stretch,
): readonly { readonly x: number; readonly width: number; readonly cause: string }[] =>
  gaps.flatMap(({ from, to, cause }) => {
    if (to <= stretch.from || from >= stretch.to) return [];
    const x = shareOf(from, stretch);
    return [{ x, width: shareOf(to, stretch) - x, cause }];
  });

/** Whether somebody watched then; else why nobody did. */
export const blindAt = (gaps: readonly Gap[], at: Millis): string | null =>
  gaps.find(({ from, to }) => from <= at && at < to)?.cause ?? null;
