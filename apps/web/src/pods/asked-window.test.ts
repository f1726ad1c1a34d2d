import { expect, test } from 'vitest';
import { askedWindow } from './asked-window.ts';

const FIRST = { from: 0, size: 200 };

test.each([
  ['at first', null, { start: 0, end: 50 }, FIRST],
  ['while it holds what is drawn', FIRST, { start: 100, end: 175 }, FIRST],
  ['when what is drawn leaves it', FIRST, { start: 150, end: 225 }, { from: 100, size: 200 }],
  ['after a jump', FIRST, { start: 9_000, end: 9_075 }, { from: 8_950, size: 200 }],
  ['back at the top', { from: 8_950, size: 200 }, { start: 0, end: 50 }, FIRST],
])('%s', (_, current, drawn, expected) => {
  expect(askedWindow(current, drawn)).toEqual(expected);
});

test('whatever is drawn, the window holds it', () => {
  for (let start = 0; start < 5_000; start += 7) {
    const end = start + 90;
    const { from, size } = askedWindow(null, { start, end });
    expect(from <= start && end <= from + size).toBe(true);
  }
});
