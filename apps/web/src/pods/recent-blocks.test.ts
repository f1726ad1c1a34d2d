import type { RecentSpan } from '@podline/contract';
import { millis } from '@podline/domain';
import { expect, test } from 'vitest';
import { recentBlocks, recentWords } from './recent-blocks.ts';

const NOW = millis(10_000_000);
const ago = (minutes: number) => millis(NOW - minutes * 60_000);
const SPANS: readonly RecentSpan[] = [
  { from: ago(30), state: 'ready' },
  { from: ago(10), state: 'failed' },
  { from: millis(ago(10) + 1000), state: 'back-off' },
];

test('a strip of 150 px shows ten of them a minute, and a second is seen', () => {
  const drawn = recentBlocks(SPANS, NOW, NOW, 150).map(
    ({ x, widthPx, state }) => `${state} ${x.toFixed(2)} ${widthPx.toFixed(2)}`,
  );
  expect(drawn).toEqual(['ready 0.00 50.00', 'failed 50.00 2.00', 'back-off 50.17 99.83']);
});

test('what is older is left out, and what ended ends', () => {
  const old: readonly RecentSpan[] = [{ from: ago(60), state: 'running' }];
  expect(recentBlocks(old, NOW, ago(20), 150)).toEqual([]);
  expect(recentBlocks(old, NOW, ago(12), 150)).toEqual([{ x: 0, widthPx: 30, state: 'running' }]);
});

test('the words say the same', () => {
  expect(recentWords(SPANS, NOW, NOW)).toBe(
    'last 15 minutes: was ready 5m, failed 1s, backed off 9m59s',
  );
});
