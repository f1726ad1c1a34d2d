/** Arrow keys over the timeline: along a row, and to the neighbour row at the same time. */
import type { Strip } from './lane-layout.ts';

/** A place: the row, and the stop within it. */
export interface Place {
  readonly row: number;
  readonly stop: number;
}

/** Rows of stops in order, as drawn. */
export type Rows = readonly (readonly Strip[])[];

/** Where a key leads; null: the key means nothing here, or there is nothing in that direction. */
export function placeAfter(key: string, place: Place, rows: Rows): Place | null {
  const stops = rows[place.row] ?? [];
  switch (key) {
    case 'ArrowLeft':
      return place.stop > 0 ? { ...place, stop: place.stop - 1 } : null;
    case 'ArrowRight':
      return place.stop < stops.length - 1 ? { ...place, stop: place.stop + 1 } : null;
    case 'Home':
      return { ...place, stop: 0 };
    case 'End':
      return { ...place, stop: Math.max(0, stops.length - 1) };
    case 'ArrowUp':
      return inRow(place, rows, -1);
    case 'ArrowDown':
      return inRow(place, rows, 1);
    default:
      return null;
  }
}

/** The nearest row that way that has a stop, and there the stop nearest to where one is. */
function inRow(place: Place, rows: Rows, step: 1 | -1): Place | null {
  const here = rows[place.row]?.[place.stop];
  if (here === undefined) return null;
  const x = here.leftPx + here.widthPx / 2;
  for (let row = place.row + step; row >= 0 && row < rows.length; row += step) {
    const stops = rows[row] ?? [];
    if (stops.length > 0) return { row, stop: nearest(stops, x) };
  }
  return null;
}

function nearest(stops: readonly Strip[], x: number): number {
  const distances = stops.map(({ leftPx, widthPx }) =>
    Math.max(leftPx - x, x - (leftPx + widthPx), 0),
  );
  return distances.indexOf(Math.min(...distances));
}
