import { millis } from '@podline/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eachOnce, joined, keyOf, type StoredEvent } from './stored-event.ts';
import { anEvent, anySaying } from './testing/events.ts';
import { NOW } from './testing/fixtures.ts';

const later = millis(NOW + 60_000);

test.each<[string, Partial<StoredEvent>, Partial<StoredEvent>, Partial<StoredEvent>]>([
  [
    'a repeat counts, moves the last time and keeps the first',
    { count: 1, at: NOW, firstAt: NOW },
    { count: 2, at: later, firstAt: NOW },
    { count: 2, at: later, firstAt: NOW },
  ],
  [
    'the words are those of the later one',
    { at: later, message: 'back-off 20s' },
    { at: NOW, message: 'back-off 10s' },
    { at: later, message: 'back-off 20s' },
  ],
  [
    'a count that is told again and lower does not fall',
    { at: NOW, count: 9 },
    { at: later, count: 3 },
    { at: later, count: 9 },
  ],
  [
    'an earlier first time is news',
    { firstAt: later, at: later },
    { firstAt: NOW, at: later },
    { firstAt: NOW, at: later },
  ],
])('%s', (_, first, second, expected) => {
  const [a, b] = [anEvent('e', first), anEvent('e', second)];
  expect(joined(a, b)).toEqual(anEvent('e', expected));
  expect(joined(b, a)).toEqual(joined(a, b));
});

test('in whatever order the sayings come, and however often, each event ends up the same', () => {
  const shuffled = fc
    .array(anySaying, { maxLength: 12 })
    .chain((sayings) =>
      fc.tuple(
        fc.constant(sayings),
        fc.shuffledSubarray([...sayings, ...sayings], { minLength: sayings.length * 2 }),
      ),
    );
  fc.assert(
    fc.property(shuffled, ([sayings, again]) => {
      const byKey = (events: readonly StoredEvent[]) =>
        new Map(eachOnce(events).map((event) => [keyOf(event), event]));
      expect(byKey(again)).toEqual(byKey(sayings));
    }),
  );
});
