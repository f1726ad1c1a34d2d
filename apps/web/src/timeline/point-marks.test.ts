import { expect, test } from 'vitest';
import { firstReadyAt, markGroups } from './pod-marks-layout.ts';
import { at, mark } from './testing/lanes.ts';
import { timeScale } from './time-scale.ts';

const SCALE = timeScale(at(0), at(100), 1000);
const MARKS = [
  mark(0, 'Created'),
  mark(0, 'Scheduled'),
  mark(1, 'Sandbox ready'),
  mark(30, 'Ready'),
  mark(150, 'Not ready'),
];

test('marks too near to each other share a place, and a label has room until the next', () => {
  const groups = markGroups(MARKS, SCALE);
  expect(groups.map(({ marks }) => marks.map(({ title }) => title))).toEqual([
    ['Created', 'Scheduled', 'Sandbox ready'],
    ['Ready'],
  ]);
  expect(groups.map(({ xPx, widthPx }) => [xPx, widthPx])).toEqual([
    [0, 300],
    [300, 700],
  ]);
});

test('what is out of view is not drawn', () => {
  const later = timeScale(at(140), at(160), 1000);
  expect(markGroups(MARKS, later).flatMap(({ marks }) => marks)).toEqual([MARKS[4]]);
});

test('two facts of the same title and the same group have keys of their own', () => {
  const groups = markGroups([mark(10, 'Ready'), mark(50, 'Ready')], SCALE);
  expect(new Set(groups.map(({ key }) => key)).size).toBe(2);
});

test('the first readiness counts, and none is null', () => {
  expect(firstReadyAt([...MARKS, mark(200, 'Ready')])).toBe(at(30));
  expect(firstReadyAt(MARKS.slice(0, 3))).toBeNull();
});
