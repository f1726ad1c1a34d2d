/** Segments → what is drawn: marks in pixels, clipped to the window, slivers merged. */
import type { Interval, Millis, Segment } from '@podline/domain';
import { type TimeScale, xOf } from './time-scale.ts';

export interface Box {
  readonly xPx: number;
  readonly widthPx: number;
}

export interface Mark extends Box {
  /** Identity over redraws: a segment keeps its start. */
  readonly key: string;
  /** The segment, or the newest of several that are drawn as one. */
  readonly segment: Segment;
  /** How many segments this mark stands for. */
  readonly count: number;
}

export interface ReadyBox extends Box {
  /** The run goes on: the whole bar is ready. Of a run that has ended only a line says so, for the bar tells its end. */
  readonly isWhole: boolean;
}

/** A run must be seen however short it was. */
const LEAST_WIDTH_PX = 4;
/** Marks narrower than this are merged with a neighbour that is as narrow. */
const SLIVER_PX = 2;

/** What of an interval is in the window; null when nothing is. An open end reaches to `now`. */
export function boxOf(interval: Interval, scale: TimeScale, now: Millis): Box | null {
  const x0 = xOf(scale, interval.from);
  const x1 = xOf(scale, interval.to ?? now);
  if (x1 < 0 || x0 > scale.widthPx) return null;
  const xPx = Math.max(0, x0);
  return { xPx, widthPx: Math.max(Math.min(scale.widthPx, x1) - xPx, 0) };
}

/** Where a container was ready, in pixels. */
export function readyBoxes(
  lane: { readonly ready: readonly Interval[]; readonly segments: readonly Segment[] },
  scale: TimeScale,
  now: Millis,
): readonly ReadyBox[] {
  const running = lane.segments.find((segment) => segment.kind === 'running');
  return lane.ready.flatMap((interval): ReadyBox[] => {
    const box = boxOf(interval, scale, now);
    if (box === null || box.widthPx === 0) return [];
    return [{ ...box, isWhole: running !== undefined && interval.from >= running.from }];
  });
}

/** The marks of one lane, left to right. Of slivers side by side one mark remains; it says how many it stands for. */
export function layOut(
  segments: readonly Segment[],
  scale: TimeScale,
  now: Millis,
): readonly Mark[] {
  const marks: Mark[] = [];
  for (const segment of segments) {
    const box = boxOf(segment, scale, now);
    if (box === null) continue;
    const last = marks.at(-1);
    if (last !== undefined && areSlivers(last, box)) {
      const shown = weight(segment) >= weight(last.segment) ? segment : last.segment;
      marks[marks.length - 1] = { ...last, segment: shown, count: last.count + 1 };
      continue;
    }
    const widthPx = isRun(segment) ? Math.max(box.widthPx, LEAST_WIDTH_PX) : box.widthPx;
    marks.push({
      xPx: box.xPx,
      widthPx,
      key: `${segment.kind}-${segment.from}`,
      segment,
      count: 1,
    });
  }
  return marks;
}

const areSlivers = (last: Box, next: Box): boolean =>
  next.widthPx < SLIVER_PX &&
  last.widthPx <= LEAST_WIDTH_PX &&
  next.xPx - last.xPx < LEAST_WIDTH_PX;

const isRun = (segment: Segment): boolean =>
  segment.kind === 'running' || segment.kind === 'completed' || segment.kind === 'failed';

/** Of several in one place the one that a person must not miss is shown. */
const weight = (segment: Segment): number =>
  ['waiting', 'back-off', 'unobserved', 'completed', 'running', 'failed'].indexOf(segment.kind);

/** Labels that do not run into each other: those whose place is taken by one before them are left out. */
export function placeLabels<T extends { readonly xPx: number; readonly text: string }>(
  labels: readonly T[],
  characterPx: number,
  widthPx: number,
): readonly T[] {
  let freeFromPx = 0;
  return labels.filter(({ xPx, text }) => {
    const endPx = xPx + (text.length + 2) * characterPx;
    if (xPx < freeFromPx || endPx > widthPx) return false;
    freeFromPx = endPx;
    return true;
  });
}
