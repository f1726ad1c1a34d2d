/** Marks → what is painted: one outline for all bars of a look, and the words on those that have room. The page and the export share it. */
import type { Millis } from '@podline/domain';
import { paintOf } from './bar-paint.ts';
import { barText } from './block-words.ts';
import type { Look } from './blocks.ts';
import type { Box, Mark } from './lane-layout.ts';

export interface BarShape {
  readonly look: Look;
  readonly isDense: boolean;
  /** An SVG path. */
  readonly d: string;
}

export interface BarLabel {
  readonly key: string;
  readonly xPx: number;
  readonly text: string;
  /** On a filled bar; with a halo on a pattern; quiet on a thread. */
  readonly tone: 'solid' | 'haloed' | 'quiet';
}

/** More than one run drawn as one. */
export const isDense = ({ count, attempts }: Pick<Mark, 'count' | 'attempts'>): boolean =>
  count > 1 && attempts > 1;

/** Height of a lane, and where things stand in it. */
export const LANE_PX = 30;
export const BAR_TOP_PX = 6;
export const BAR_PX = 18;
export const READY_TOP_PX = 26;
export const READY_PX = 3;
export const CRITICAL_TOP_PX = 2;

const HEIGHT_PX: Readonly<Partial<Record<Look, number>>> = {
  'back-off': 8,
  idle: 2,
  'pod-wait': 2,
};

const heightOf = (look: Look): number => HEIGHT_PX[look] ?? BAR_PX;

/** In the order in which they are painted; a look that no mark has is left out. */
const ORDER: readonly Look[] = [
  'pod-wait',
  'idle',
  'back-off',
  'waiting',
  'bad-wait',
  'unobserved',
  'completed',
  'running',
  'failed',
];

/**
 * A path for each look: a thousand bars cost the browser no more than one. (As elements of their own, 1,200 bars took 33 to 300 ms
 * a frame; as paths they take less than a canvas.)
 */
export function barShapes(marks: readonly Mark[]): readonly BarShape[] {
  const paths = new Map<string, string>();
  for (const mark of marks) {
    const key = `${mark.block.look} ${isDense(mark)}`;
    paths.set(key, (paths.get(key) ?? '') + barPath(mark, heightOf(mark.block.look)));
  }
  return ORDER.flatMap((look) =>
    [false, true].flatMap((dense): BarShape[] => {
      const d = paths.get(`${look} ${dense}`);
      return d === undefined ? [] : [{ look, isDense: dense, d }];
    }),
  );
}

/** Between neighbours stays a breath of air, where there is room for one. */
function barPath({ xPx, widthPx }: Box, heightPx: number): string {
  const width = widthPx > 6 && heightPx > 2 ? widthPx - 1 : widthPx;
  return boxPath({ xPx, widthPx: width }, BAR_TOP_PX + (BAR_PX - heightPx) / 2, heightPx);
}

/** A rectangle with round corners where it is wide enough for them. */
export function boxPath({ xPx, widthPx }: Box, topPx: number, heightPx: number): string {
  const [x, w] = [round(xPx), round(widthPx)];
  const r = w >= 7 && heightPx > 4 ? 3 : 0;
  if (r === 0) return `M${x} ${topPx}h${w}v${heightPx}h${-w}z`;
  const [across, down] = [round(w - 2 * r), heightPx - 2 * r];
  return `M${round(x + r)} ${topPx}h${across}q${r} 0 ${r} ${r}v${down}q0 ${r} ${-r} ${r}h${-across}q${-r} 0 ${-r} ${-r}v${-down}q0 ${-r} ${r} ${-r}z`;
}

export const boxesPath = (boxes: readonly Box[], topPx: number, heightPx: number): string =>
  boxes.map((box) => boxPath(box, topPx, heightPx)).join('');

const round = (px: number): number => Math.round(px * 10) / 10;

const CHARACTER_PX = 6.7;

/** Words on the bars that have room for them. */
export function barLabels(marks: readonly Mark[], now: Millis): readonly BarLabel[] {
  return marks.flatMap((mark): BarLabel[] => {
    const { xPx, widthPx, block } = mark;
    // Nothing has room on less; most bars of a full lane end here.
    if (widthPx < CHARACTER_PX + 3) return [];
    const text = isDense(mark) ? `${mark.attempts} attempts` : barText(block, now);
    if (text === '' || text.length * CHARACTER_PX + 4 > widthPx) return [];
    return [
      {
        key: block.key,
        xPx: round(xPx + widthPx / 2),
        text,
        tone: toneOf(mark),
      },
    ];
  });
}

function toneOf(mark: Mark): BarLabel['tone'] {
  const { look } = mark.block;
  if (look === 'idle' || look === 'pod-wait') return 'quiet';
  return paintOf(look, isDense(mark)).isSolid ? 'solid' : 'haloed';
}

/** Of an announced attempt that is still to come: the rest of the wait, from now on. Null where there is none in view. */
export function announcedBox(
  marks: readonly Mark[],
  now: Millis,
  toPx: (at: Millis) => number,
  widthPx: number,
): Box | null {
  const segment = marks.at(-1)?.block.segment;
  if (segment?.kind !== 'back-off' || segment.to !== null || segment.notBefore === null)
    return null;
  const xPx = Math.max(toPx(now), 0);
  const endPx = Math.min(toPx(segment.notBefore), widthPx);
  return endPx > xPx ? { xPx, widthPx: endPx - xPx } : null;
}
