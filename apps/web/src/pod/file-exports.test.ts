import { EXPORT_FORMATS } from '@podline/contract';
import { expect, test } from 'vitest';
import { exportAddress, fileExports, fileName } from './file-exports.ts';

const POD = { namespace: 'shop', name: 'web-0', uid: '91cf4abc-3f21' };

test('each format of the server has its entry, under a name of its own', () => {
  const names = fileExports(POD, null).map(({ words }) => words);
  expect(new Set(names).size).toBe(EXPORT_FORMATS.length);
});

test('a file is of this very pod, whoever has its name by then', () => {
  expect(exportAddress(POD, 'csv', null)).toBe(
    '/api/pods/shop/web-0/timeline?uid=91cf4abc-3f21&format=csv',
  );
});

test('a file from a page that shows a moment is of that moment', () => {
  expect(exportAddress(POD, 'json', '2026-11-22T14:03:20Z')).toBe(
    '/api/pods/shop/web-0/timeline?uid=91cf4abc-3f21&format=json&at=2026-11-22T14%3A03%3A20Z',
  );
});

test.each([
  ['attachment; filename="web-0.trace.json"', 'web-0.trace.json'],
  ['attachment', null],
  ['attachment; filename="../../etc/passwd"', null],
  [null, null],
])('the name of a file: %s', (header, name) => {
  expect(fileName(header)).toBe(name);
});
