/** Times ↔ pixels. Plain arithmetic, so that it can be tested without a page. */
import { type Millis, millis } from '@podline/domain';

export interface TimeWindow {
  readonly from: Millis;
  readonly to: Millis;
}

export interface TimeScale extends TimeWindow {
  readonly widthPx: number;
}

/** A window of at least one second, so that nothing is divided by nothing. */
export const timeScale = (from: Millis, to: Millis, widthPx: number): TimeScale => ({
  from,
  to: millis(Math.max(to, from + 1000)),
  widthPx: Math.max(widthPx, 1),
});

/** Pixels from the left edge; outside the window it is negative or beyond the width. */
export const xOf = (scale: TimeScale, at: Millis): number =>
  ((at - scale.from) / (scale.to - scale.from)) * scale.widthPx;

export const timeAt = (scale: TimeScale, xPx: number): Millis =>
  millis(scale.from + (xPx / scale.widthPx) * (scale.to - scale.from));

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 30, 90, 365].map((n) => n * DAY),
];

/** Round times at least `spacingPx` apart. `utcOffsetMs` makes days and hours round where the viewer lives. */
export function ticks(scale: TimeScale, spacingPx: number, utcOffsetMs = 0): readonly Millis[] {
  const step = roundStep((spacingPx / scale.widthPx) * (scale.to - scale.from));
  const first = Math.ceil((scale.from + utcOffsetMs) / step) * step - utcOffsetMs;
  const found: Millis[] = [];
  for (let at = first; at <= scale.to; at += step) found.push(millis(at));
  return found;
}

/** The next round length of time: 5 s, 10 s, … 1 min, … 1 d. */
export const roundStep = (leastMs: number): number =>
  STEPS.find((ms) => ms >= leastMs) ?? Math.ceil(leastMs / (365 * DAY)) * 365 * DAY;
