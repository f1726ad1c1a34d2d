import { expect, test } from 'vitest';
import { type Command, commandOf, keyFor, TIMELINE_KEYS } from './timeline-keys.ts';

test.each<[string, boolean, Command | null]>([
  ['+', true, 'zoom-in'],
  ['w', false, 'zoom-in'],
  ['-', false, 'zoom-out'],
  ['ArrowLeft', true, 'pan-left'],
  ['ArrowLeft', false, null],
  [']', false, 'next-attempt'],
  ['x', false, null],
])('%s (Shift: %s) means %s', (key, shiftKey, command) => {
  expect(commandOf({ key, shiftKey })).toBe(command);
});

test('no key means two things, and none is one of the page', () => {
  const keys = TIMELINE_KEYS.flatMap((entry) => entry.keys);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.filter((key) => ['/', '?', 'j', 'k', 't', 'Escape', 'Enter'].includes(key))).toEqual(
    [],
  );
});

test('of several keys the first is told', () => {
  expect(keyFor('zoom-in')).toBe('+');
});
