/** Blocks → what is drawn: marks in pixels, clipped to the window, slivers merged. */
import type { Interval, Lane, Millis } from '@podline/domain';
import type { Block, Look } from './blocks.ts';
import { type TimeScale, xOf } from './time-scale.ts';

export interface Box {
  readonly xPx: number;
  readonly widthPx: number;
}

export interface Mark extends Box {
  /** The block, or of several that are drawn as one the one that must not be missed. */
  readonly block: Block;
  /** All that this mark stands for, in order. */
  readonly blocks: readonly Block[];
}

export interface ReadyBox extends Box {
  /** The run goes on: the whole bar is ready. Of a run that has ended only a line says so, for the bar tells its end. */
  readonly isWhole: boolean;
}

/** A run must be seen, and be hit with a mouse, however short it was. */
const LEAST_RUN_PX = 4;
const LEAST_PX = 1;
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
  lane: Pick<Lane, 'ready' | 'segments'>,
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

/** The marks of one lane, left to right. Of slivers side by side one mark remains, which stands for them all. */
export function layOut(blocks: readonly Block[], scale: TimeScale, now: Millis): readonly Mark[] {
  const marks: Mark[] = [];
  for (const block of blocks) {
    const box = boxOf(block, scale, now);
    if (box === null) continue;
    const last = marks.at(-1);
    if (last !== undefined && areSlivers(last, box)) {
      const shown = weight(block) >= weight(last.block) ? block : last.block;
      marks[marks.length - 1] = { ...last, block: shown, blocks: [...last.blocks, block] };
      continue;
    }
    const widthPx = Math.max(box.widthPx, isRun(block) ? LEAST_RUN_PX : LEAST_PX);
    marks.push({ xPx: box.xPx, widthPx, block, blocks: [block] });
  }
  return marks;
}

const areSlivers = (last: Box, next: Box): boolean =>
  next.widthPx < SLIVER_PX && last.widthPx <= LEAST_RUN_PX && next.xPx - last.xPx < LEAST_RUN_PX;

const isRun = ({ look }: Block): boolean =>
  look === 'running' || look === 'completed' || look === 'failed';

/** Of several in one place the one that a person must not miss is shown. */
const WEIGHTS: readonly Look[] = [
  'idle',
  'waiting',
  'back-off',
  'completed',
  'running',
  'bad-wait',
  'unobserved',
  'failed',
];

const weight = ({ look }: Block): number => WEIGHTS.indexOf(look);

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
