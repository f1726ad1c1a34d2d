import { type Millis, millis } from '@podline/domain';
import { expect, test } from 'vitest';
import {
  barsOf,
  blindAt,
  blindOf,
  momentAt,
  shareOf,
  spanFor,
  spansFor,
  stretchOf,
} from './slider-layout.ts';

const NOW = 1_790_000_000_000;
const ago = (minutes: number): Millis => millis(NOW - minutes * 60_000);
const now = millis(NOW);
const DAY = 24 * 60;
const stretch = { from: ago(10), to: now };

test.each([
  [30, 'all'],
  [90, '1h all'],
  [2 * DAY, '1h 6h 24h all'],
  [30 * DAY, '1h 6h 24h 7d all'],
])('of %i minutes that are kept, the stretches %s are offered', (minutes, keys) => {
  expect(
    spansFor(ago(minutes), now)
      .map(({ key }) => key)
      .join(' '),
  ).toBe(keys);
});

test.each<[string | null, Millis | null, string]>([
  [null, null, '1h'],
  [null, ago(30), '1h'],
  [null, ago(59), '6h'],
  [null, ago(3 * DAY), '7d'],
  [null, ago(20 * DAY), 'all'],
  ['24h', ago(5), '24h'],
  ['for ever', ago(5), '1h'],
])('asked for %s, with the moment %s, the slider shows %s', (asked, at, key) => {
  expect(spanFor(asked, at, { from: ago(30 * DAY), to: now }).key).toBe(key);
});

test('a stretch ends at the present and begins no earlier than what is kept', () => {
  const span = spanFor('1h', null, { from: ago(30 * DAY), to: now });
  expect(stretchOf(span, { from: ago(30 * DAY), to: now })).toEqual({ from: ago(60), to: now });
  expect(stretchOf(span, { from: ago(5), to: now })).toEqual({ from: ago(5), to: now });
});

test('a moment has its place, and a place its moment', () => {
  expect([shareOf(ago(10), stretch), shareOf(ago(5), stretch), shareOf(now, stretch)]).toEqual([
    0, 0.5, 1,
  ]);
  expect([shareOf(ago(99), stretch), shareOf(NOW + 1, stretch)]).toEqual([0, 1]);
  expect(momentAt(0.5, stretch)).toBe(ago(5));
  expect(momentAt(-3, stretch)).toBe(ago(10));
  expect(shareOf(now, { from: now, to: now })).toBe(1);
});

test('where a pixel is many seconds, moments are round', () => {
  expect(momentAt(0.123_456, { from: ago(DAY), to: now }) % 10_000).toBe(0);
});

test('bars stand where something happened, and the most is the highest', () => {
  const bars = barsOf({ from: ago(10), bucketMs: 60_000, counts: [0, 1000, 0, 1] }, stretch);
  expect(bars.map(({ x }) => Math.round(x * 10))).toEqual([1, 3]);
  expect(bars[0]?.height).toBe(1);
  expect(bars[1]?.height).toBeGreaterThan(0.09);
});

test('what lies outside of the stretch is not drawn', () => {
  expect(barsOf({ from: ago(30), bucketMs: 60_000, counts: [5, 5] }, stretch)).toEqual([]);
  const gap = (from: number, to: number) => ({ from: ago(from), to: ago(to), cause: 'restart' });
  expect(blindOf([gap(40, 30), gap(12, 8)], stretch)).toEqual([
    { x: 0, width: expect.closeTo(0.2), cause: 'restart' },
  ]);
});

test('a moment in which nobody watched says why', () => {
  const gaps = [{ from: ago(8), to: ago(6), cause: 'restart' }];
  expect(blindAt(gaps, ago(7))).toBe('restart');
  expect(blindAt(gaps, ago(6))).toBeNull();
});
