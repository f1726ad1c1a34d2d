import { expect, test } from 'vitest';
import { focusWindow } from './focus-window.ts';

const many = Array.from({ length: 500 }, (_, n) => n);

test.each([
  ['the newest, where the keyboard has not been', -1, 460, 499],
  ['those around where it is', 250, 230, 269],
  ['the first', 0, 0, 39],
  ['the last', 499, 460, 499],
])('of many: %s', (_name, anchor, first, last) => {
  const shown = focusWindow(many, anchor);
  expect([shown[0], shown.at(-1)]).toEqual([first, last]);
});

test('of a few: all', () => {
  expect(focusWindow([1, 2, 3], 0)).toEqual([1, 2, 3]);
});
