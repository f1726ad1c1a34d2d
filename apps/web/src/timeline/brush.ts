/** The brush of the overview strip: its two edges, its body, and what a pull on each of them does. */
import { millis } from '@podline/domain';
import { type TimeScale, type TimeWindow, timeAt, xOf } from './time-scale.ts';
import { SHORTEST_MS } from './time-window.ts';

export type BrushPart = 'from' | 'to' | 'body' | 'outside';

export interface BrushPull {
  readonly part: BrushPart;
  readonly startPx: number;
  /** The window when the pull began. */
  readonly window: TimeWindow;
}

const EDGE_PX = 7;

/** What lies under a point. The edges reach outwards only, so that a narrow brush still has a body. */
export function brushPartAt(xPx: number, window: TimeWindow, scale: TimeScale): BrushPart {
  const x0 = xOf(scale, window.from);
  const x1 = xOf(scale, window.to);
  if (xPx >= x0 - EDGE_PX && xPx <= x0 + 2) return 'from';
  if (xPx >= x1 - 2 && xPx <= x1 + EDGE_PX) return 'to';
  return xPx > x0 && xPx < x1 ? 'body' : 'outside';
}

/** The window after a pull to `xPx`: an edge moves alone, the body moves whole, elsewhere a new window is drawn. */
export function pulled(
  { part, startPx, window }: BrushPull,
  xPx: number,
  scale: TimeScale,
): TimeWindow {
  const byMs = ((xPx - startPx) / scale.widthPx) * (scale.to - scale.from);
  switch (part) {
    case 'from':
      return { from: millis(Math.min(window.from + byMs, window.to - SHORTEST_MS)), to: window.to };
    case 'to':
      return {
        from: window.from,
        to: millis(Math.max(window.to + byMs, window.from + SHORTEST_MS)),
      };
    case 'body': {
      const mostMs = scale.to - window.to;
      const leastMs = scale.from - window.from;
      const moveMs = Math.max(Math.min(byMs, mostMs), leastMs);
      return { from: millis(window.from + moveMs), to: millis(window.to + moveMs) };
    }
    case 'outside': {
      const [from, to] = [
        timeAt(scale, Math.min(startPx, xPx)),
        timeAt(scale, Math.max(startPx, xPx)),
      ];
      return { from, to: millis(Math.max(to, from + SHORTEST_MS)) };
    }
  }
}

/** A window of the same length around a point. */
export function centred(window: TimeWindow, xPx: number, scale: TimeScale): TimeWindow {
  const half = (window.to - window.from) / 2;
  const middle = timeAt(scale, xPx);
  return { from: millis(middle - half), to: millis(middle + half) };
}
