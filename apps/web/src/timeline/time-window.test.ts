import { describe, expect, test } from 'vitest';
import { at } from './testing/lanes.ts';
import { type Life, type Range, rangesOf, windowOf } from './time-window.ts';

const MINUTE = 60;
const life = (over: Partial<Life> = {}): Life => ({
  from: at(0),
  readyAt: at(20),
  end: at(10 * MINUTE),
  isOver: false,
  ...over,
});

describe('the whole life', () => {
  test('is in view, with room after now', () => {
    const { from, to } = windowOf('all', life());
    expect(from).toBeLessThanOrEqual(at(0));
    expect(to).toBeGreaterThan(at(10 * MINUTE));
    expect(to).toBeLessThan(at(12 * MINUTE));
  });

  test('stands still while seconds pass, and grows in the end', () => {
    const ends = Array.from(
      { length: 180 },
      (_, s) => windowOf('all', life({ end: at(600 + s) })).to,
    );
    expect(new Set(ends).size).toBeLessThan(5);
    expect(ends.at(-1)).toBeGreaterThan(ends[0] ?? 0);
  });

  test('never ends before now, however old the pod is', () => {
    for (let age = 0; age < 200_000; age += 997) {
      expect(windowOf('all', life({ end: at(age) })).to).toBeGreaterThan(at(age));
    }
  });

  test('of a pod that is gone ends with it', () => {
    const { to } = windowOf('all', life({ isOver: true }));
    expect(to - at(10 * MINUTE)).toBeLessThan(20_000);
  });

  test('of a pod that was created this instant has a length', () => {
    const { from, to } = windowOf('all', life({ readyAt: null, end: at(0) }));
    expect(to - from).toBeGreaterThanOrEqual(15_000);
  });

  test('of a pod that was gone at once has a length', () => {
    const { from, to } = windowOf('all', life({ readyAt: null, end: at(0), isOver: true }));
    expect(to).toBeGreaterThan(from);
  });
});

test('the start-up ends soon after the pod was ready', () => {
  const { to } = windowOf('start-up', life());
  expect(to).toBeGreaterThan(at(20));
  expect(to).toBeLessThan(at(30));
});

test.each<[Range, number]>([
  ['1h', 60],
  ['15m', 15],
  ['5m', 5],
])('%s reaches back that far from now', (range, minutes) => {
  const { from, to } = windowOf(range, life({ end: at(7200) }));
  expect(from).toBe(at(7200 - minutes * MINUTE));
  expect(to).toBeGreaterThan(at(7200));
});

describe('only ranges that would show less are offered', () => {
  test.each<[string, Partial<Life>, readonly Range[]]>([
    ['a young pod that is not ready', { readyAt: null, end: at(60) }, ['all']],
    ['a pod that is ready since a while', {}, ['all', 'start-up', '5m']],
    ['a pod that became ready just now', { end: at(21) }, ['all']],
    ['an old pod', { end: at(86_400) }, ['all', 'start-up', '1h', '15m', '5m']],
  ])('%s', (_name, over, ranges) => {
    expect(rangesOf(life(over))).toEqual(ranges);
  });
});
