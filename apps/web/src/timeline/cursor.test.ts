import { describe, expect, test } from 'vitest';
import { type Place, placeAfter } from './cursor.ts';

const box = (xPx: number, widthPx: number) => ({ xPx, widthPx });
const ROWS = [
  [box(0, 2), box(100, 2)],
  [box(0, 50), box(50, 50), box(100, 300)],
  [],
  [box(0, 60), box(80, 20), box(390, 10)],
];

describe('keys walk over the timeline', () => {
  test.each<[string, string, Place, Place | null]>([
    ['right', 'ArrowRight', { row: 1, column: 0 }, { row: 1, column: 1 }],
    ['left', 'ArrowLeft', { row: 1, column: 1 }, { row: 1, column: 0 }],
    ['not over the left end', 'ArrowLeft', { row: 1, column: 0 }, null],
    ['not over the right end', 'ArrowRight', { row: 1, column: 2 }, null],
    ['to the first', 'Home', { row: 1, column: 2 }, { row: 1, column: 0 }],
    ['to the last', 'End', { row: 1, column: 0 }, { row: 1, column: 2 }],
    [
      'down, over an empty row, to the same time',
      'ArrowDown',
      { row: 1, column: 1 },
      { row: 3, column: 1 },
    ],
    ['down, to what is nearest in time', 'ArrowDown', { row: 1, column: 2 }, { row: 3, column: 2 }],
    ['up', 'ArrowUp', { row: 1, column: 2 }, { row: 0, column: 1 }],
    ['not above the first row', 'ArrowUp', { row: 0, column: 0 }, null],
    ['not below the last row', 'ArrowDown', { row: 3, column: 0 }, null],
    ['other keys are left to others', 'a', { row: 1, column: 0 }, null],
    ['nowhere from a place that is not there any more', 'ArrowDown', { row: 1, column: 9 }, null],
  ])('%s', (_name, key, from, to) => {
    expect(placeAfter(key, from, ROWS)).toEqual(to);
  });
});
