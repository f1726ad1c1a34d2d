/** Which stretch of a pod's life is shown: all of it, how it came up, or the newest minutes. */
import { type Millis, millis } from '@podline/domain';

export const RANGES = ['all', 'start-up', '1h', '15m', '5m'] as const;
export type Range = (typeof RANGES)[number];

/** A pod's life as far as a window needs it. */
export interface Life {
  readonly from: Millis;
  /** When it first was ready; null: never yet. */
  readonly readyAt: Millis | null;
  /** The present, or when the pod was gone. */
  readonly end: Millis;
  readonly isOver: boolean;
}

export interface TimeWindow {
  readonly from: Millis;
  readonly to: Millis;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const NEWEST_MS = { '1h': 60 * MINUTE, '15m': 15 * MINUTE, '5m': 5 * MINUTE } as const;

/** The ranges that would show less than all of this life, after `all` itself. */
export function rangesOf(life: Life): readonly Range[] {
  const lengthMs = life.end - life.from;
  return RANGES.filter((range) => {
    if (range === 'all') return true;
    if (range === 'start-up') return life.readyAt !== null && startUpEnd(life) < life.end;
    return NEWEST_MS[range] < lengthMs;
  });
}

/** Where a range begins and ends. While the pod lives there is room after the present, so that the line of now is in sight. */
export function windowOf(range: Range, life: Life): TimeWindow {
  switch (range) {
    case 'all':
      return life.isOver ? closed(life.from, life.end) : growing(life.from, life.end);
    case 'start-up':
      return closed(life.from, startUpEnd(life));
    case '1h':
    case '15m':
    case '5m':
      return {
        from: millis(life.end - NEWEST_MS[range]),
        to: millis(life.end + NEWEST_MS[range] * 0.03),
      };
  }
}

/** A little of what came after the pod was ready belongs to the picture. */
const startUpEnd = ({ from, readyAt, end }: Life): Millis =>
  readyAt === null ? end : millis(readyAt + Math.max((readyAt - from) * 0.15, 2 * SECOND));

/** Before the first fact there is a breath of room, so that its mark is not cut. */
const LEAD = 0.006;
const SHORTEST_MS = 15 * SECOND;
/** From one width of a growing window to the next. */
const GROWTH = 1.125;

function closed(from: Millis, end: Millis): TimeWindow {
  const lengthMs = Math.max(end - from, SECOND);
  return { from: millis(from - lengthMs * LEAD), to: millis(end + lengthMs * 0.02 + 100) };
}

/** It widens in steps, not every second: the scale stands still for a while, and only the ends of the bars move. */
function growing(from: Millis, now: Millis): TimeWindow {
  const wantedMs = Math.max((now - from) * 1.03, SHORTEST_MS);
  const steps = Math.ceil(Math.log(wantedMs / SHORTEST_MS) / Math.log(GROWTH));
  const lengthMs = SHORTEST_MS * GROWTH ** steps;
  return { from: millis(from - lengthMs * LEAD), to: millis(from + lengthMs) };
}
