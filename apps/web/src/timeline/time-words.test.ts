import { type Millis, millis } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import {
  agoWords,
  clockTime,
  localTime,
  offsetWords,
  utcTime,
  zoneOffsetMs,
  zoneWords,
} from './time-words.ts';

/** A time of day in the zone of this machine, whichever it is. */
const local = (...parts: [number, number, number, number, number, number]): Millis =>
  millis(new Date(...parts).getTime());
const NOW = local(2026, 10, 22, 13, 0, 0);

test('a time of day is told to the second', () => {
  expect(clockTime(local(2026, 10, 22, 9, 5, 7))).toBe('09:05:07');
});

describe('a point in time names only what differs from now', () => {
  test.each([
    ['today', local(2026, 10, 22, 11, 34, 2), '11:34:02'],
    ['another day', local(2026, 10, 21, 11, 34, 2), '21 Nov 11:34:02'],
    ['the same day of another year', local(2025, 10, 22, 11, 34, 2), '22 Nov 2025 11:34:02'],
  ])('%s', (_name, at, words) => {
    expect(localTime(at, NOW)).toBe(words);
  });
});

test('UTC is spelled out', () => {
  expect(utcTime(millis(Date.UTC(2026, 10, 22, 11, 34, 2)))).toBe('2026-11-22 11:34:02 UTC');
});

test('the offset of the zone turns UTC into the time of day', () => {
  const at = local(2026, 10, 22, 9, 5, 7);
  const sinceMidnight = (at + zoneOffsetMs(at, 'local')) % 86_400_000;
  expect(sinceMidnight).toBe((9 * 3600 + 5 * 60 + 7) * 1000);
});

test.each([
  [0, ''],
  [30_000, '+30s'],
  [90_000, '+1m30s'],
  [7_200_000, '+2h'],
  [108_000_000, '+1d6h'],
  [-10_000, '−10s'],
])('%d ms after the start reads “%s”', (offset, words) => {
  expect(offsetWords(offset)).toBe(words);
});

test('in UTC a time reads the same everywhere', () => {
  const noon = millis(Date.UTC(2026, 10, 22, 12, 0, 5));
  expect(clockTime(noon, 'utc')).toBe('12:00:05');
  expect(localTime(noon, millis(noon - 86_400_000), 'utc')).toBe('22 Nov 12:00:05');
  expect([zoneOffsetMs(noon, 'utc'), zoneWords(noon, 'utc')]).toEqual([0, 'UTC']);
});

test.each([
  [-40_000, '40s ago'],
  [12_000, 'in 12s'],
  [400, 'now'],
])('%d ms from now is “%s”', (offset, words) => {
  expect(agoWords(millis(NOW + offset), NOW)).toBe(words);
});
