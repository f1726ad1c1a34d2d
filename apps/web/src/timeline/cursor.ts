/** Arrow keys over the timeline: along a row, and to the neighbour row at the same time. */
import type { Box } from './lane-layout.ts';

/** Rows of what can be focused, in the order in which they are drawn. */
export type Rows = readonly (readonly Box[])[];

export interface Place {
  readonly row: number;
  readonly column: number;
}

/** Where a key leads; null: the key means nothing here, or there is nothing in that direction. */
export function placeAfter(key: string, { row, column }: Place, rows: Rows): Place | null {
  const boxes = rows[row] ?? [];
  switch (key) {
    case 'ArrowLeft':
      return column > 0 ? { row, column: column - 1 } : null;
    case 'ArrowRight':
      return column < boxes.length - 1 ? { row, column: column + 1 } : null;
    case 'Home':
      return { row, column: 0 };
    case 'End':
      return { row, column: Math.max(0, boxes.length - 1) };
    case 'ArrowUp':
      return inNextRow(row, boxes[column], rows, -1);
    case 'ArrowDown':
      return inNextRow(row, boxes[column], rows, 1);
    default:
      return null;
  }
}

/** In the next row that way that has anything: what is nearest to here in time. */
function inNextRow(row: number, here: Box | undefined, rows: Rows, step: 1 | -1): Place | null {
  if (here === undefined) return null;
  const xPx = here.xPx + here.widthPx / 2;
  for (let next = row + step; next >= 0 && next < rows.length; next += step) {
    const boxes = rows[next] ?? [];
    if (boxes.length > 0) return { row: next, column: nearest(boxes, xPx) };
  }
  return null;
}

function nearest(boxes: readonly Box[], xPx: number): number {
  const distances = boxes.map((box) => Math.max(box.xPx - xPx, xPx - box.xPx - box.widthPx, 0));
  return distances.indexOf(Math.min(...distances));
}
