/** The rows of a timeline, from the top to the bottom, with what can be pointed at and walked to on each. */
import type { LaneBlocks } from './blocks.ts';
import type { Mark } from './lane-layout.ts';
import { markAt } from './lane-layout.ts';
import type { MarkGroup } from './point-marks.ts';
import type { StageBox } from './stages.ts';

export type Row =
  | { readonly kind: 'points'; readonly id: string; readonly marks: readonly MarkGroup[] }
  | { readonly kind: 'stages'; readonly id: string; readonly marks: readonly StageBox[] }
  | {
      readonly kind: 'lane';
      readonly id: string;
      readonly lane: LaneBlocks;
      readonly marks: readonly Mark[];
    };

/** One thing on a row. */
export type Pointed =
  | { readonly kind: 'points'; readonly mark: MarkGroup }
  | { readonly kind: 'stages'; readonly mark: StageBox }
  | { readonly kind: 'lane'; readonly lane: LaneBlocks; readonly mark: Mark };

/** What lies under a point of a row; null where nothing does. */
export function pointedAt(row: Row, xPx: number): Pointed | null {
  switch (row.kind) {
    case 'points': {
      const mark = markAt(
        row.marks.map((m) => ({ ...m, widthPx: 8, group: m })),
        xPx,
        4,
      );
      return mark === null ? null : { kind: 'points', mark: mark.group };
    }
    case 'stages': {
      const mark = markAt(row.marks, xPx);
      return mark === null ? null : { kind: 'stages', mark };
    }
    case 'lane': {
      const mark = markAt(row.marks, xPx);
      return mark === null ? null : { kind: 'lane', lane: row.lane, mark };
    }
  }
}

/** The key by which a mark is found again when the window has moved. */
export function keysOf(row: Row): readonly string[] {
  return row.kind === 'lane'
    ? row.marks.map(({ block }) => block.key)
    : row.marks.map(({ key }) => key);
}

/** The thing with this key on a row; null where it is not drawn (any more). */
export function pointedWith(row: Row, key: string): Pointed | null {
  const index = keysOf(row).indexOf(key);
  if (row.kind === 'lane') {
    const mark = row.marks[index];
    return mark === undefined ? null : { kind: 'lane', lane: row.lane, mark };
  }
  if (row.kind === 'points') {
    const mark = row.marks[index];
    return mark === undefined ? null : { kind: 'points', mark };
  }
  const mark = row.marks[index];
  return mark === undefined ? null : { kind: 'stages', mark };
}
