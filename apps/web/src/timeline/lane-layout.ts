/**
 * Blocks to pieces: what is in view, in pixels. A piece is at least as wide as can be seen and clicked; stretches too short for
 * that are drawn as one piece that says so.
 */
import type { Interval, Millis } from '@podline/domain';
import type { Block } from './blocks.ts';
import { pxAt, type TimeScale } from './time-scale.ts';

export interface Piece {
  /** Of its first block. */
  readonly id: string;
  /** One; several where each is too short to draw. */
  readonly blocks: readonly [Block, ...Block[]];
  readonly kind: Block['kind'] | 'merged';
  readonly leftPx: number;
  readonly widthPx: number;
  /** Where the container was ready, from the piece's left edge. */
  readonly ready: readonly Strip[];
}

export interface Strip {
  readonly leftPx: number;
  readonly widthPx: number;
}

/** Below this nothing can be told from its neighbour. */
const NARROWEST_PX = 2;
/** Merged pieces stay so narrow that they still show when something happened. */
const WIDEST_MERGED_PX = 10;

/** Pieces in order, within the scale's window. `now` closes what is open. */
export function piecesOf(
  blocks: readonly Block[],
  ready: readonly Interval[],
  scale: TimeScale,
  now: Millis,
): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const block of blocks) {
    const piece = pieceOf(block, ready, scale, now);
    if (piece === null) continue;
    const last = pieces.at(-1);
    const merged = last === undefined ? null : mergedPiece(last, piece);
    if (merged === null) pieces.push(piece);
    else pieces[pieces.length - 1] = merged;
  }
  return pieces.map((piece) => ({ ...piece, widthPx: Math.max(piece.widthPx, NARROWEST_PX) }));
}

/** Null: not in view. */
function pieceOf(
  block: Block,
  ready: readonly Interval[],
  scale: TimeScale,
  now: Millis,
): Piece | null {
  const strip = stripOf(block, scale, now);
  if (strip === null) return null;
  const isRun = block.kind === 'running' || block.kind === 'completed' || block.kind === 'failed';
  return {
    id: block.id,
    blocks: [block],
    kind: block.kind,
    ...strip,
    ready: isRun ? readyStrips(strip, ready, scale, now) : [],
  };
}

/** Where an interval is on screen, cut at the window's edges. Null: outside. */
export function stripOf(interval: Interval, scale: TimeScale, now: Millis): Strip | null {
  const end = interval.to ?? now;
  if (end < scale.from || interval.from > scale.to) return null;
  const leftPx = Math.max(0, pxAt(scale, interval.from));
  const rightPx = Math.min(scale.widthPx, pxAt(scale, end));
  return { leftPx, widthPx: Math.max(0, rightPx - leftPx) };
}

function readyStrips(
  within: Strip,
  ready: readonly Interval[],
  scale: TimeScale,
  now: Millis,
): readonly Strip[] {
  return ready.flatMap((interval) => {
    const strip = stripOf(interval, scale, now);
    if (strip === null) return [];
    const left = Math.max(strip.leftPx, within.leftPx);
    const right = Math.min(strip.leftPx + strip.widthPx, within.leftPx + within.widthPx);
    return right - left <= 0 ? [] : [{ leftPx: left - within.leftPx, widthPx: right - left }];
  });
}

/** Null where one of them is wide enough to stand alone, or where the merged piece would be too wide. */
function mergedPiece(last: Piece, next: Piece): Piece | null {
  const isNarrow = (piece: Piece) => piece.kind === 'merged' || piece.widthPx < NARROWEST_PX;
  if (!isNarrow(last) || !isNarrow(next)) return null;
  const rightPx = next.leftPx + next.widthPx;
  if (rightPx - last.leftPx > WIDEST_MERGED_PX) return null;
  return {
    ...last,
    kind: 'merged',
    blocks: [...last.blocks, ...next.blocks],
    widthPx: rightPx - last.leftPx,
    ready: [],
  };
}
