import { describe, expect, test } from 'vitest';
import { at } from './testing/lanes.ts';
import {
  ALL,
  around,
  isSameChoice,
  type Life,
  panned,
  presetsOf,
  SHORTEST_MS,
  windowOf,
  zoomed,
} from './time-window.ts';

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
    const { from, to } = windowOf(ALL, life());
    expect(from).toBeLessThanOrEqual(at(0));
    expect(to).toBeGreaterThan(at(10 * MINUTE));
    expect(to).toBeLessThan(at(12 * MINUTE));
  });

  test('stands still while seconds pass, and grows in the end', () => {
    const ends = Array.from(
      { length: 180 },
      (_, s) => windowOf(ALL, life({ end: at(600 + s) })).to,
    );
    expect(new Set(ends).size).toBeLessThan(5);
    expect(ends.at(-1)).toBeGreaterThan(ends[0] ?? 0);
  });

  test('never ends before now, however old the pod is', () => {
    for (let age = 0; age < 200_000; age += 997) {
      expect(windowOf(ALL, life({ end: at(age) })).to).toBeGreaterThan(at(age));
    }
  });

  test('of a pod that is gone ends with it', () => {
    const { to } = windowOf(ALL, life({ isOver: true }));
    expect(to - at(10 * MINUTE)).toBeLessThan(20_000);
  });

  test('of a pod that was created this instant has a length', () => {
    const { from, to } = windowOf(ALL, life({ readyAt: null, end: at(0) }));
    expect(to - from).toBeGreaterThanOrEqual(15_000);
  });

  test('of a pod that was gone at once has a length', () => {
    const { from, to } = windowOf(ALL, life({ readyAt: null, end: at(0), isOver: true }));
    expect(to).toBeGreaterThan(from);
  });
});

const start = (over: Partial<Life> = {}) =>
  presetsOf(life(over)).find(({ words }) => words === 'Start-up')?.choice;

test('the start-up ends soon after the pod was ready', () => {
  const choice = start();
  expect(choice?.kind).toBe('fixed');
  const { to } = windowOf(choice ?? ALL, life());
  expect(to).toBeGreaterThan(at(20));
  expect(to).toBeLessThan(at(30));
});

test('the newest minutes reach back that far from now', () => {
  const { from, to } = windowOf({ kind: 'last', lengthMs: 900_000 }, life({ end: at(7200) }));
  expect(from).toBe(at(7200 - 900));
  expect(to).toBeGreaterThan(at(7200));
});

test('a fixed window stands still', () => {
  const window = { from: at(3), to: at(30) };
  expect(windowOf({ kind: 'fixed', ...window }, life({ end: at(7200) }))).toEqual(window);
});

describe('only what would show less is offered', () => {
  test.each<[string, Partial<Life>, readonly string[]]>([
    ['a young pod that is not ready', { readyAt: null, end: at(60) }, ['All']],
    ['a pod that is ready since a while', {}, ['All', 'Start-up', 'Last 5 min']],
    ['a pod that became ready just now', { end: at(21) }, ['All']],
    [
      'an old pod',
      { end: at(86_400) },
      ['All', 'Start-up', 'Last 1 h', 'Last 15 min', 'Last 5 min'],
    ],
  ])('%s', (_name, over, words) => {
    expect(presetsOf(life(over)).map((preset) => preset.words)).toEqual(words);
  });
});

describe('zoom', () => {
  const window = { from: at(100), to: at(200) };

  test.each([0, 0.25, 1])('keeps what is at %d of the width where it is', (fraction) => {
    const after = zoomed(window, 0.5, fraction, life());
    expect(after.to - after.from).toBe(50_000);
    expect(after.from + (after.to - after.from) * fraction).toBe(
      window.from + (window.to - window.from) * fraction,
    );
  });

  test('ends where nothing more is to be seen', () => {
    const near = zoomed(window, 0.0001, 0.5, life());
    const far = zoomed(window, 10_000, 0.5, life());
    expect(near.to - near.from).toBe(SHORTEST_MS);
    expect(far.to - far.from).toBe(900_000);
  });
});

describe('pan', () => {
  const window = { from: at(100), to: at(200) };

  test('moves by a share of the window', () => {
    expect(panned(window, 0.2, life())).toEqual({ from: at(120), to: at(220) });
  });

  test('never loses the pod', () => {
    expect(panned(window, -50, life())).toEqual({ from: at(-50), to: at(50) });
    expect(panned(window, 50, life())).toEqual({ from: at(550), to: at(650) });
  });
});

test('around a stretch there is room, and never less than can be seen', () => {
  expect(around(at(100), at(200), life())).toEqual({ from: at(85), to: at(215) });
  const { from, to } = around(at(100), at(100), life());
  expect(to - from).toBe(SHORTEST_MS);
});

test('choices are alike by what they show', () => {
  const fixed = { kind: 'fixed', from: at(0), to: at(9) } as const;
  expect(isSameChoice(ALL, ALL)).toBe(true);
  expect(isSameChoice(fixed, { ...fixed })).toBe(true);
  expect(isSameChoice(fixed, { ...fixed, to: at(10) })).toBe(false);
  expect(isSameChoice({ kind: 'last', lengthMs: 1 }, { kind: 'last', lengthMs: 1 })).toBe(true);
  expect(isSameChoice(ALL, { kind: 'last', lengthMs: 1 })).toBe(false);
});
