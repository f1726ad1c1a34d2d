import { millis } from '@podline/domain';
import { expect, test } from 'vitest';
import { shownLine, sortableStamp } from './shown-line.ts';

const record = (text: string, more = {}) => ({
  container: 'app',
  at: '2026-11-22T12:00:00.123456789Z',
  text,
  ...more,
});

test.each<[string, string, string, boolean]>([
  ['plain text', 'hello', 'hello', false],
  ['colours', '\u001b[31mred\u001b[0m', 'red', true],
  ['a tab', 'a\tb', 'a\tb', false],
  ['another script', 'привет 你好', 'привет 你好', false],
  ['what is not seen', 'a\u202eb', 'a\\u202eb', false],
  ['markup, which is text', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>', false],
])('%s', (_, text, seen, hasSpans) => {
  const line = shownLine(record(text), 7);
  expect(line).toMatchObject({
    id: 7,
    container: 'app',
    text: seen,
    at: millis(Date.UTC(2026, 10, 22, 12, 0, 0, 123)),
  });
  expect(line.spans !== null).toBe(hasSpans);
});

test('a line that was cut says so, in its spans too', () => {
  const line = shownLine(record('\u001b[31mlong', { cutFrom: 20_000 }), 0);
  expect(line.text).toBe('long … (cut: 20,000 bytes in all)');
  expect(line.spans?.map(({ text }) => text).join('')).toBe(line.text);
  expect(shownLine(record('long', { cutFrom: 20_000 }), 0).text).toBe(
    'long … (cut: 20,000 bytes in all)',
  );
});

test('a line without a time has none', () => {
  expect(shownLine(record('x', { at: null }), 0)).toMatchObject({ at: null, stamp: null });
});

test('stamps sort by their times, however many digits they have', () => {
  const stamps = [
    null,
    '2026-11-22T12:00:00Z',
    '2026-11-22T12:00:00.1Z',
    '2026-11-22T12:00:00.100000001Z',
    '2026-11-22T12:00:01Z',
  ];
  const keys = stamps.map(sortableStamp);
  expect(keys).toEqual(keys.toSorted());
});
