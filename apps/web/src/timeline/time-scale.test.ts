import { type Millis, millis } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import { ticks, timeAt, timeScale, xOf } from './time-scale.ts';

const S = 1000;
const M = 60 * S;
const H = 60 * M;
const D = 24 * H;
/** A midnight in UTC. */
const MIDNIGHT = Date.UTC(2026, 10, 22);
const at = (ms: number): Millis => millis(MIDNIGHT + ms);
const over = (lengthMs: number, widthPx = 1000) => timeScale(at(0), at(lengthMs), widthPx);

test('a point in time has one place on screen, and back', () => {
  const scale = over(M, 600);
  expect(xOf(scale, at(15 * S))).toBe(150);
  expect(xOf(scale, at(-5 * S))).toBe(-50);
  expect(timeAt(scale, 150)).toBe(at(15 * S));
});

test('a window without a length, or without a width, still divides by something', () => {
  const scale = timeScale(at(0), at(0), 0);
  expect(Number.isFinite(xOf(scale, at(500)))).toBe(true);
  expect(Number.isFinite(timeAt(scale, 1))).toBe(true);
});

describe('ticks stand at distances that people count in', () => {
  test.each([
    ['a short start', 20 * S, 1000, 2 * S],
    ['five minutes', 5 * M, 1000, 30 * S],
    ['an hour on a phone', H, 320, 15 * M],
    ['a day', D, 1000, 2 * H],
    ['a month', 30 * D, 1000, 7 * D],
    ['ten years are counted in whole years', 3650 * D, 1000, 365 * D],
  ])('%s', (_name, lengthMs, widthPx, step) => {
    const [first, second] = ticks(over(lengthMs, widthPx), 79);
    expect((second ?? 0) - (first ?? 0)).toBe(step);
  });

  test('they are round where the viewer lives', () => {
    const offset = 5.5 * H;
    const [first] = ticks(over(D), 100, offset);
    expect(((first ?? 0) + offset) % (3 * H)).toBe(0);
    expect((first ?? 0) % (3 * H)).not.toBe(0);
  });

  test('counted from a start, the start is one of them', () => {
    const start = at(7 * S);
    const found = ticks(timeScale(at(0), at(M), 600), 80, -start);
    expect(found[0]).toBe(start);
    expect(found.every((tick) => (tick - start) % (10 * S) === 0)).toBe(true);
  });

  test('only those within the window', () => {
    const scale = timeScale(at(7 * S), at(67 * S), 600);
    expect(ticks(scale, 90)).toEqual([10, 20, 30, 40, 50, 60].map((s) => at(s * S)));
  });
});
