import { expect, test } from 'vitest';
import { at } from './testing/lanes.ts';
import { ALL, type WindowChoice } from './time-window.ts';
import {
  choiceOf,
  measureOf,
  measureParam,
  selectedOf,
  selectedParam,
  windowParams,
} from './timeline-address.ts';

test.each<[string, WindowChoice]>([
  ['all', ALL],
  ['the newest seconds', { kind: 'last', lengthMs: 47_000 }],
  ['the newest minutes', { kind: 'last', lengthMs: 900_000 }],
  ['the newest hours', { kind: 'last', lengthMs: 7_200_000 }],
  ['a stretch', { kind: 'fixed', from: at(0.25), to: at(90) }],
])('%s: the address leads back to it', (_name, choice) => {
  expect(choiceOf(windowParams(choice))).toEqual(choice);
});

test('a following window reads as people know it', () => {
  expect(windowParams({ kind: 'last', lengthMs: 900_000 })).toEqual({ from: 'now-15m', to: 'now' });
});

test.each([
  ['nothing', null, null],
  ['half', 'now-15m', null],
  ['a stretch that goes backwards', '2026-11-22T11:34:00Z', '2026-11-22T11:33:00Z'],
  ['less than can be seen', '2026-11-22T11:34:00Z', '2026-11-22T11:34:01Z'],
  ['no time', 'yesterday', 'now'],
  ['no length', 'now-0s', 'now'],
  ['a newest stretch that ends in the past', 'now-15m', '2026-11-22T11:34:00Z'],
])('an address that says %s shows all', (_name, from, to) => {
  expect(choiceOf({ from, to })).toEqual(ALL);
});

test('a ruler', () => {
  const measure = { from: at(3), to: at(1) };
  expect(measureOf(measureParam(measure))).toEqual(measure);
  expect(measureParam(null)).toBeNull();
  expect([null, '', 'x~y', '2026-11-22T11:34:00Z'].map(measureOf)).toEqual([
    null,
    null,
    null,
    null,
  ]);
});

test.each([
  ['an attempt', 'db-migrate.3', { lane: 'db-migrate', attempt: 3, since: null }],
  [
    'a stretch in which nothing ran',
    'db-migrate.2026-11-22T11:34:02Z',
    { lane: 'db-migrate', attempt: null, since: at(2) },
  ],
])('%s is selected', (_name, text, selected) => {
  expect(selectedOf(text)).toEqual(selected);
  expect(selectedParam(selected)).toBe(text);
});

test.each([null, '', 'db-migrate', '.3', 'db-migrate.', 'db-migrate.-1', 'db.then'])(
  '%s selects nothing',
  (text) => {
    expect(selectedOf(text)).toBeNull();
  },
);
