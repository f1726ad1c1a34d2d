import { describe, expect, test } from 'vitest';
import { rowWindow, scrollTopToShow } from './row-window.ts';

const ROW = 36;
const VIEW = 360;

describe('of a long list only rows near the view are drawn', () => {
  test.each([
    ['at the top', 0, { start: 0, end: 20, firstInView: 0 }],
    ['in the middle: one screen each side', 3600, { start: 90, end: 120, firstInView: 100 }],
    ['between two rows', 3610, { start: 90, end: 121, firstInView: 101 }],
    ['at the end', 500 * ROW - VIEW, { start: 480, end: 500, firstInView: 490 }],
    ['pulled over the top', -100, { start: 0, end: 18, firstInView: 0 }],
    ['scrolled when the list was longer', 90_000, { start: 500, end: 500, firstInView: 499 }],
  ])('%s', (_name, scrollTop, window) => {
    const found = rowWindow(scrollTop, VIEW, ROW, 500);
    expect({ ...found, firstInView: found.firstInView + 0 }).toEqual(window);
  });

  test('an empty list has nothing to draw', () => {
    expect(rowWindow(0, VIEW, ROW, 0)).toMatchObject({ start: 0, end: 0 });
  });

  test('every row can be reached, and each is in its window', () => {
    for (let index = 0; index < 500; index += 1) {
      const { start, end } = rowWindow(scrollTopToShow(index, 0, VIEW, ROW), VIEW, ROW, 500);
      expect(start <= index && index < end).toBe(true);
    }
  });
});

describe('a row is brought into view with the least scrolling', () => {
  test.each([
    ['it is in view', 5, 0, 0],
    ['it is above', 3, 720, 108],
    ['it is below', 20, 0, 20 * ROW + ROW - VIEW],
    ['it is half hidden above', 20, 730, 720],
  ])('%s', (_name, index, scrollTop, expected) => {
    expect(scrollTopToShow(index, scrollTop, VIEW, ROW)).toBe(expected);
  });
});
