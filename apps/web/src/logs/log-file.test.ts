import { millis } from '@podline/domain';
import { expect, test } from 'vitest';
import { lineTime, logFile, logFileName } from './log-file.ts';

const line = (container: string, ms: number | null, text: string) => ({
  id: 0,
  container,
  at: ms === null ? null : millis(Date.UTC(2026, 10, 22, 12, 0, 0, ms)),
  stamp: null,
  text,
  spans: null,
});

test('a file is what is shown: times in UTC, containers where there are several', () => {
  const lines = [line('app', 7, 'hello'), line('proxy', null, '  deep')];
  expect(logFile(lines, { zone: 'utc', hasSeveral: true })).toBe(
    '12:00:00.007 app hello\nproxy   deep\n',
  );
  expect(logFile(lines.slice(0, 1), { zone: 'utc', hasSeveral: false })).toBe(
    '12:00:00.007 hello\n',
  );
  expect(logFile([], { zone: 'utc', hasSeveral: false })).toBe('');
});

test('a line without a time shows none', () => {
  expect(lineTime({ at: null }, 'utc')).toBe('');
});

test('the name of the file says whose log it is', () => {
  expect(logFileName('web-0', ['app'], 'previous')).toBe('web-0_app_previous.log');
  expect(logFileName('web-0', ['a', 'b', 'c'], 'current')).toBe('web-0_3-containers.log');
});
