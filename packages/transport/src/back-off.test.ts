import { expect, test } from 'vitest';
import { backOffMs } from './back-off.ts';

test.each([
  [0, 500, 1_000],
  [1, 500, 2_000],
  [3, 500, 8_000],
  [4, 500, 10_000],
  [5_000, 500, 10_000],
])('try %i comes after %i to %i ms', (attempt, shortest, longest) => {
  expect(backOffMs(attempt, 0)).toBe(shortest);
  expect(backOffMs(attempt, 1)).toBe(longest);
});
