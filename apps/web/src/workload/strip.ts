/**
 * A pod's lanes as thin strips, one above the other, in start order: what is painted, and what is under the pointer.
 *
 *     init-a  ===o
 *     init-b     ====o
 *     app            =========
 */
import type { Interval, LaneDigest, Millis, Stretch } from '@podline/domain';
import { type Paint, paintOf } from '../timeline/bar-paint.ts';
import { boxPath, isDense } from '../timeline/bar-shapes.ts';
import { type Block, blocksOf, type Look } from '../timeline/blocks.ts';
import { type Box, boxOf, layOut, type Mark, markAt, readyBoxes } from '../timeline/lane-layout.ts';
import type { TimeScale } from '../timeline/time-scale.ts';

export interface StripLane {
  readonly lane: LaneDigest;
  readonly blocks: readonly Block[];
}

export const stripLanesOf = (lanes: readonly LaneDigest[]): readonly StripLane[] =>
  lanes.map((lane) => ({ lane, blocks: blocksOf(lane.segments) }));

export interface StripSize {
  readonly lanePx: number;
  /** Of the first lane. */
  readonly topPx: number;
  readonly heightPx: number;
}

const AIR_PX = 2;
const PADDING_PX = 6;

/** Lanes get thinner the more there are, and the row higher only where they would be too thin to be told apart: never under `leastPx`. */
export function stripSize(lanes: number, leastPx: number): StripSize {
  const lanePx = lanes <= 3 ? 9 : lanes <= 6 ? 7 : 5;
  const allPx = lanes * lanePx + Math.max(lanes - 1, 0) * AIR_PX;
  const heightPx = Math.max(leastPx, allPx + 2 * PADDING_PX);
  return { lanePx, topPx: Math.round((heightPx - allPx) / 2), heightPx };
}

const laneTop = ({ topPx, lanePx }: StripSize, index: number): number =>
  topPx + index * (lanePx + AIR_PX);

/** The lane at that height; null: between or beside them. Half of the air belongs to each. */
export function laneAt(size: StripSize, lanes: number, yPx: number): number | null {
  const index = Math.floor((yPx - size.topPx + AIR_PX / 2) / (size.lanePx + AIR_PX));
  return index >= 0 && index < lanes ? index : null;
}

export interface StripShape {
  readonly key: string;
  readonly paint: Paint;
  /** An SVG path. */
  readonly d: string;
}

export interface StretchBox extends Box {
  readonly stretch: Stretch;
}

/** One lane, laid out. */
export interface StripMarks {
  readonly marks: readonly Mark[];
  /** What was before all marks and is told as a count. */
  readonly early: readonly StretchBox[];
}

export function stripMarks({ lane, blocks }: StripLane, scale: TimeScale, now: Millis): StripMarks {
  const early = lane.early.flatMap((stretch): readonly StretchBox[] => {
    const box = boxOf(stretch, scale, now);
    return box === null ? [] : [{ ...box, widthPx: Math.max(box.widthPx, 1), stretch }];
  });
  return { marks: layOut(blocks, scale, now), early };
}

/** A thread that another container’s turn is, a band that a back-off is, and bars. */
const SHARE: Readonly<Partial<Record<Look, number>>> = {
  'back-off': 0.5,
  idle: 0.2,
  'pod-wait': 0.2,
};

/** One path a look for all lanes of the pod: two hundred pods are a thousand paths, and not ten thousand bars. */
export function stripShapes(
  lanes: readonly StripLane[],
  laid: readonly StripMarks[],
  size: StripSize,
  scale: TimeScale,
  now: Millis,
): readonly StripShape[] {
  const bars = lanes.flatMap(({ lane }, index): readonly Bar[] => {
    const top = laneTop(size, index);
    const { marks = [], early = [] } = laid[index] ?? {};
    return [
      ...early.map((box) => stretchBar(box, top, size.lanePx)),
      ...marks.map((mark) => markBar(mark, top, size.lanePx)),
      ...readyBoxes(lane, scale, now).map((box): Bar => {
        const [y, height] = box.isWhole ? [top, size.lanePx] : [top + size.lanePx - 2, 2];
        return { key: 'ready', look: null, isDense: false, d: boxPath(box, y, height) };
      }),
    ];
  });
  const shapes = Array.from(
    Map.groupBy(bars, ({ key }) => key),
    ([key, of]): StripShape => {
      const [first] = of;
      const paint = first?.look == null ? READY : paintOf(first.look, first.isDense);
      return { key, paint, d: of.map(({ d }) => d).join('') };
    },
  );
  return shapes.sort((a, b) => placeOf(a.key) - placeOf(b.key));
}

interface Bar {
  readonly key: string;
  /** Null: ready. */
  readonly look: Look | null;
  readonly isDense: boolean;
  readonly d: string;
}

function stretchBar({ stretch, ...box }: StretchBox, top: number, lanePx: number): Bar {
  const look = stretch.failed > 0 ? 'failed' : 'completed';
  return { key: `many ${look}`, look, isDense: true, d: boxPath(box, top, lanePx) };
}

function markBar(mark: Mark, top: number, lanePx: number): Bar {
  const { look } = mark.block;
  const dense = isDense(mark);
  const height = Math.max(Math.round(lanePx * (SHARE[look] ?? 1)), 1);
  const d = boxPath(mark, top + Math.floor((lanePx - height) / 2), height);
  return { key: dense ? `many ${look}` : look, look, isDense: dense, d };
}

const READY: Paint = { fill: 'var(--bar-ready)', stroke: null, isSolid: true };

/** What must not be missed lies on top. */
const ORDER = ['pod-wait', 'idle', 'back-off', 'waiting', 'bad-wait', 'unobserved', 'completed'];
const TOP = ['running', 'many completed', 'many running', 'ready', 'many failed', 'failed'];
const placeOf = (key: string): number => [...ORDER, ...TOP].indexOf(key);

/** What is under the pointer in a lane; null: nothing. */
export const underPointer = ({ marks, early }: StripMarks, xPx: number): Mark | StretchBox | null =>
  markAt(marks, xPx) ?? markAt(early, xPx);

/** When the pod first was ready; null: not yet, or that is not known. */
export const readyAtOf = (
  stages: readonly (Interval & { readonly stage: string })[],
): Millis | null => {
  const last = stages.at(-1);
  return last?.stage === 'readiness' ? last.to : null;
};
