import { expect, test } from 'vitest';
import { clockTicks, offsetTicks } from './axis-ticks.ts';
import { at } from './testing/lanes.ts';
import { timeScale } from './time-scale.ts';

const texts = (ticks: readonly { readonly text: string }[]) => ticks.map(({ text }) => text);

test('the times of day are round', () => {
  expect(texts(clockTicks(timeScale(at(-7), at(60), 600), 'utc'))).toEqual([
    '11:34:00',
    '11:34:15',
    '11:34:30',
    '11:34:45',
  ]);
});

test('where a new day begins stands its date', () => {
  const evening = timeScale(at(12 * 3600), at(13 * 3600), 600);
  expect(texts(clockTicks(evening, 'utc'))).toContain('23 Nov');
  const week = timeScale(at(0), at(7 * 86_400), 900);
  expect(texts(clockTicks(week, 'utc')).slice(0, 3)).toEqual(['23 Nov', '24 Nov', '25 Nov']);
});

test('below stands how long after the start', () => {
  expect(texts(offsetTicks(timeScale(at(-7), at(60), 600), at(0)))).toEqual([
    'created',
    '+15s',
    '+30s',
    '+45s',
  ]);
});
