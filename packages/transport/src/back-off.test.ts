import { expect, test } from 'vitest';
import { afterRestartMs, backOffMs } from './back-off.ts';

test.each([
  [0, 2_000],
  [1, 4_000],
  [2, 8_000],
  [3, 10_000],
  [5_000, 10_000],
])('F34: try %i comes at once or after up to %i ms, by chance alone', (attempt, ceiling) => {
  expect(backOffMs(attempt, 0)).toBe(0);
  expect(backOffMs(attempt, 0.5)).toBe(ceiling / 2);
  expect(backOffMs(attempt, 1)).toBe(ceiling);
});

test('F55: after a restart that was told, no try comes before its time', () => {
  expect(afterRestartMs(3_000, 0)).toBe(3_000);
  expect(afterRestartMs(3_000, 1)).toBe(4_500);
});
