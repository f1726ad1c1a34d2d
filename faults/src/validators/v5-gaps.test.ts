import { millis } from '@podline/domain';
import { expect, test } from 'vitest';
import { databaseOf, LIFE, list, stream, truthOf, watch, ZERO } from '../planted.ts';
import { gapsAreExact } from './v5-gaps.ts';

const gap = (from: number, to: number, scope = '') => ({
  scope,
  from: millis(ZERO + from * 1000),
  to: millis(ZERO + to * 1000),
  cause: 'Nobody watched.',
});
const declared = (...gaps: ReturnType<typeof gap>[]) => databaseOf([], { gaps });

const [first, second, third, fourth, fifth] = LIFE;
if (!first || !second || !third || !fourth || !fifth) throw new Error('A life has five versions.');
/** Watched to second 3 or 6, and again from second 40 on. */
const blind = truthOf(
  LIFE,
  list(1, 0, 100),
  watch(2, 0, 100, [first, second]),
  watch(3, 4, 102, [third]),
  list(4, 40, 110),
  watch(5, 40, 110, []),
);
const unbroken = truthOf(
  LIFE,
  list(1, 0, 100),
  watch(2, 0, 100, [first, second]),
  watch(3, 40, 102, [third, fourth, fifth]),
);

test('V5: a watch that only went on later has no gap: nothing passed unseen', () => {
  expect(gapsAreExact(unbroken, declared(), 500)).toEqual([]);
});

test.each([gap(3, 40), gap(6, 40), gap(4, 40)])(
  'V5: a new list has its gap, from the last line that was surely or perhaps taken in',
  (it) => {
    expect(gapsAreExact(blind, declared(it), 500)).toEqual([]);
  },
);

test('V5: it finds a blind time that nothing says', () => {
  expect(gapsAreExact(blind, declared(), 500)).toEqual([
    expect.stringContaining('nobody watched the cluster'),
  ]);
});

test.each([
  ['begins too early', gap(1, 40)],
  ['begins too late', gap(20, 40)],
  ['ends too early', gap(6, 30)],
  ['ends too late', gap(6, 50)],
  ['is of another scope', gap(6, 40, 'shop')],
])('V5: it finds a gap that %s', (_, it) => {
  expect(gapsAreExact(blind, declared(it), 500)).toHaveLength(2);
});

test('V5: it finds a gap where the watch went on', () => {
  expect(gapsAreExact(unbroken, declared(gap(6, 40)), 500)).toEqual([
    expect.stringContaining('and the watch went on'),
  ]);
});

test('V5: two blind times that are near each other have a gap each', () => {
  const twice = truthOf(
    LIFE,
    list(1, 0, 100),
    watch(2, 0, 100, [first]),
    list(3, 4, 103),
    watch(4, 4, 103, [fourth]),
    list(5, 12, 106),
    watch(6, 12, 106, []),
  );
  expect(gapsAreExact(twice, declared(gap(1, 4), gap(8, 12)), 30_000)).toEqual([]);
  expect(gapsAreExact(twice, declared(gap(1, 4)), 30_000)).toHaveLength(1);
});

test('V5: over a list that may or may not have been taken in one gap is right, and one on each side', () => {
  const cut = truthOf(
    LIFE,
    stream(1, 0, 100, [first]),
    watch(2, 3, 101, [second]),
    stream(3, 20, 105, []),
    stream(4, 22, 105, []),
  );
  expect(gapsAreExact(cut, declared(gap(3, 22)), 500)).toEqual([]);
  expect(gapsAreExact(cut, declared(gap(3, 20), gap(20, 22)), 500)).toEqual([]);
  expect(gapsAreExact(cut, declared(gap(3, 20), gap(20, 22)), 30_000)).toEqual([]);
  expect(gapsAreExact(cut, declared(gap(3, 20)), 500)).toEqual([
    expect.stringContaining('nobody watched the cluster'),
  ]);
  expect(gapsAreExact(cut, declared(), 500)).toHaveLength(1);
});

test('V5: a list that came to nothing takes no gap from the blind time after it', () => {
  // The stream at second 4 is broken off at its end mark, and the pages that follow it at once are what is taken in.
  const broken = (...more: Parameters<typeof truthOf>[1][]) =>
    truthOf(
      LIFE,
      list(1, 0, 100),
      watch(2, 0, 100, [first]),
      stream(3, 4, 102, []),
      list(4, 4, 102),
      watch(5, 4, 102, [third]),
      ...more,
    );
  const twice = broken(list(6, 12, 106), watch(7, 12, 106, []));
  expect(gapsAreExact(twice, declared(gap(1, 4), gap(6, 12)), 30_000)).toEqual([]);
  // And what is wrong then is still found: one gap too few, one too many.
  expect(gapsAreExact(twice, declared(gap(1, 4)), 30_000)).toHaveLength(1);
  expect(gapsAreExact(twice, declared(), 30_000)).toHaveLength(2);
  expect(gapsAreExact(broken(), declared(gap(1, 4), gap(6, 12), gap(13, 14)), 30_000)).toEqual([
    expect.stringContaining('and the watch went on'),
  ]);
});

test('V5: a stream that only went on has no gap', () => {
  const goneOn = truthOf(LIFE, stream(1, 0, 100, [first]), watch(2, 3, 101, LIFE.slice(1)));
  expect(gapsAreExact(goneOn, declared(), 500)).toEqual([]);
});
