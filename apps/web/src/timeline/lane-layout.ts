/**
 * Blocks → what is drawn: marks in pixels, clipped to the window. What is too thin to be told apart is drawn as one and counted.
 *
 *     x~~x~~~x~~~~~~~x~~~~~   at a close look        |||||||||||   from afar: `37 attempts`
 */
import type { Interval, Lane, Millis } from '@podline/domain';
import { type Block, isRun, type Look } from './blocks.ts';
import { roundStep, type TimeScale, xOf } from './time-scale.ts';

export interface Box {
  readonly xPx: number;
  readonly widthPx: number;
}

export interface Mark extends Box {
  /** The block, or of several that are drawn as one the one that must not be missed. */
  readonly block: Block;
  /** How many blocks this mark stands for. */
  readonly count: number;
  /** How many runs it stands for, those that nobody saw with them. */
  readonly attempts: number;
  /** From the begin of the first block to the end of the last; null: goes on. */
  readonly from: Millis;
  readonly to: Millis | null;
}

export interface ReadyBox extends Box {
  /** The run goes on: the whole bar is ready. */
  readonly isWhole: boolean;
}

/** A run must be seen, and be hit with a mouse, however short it was. */
const LEAST_RUN_PX = 4;
const LEAST_PX = 1;
/** Blocks narrower than this that stand side by side are drawn as one. */
const SLIVER_PX = 3;
/** So wide at least is the time that one mark may stand for, so that there is room to say how many it holds. */
const CHUNK_PX = 90;

/** What of an interval is in the window; null when nothing is. An open end reaches to `now`. */
export function boxOf(interval: Interval, scale: TimeScale, now: Millis): Box | null {
  const x0 = xOf(scale, interval.from);
  const x1 = xOf(scale, interval.to ?? now);
  if (x1 < 0 || x0 > scale.widthPx) return null;
  const xPx = Math.max(0, x0);
  return { xPx, widthPx: Math.max(Math.min(scale.widthPx, x1) - xPx, 0) };
}

/** The first of intervals in order that ends at or after `at`. */
function firstEndingAfter(intervals: readonly Interval[], at: Millis): number {
  let low = 0;
  let high = intervals.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const to = intervals[middle]?.to ?? null;
    if (to !== null && to < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where a container was ready, in pixels; intervals less than a pixel apart are one. */
export function readyBoxes(
  lane: Pick<Lane, 'ready' | 'segments'>,
  scale: TimeScale,
  now: Millis,
): readonly ReadyBox[] {
  const last = lane.segments.at(-1);
  const runningFrom = last?.kind === 'running' ? last.from : Infinity;
  const boxes: ReadyBox[] = [];
  for (const interval of inWindow(lane.ready, scale)) {
    const box = boxOf(interval, scale, now);
    if (box !== null && box.widthPx > 0) {
      joinTo(boxes, { ...box, isWhole: interval.from >= runningFrom });
    }
  }
  return boxes;
}

function joinTo(boxes: ReadyBox[], box: ReadyBox): void {
  const before = boxes.at(-1);
  const isApart = before === undefined || box.xPx - before.xPx - before.widthPx >= 1;
  if (isApart || before.isWhole !== box.isWhole) boxes.push(box);
  else boxes[boxes.length - 1] = { ...before, widthPx: box.xPx + box.widthPx - before.xPx };
}

/** Those of intervals in order that are in the window, without looking at the others. */
function* inWindow<T extends Interval>(intervals: readonly T[], scale: TimeScale): Generator<T> {
  for (let index = firstEndingAfter(intervals, scale.from); index < intervals.length; index += 1) {
    const interval = intervals[index];
    if (interval === undefined || interval.from > scale.to) return;
    yield interval;
  }
}

/** Slivers side by side, while they are gathered. */
interface Bundle {
  shown: Block;
  readonly from: Millis;
  to: Millis | null;
  count: number;
  attempts: number;
  readonly chunk: number;
}

/** The marks of one lane, left to right. Only blocks in the window are looked at. */
export function layOut(blocks: readonly Block[], scale: TimeScale, now: Millis): readonly Mark[] {
  const marks: Mark[] = [];
  const msPerPx = (scale.to - scale.from) / scale.widthPx;
  const sliverMs = SLIVER_PX * msPerPx;
  // Of a time that does not move with the window: while it is panned, the same blocks stay together.
  const chunkMs = roundStep(CHUNK_PX * msPerPx);
  let open: Bundle | null = null;
  for (const block of inWindow(blocks, scale)) {
    const chunk = Math.floor(block.from / chunkMs);
    const isSliver = (block.to ?? now) - block.from < sliverMs;
    if (isSliver && open?.chunk === chunk) {
      add(open, block);
      continue;
    }
    if (open !== null) pushMark(marks, open, scale, now);
    open = bundleOf(block, chunk);
    if (isSliver) continue;
    pushMark(marks, open, scale, now);
    open = null;
  }
  if (open !== null) pushMark(marks, open, scale, now);
  return marks;
}

const bundleOf = (block: Block, chunk: number): Bundle => ({
  shown: block,
  from: block.from,
  to: block.to,
  count: 1,
  attempts: attemptsIn(block),
  chunk,
});

function add(bundle: Bundle, block: Block): void {
  if (weight(block) >= weight(bundle.shown)) bundle.shown = block;
  bundle.to = block.to;
  bundle.count += 1;
  bundle.attempts += attemptsIn(block);
}

function pushMark(marks: Mark[], bundle: Bundle, scale: TimeScale, now: Millis): void {
  // A single run among shorter waits stands where it ran, not where the first wait began.
  const isOneRun = bundle.attempts === 1 && isRun(bundle.shown);
  const box = boxOf(isOneRun ? bundle.shown : bundle, scale, now);
  if (box === null) return;
  const { shown, from, to, count, attempts } = bundle;
  const widthPx = Math.max(box.widthPx, isRun(shown) ? LEAST_RUN_PX : LEAST_PX);
  marks.push({ xPx: box.xPx, widthPx, block: shown, count, attempts, from, to });
}

function attemptsIn({ segment }: Block): number {
  if ('attempt' in segment) return 1;
  return segment.kind === 'unobserved' ? segment.attempts : 0;
}

/** Of several in one place the one that a person must not miss is shown. */
const WEIGHTS: Readonly<Record<Look, number>> = {
  'pod-wait': 0,
  idle: 1,
  waiting: 2,
  'back-off': 3,
  completed: 4,
  running: 5,
  'bad-wait': 6,
  unobserved: 7,
  failed: 8,
};

const weight = ({ look }: Block): number => WEIGHTS[look];

/** The mark under a point; a mark drawn later lies on top. Null where nothing is within `reachPx`. */
export function markAt<T extends Box>(marks: readonly T[], xPx: number, reachPx = 2): T | null {
  return (
    marks.findLast((mark) => xPx >= mark.xPx && xPx <= mark.xPx + mark.widthPx) ??
    marks.findLast(
      (mark) => xPx >= mark.xPx - reachPx && xPx <= mark.xPx + mark.widthPx + reachPx,
    ) ??
    null
  );
}

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
