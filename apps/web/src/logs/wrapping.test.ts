import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnsOf, evenStack, rowsOf, stackOf } from './wrapping.ts';

test.each<[string, number]>([
  ['', 0],
  ['hello', 5],
  ['a\tb', 9],
  ['12345678\tb', 17],
  ['你好', 4],
  ['привет', 6],
  ['👍', 2],
])('%j is %i columns wide', (text, columns) => {
  expect(columnsOf(text)).toBe(columns);
});

test('a line takes at least one row, and as many as it needs', () => {
  expect([
    rowsOf('', 80),
    rowsOf('x'.repeat(80), 80),
    rowsOf('x'.repeat(81), 80),
    rowsOf('xx', 0),
  ]).toEqual([1, 1, 2, 2]);
});

test('a stack finds the line at every height, whatever the lines take', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (rows, part) => {
        const stack = stackOf(rows, 18);
        expect(stack.heightPx).toBe(rows.reduce((sum, it) => sum + it, 0) * 18);
        const topPx = part * stack.heightPx;
        const found = stack.at(topPx);
        expect(stack.topOf(found)).toBeLessThanOrEqual(topPx);
        expect(stack.topOf(found) + (rows[found] ?? 0) * 18).toBeGreaterThan(topPx);
      },
    ),
  );
});

test('a stack of lines of one row is as one that is told so', () => {
  const [even, told] = [evenStack(5, 18), stackOf([1, 1, 1, 1, 1], 18)];
  for (const topPx of [0, 17, 18, 89, 500])
    expect([even.at(topPx), even.heightPx]).toEqual([told.at(topPx), told.heightPx]);
  expect(stackOf([], 18).at(5)).toBe(0);
  expect(evenStack(0, 18).at(5)).toBe(0);
});
