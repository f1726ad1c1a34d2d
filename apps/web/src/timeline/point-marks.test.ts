import { expect, test } from 'vitest';
import { eventMarks, firstReadyAt, groupWords, markGroups, toned } from './point-marks.ts';
import { at, mark } from './testing/lanes.ts';
import { timeScale } from './time-scale.ts';

const SCALE = timeScale(at(0), at(100), 1000);
const MARKS = toned([
  mark(0, 'Created'),
  mark(0, 'Scheduled'),
  mark(1, 'Sandbox ready'),
  mark(30, 'Ready'),
  mark(150, 'Not ready'),
]);

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
  const groups = markGroups(toned([mark(10, 'Ready'), mark(50, 'Ready')]), SCALE);
  expect(new Set(groups.map(({ key }) => key)).size).toBe(2);
});

test('the first readiness counts, and none is null', () => {
  expect(firstReadyAt([...MARKS, mark(200, 'Ready')])).toBe(at(30));
  expect(firstReadyAt(MARKS.slice(0, 3))).toBeNull();
});

test('a group is as bad as the worst of it', () => {
  const tones = (...titles: readonly string[]) =>
    markGroups(toned(titles.map((title) => mark(10, title))), SCALE).map(({ tone }) => tone);
  expect(tones('Created')).toEqual(['plain']);
  expect(tones('Created', 'Ready')).toEqual(['good']);
  expect(tones('Ready', 'Not ready')).toEqual(['bad']);
});

test('what comes often is counted, and a crowd is cut short', () => {
  const words = (...titles: readonly string[]) =>
    markGroups(toned(titles.map((title) => mark(10, title))), SCALE).map(groupWords);
  expect(words('Ready', 'Not ready', 'Ready')).toEqual(['Ready ×2 · Not ready']);
  expect(words('a', 'b', 'c', 'd', 'e')).toEqual(['a · b · c and 2 more']);
});

test('an Event is a mark with its container, its count and its warning', () => {
  const event = { at: at(5), reason: 'BackOff', container: 'db', message: 'Back-off restarting' };
  expect(
    eventMarks([
      { ...event, type: 'Warning', count: 9 },
      { ...event, type: 'Normal', count: 1, container: null, message: null },
    ]),
  ).toEqual([
    { at: at(5), title: 'BackOff ×9', detail: 'db: Back-off restarting', tone: 'bad' },
    { at: at(5), title: 'BackOff', detail: null, tone: 'plain' },
  ]);
});
