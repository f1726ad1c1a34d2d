import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { findChromium } from './machine.mjs';

const PATH = ['/opt/bin', '/usr/bin'].join(delimiter);
const only =
  (...files: string[]) =>
  (file: string) =>
    files.includes(file);

test('CHROMIUM decides, whatever else is there', () => {
  const starts = only('/my/chrome', '/usr/bin/chromium');
  expect(findChromium({ CHROMIUM: '/my/chrome', PATH }, starts)).toBe('/my/chrome');
});

test('a CHROMIUM that does not start is not replaced by another one', () => {
  expect(findChromium({ CHROMIUM: '/my/chrome', PATH }, only('/usr/bin/chromium'))).toBeNull();
});

test.each(['chromium', 'chromium-browser', 'google-chrome'])('%s is found on the PATH', (name) => {
  const file = join('/usr/bin', name);
  expect(findChromium({ PATH }, only(file))).toBe(file);
});

test('a file that does not start is passed over for one that does', () => {
  expect(findChromium({ PATH }, only('/usr/bin/google-chrome'))).toBe('/usr/bin/google-chrome');
});

test('nothing that starts is null', () => {
  expect(findChromium({ PATH }, () => false)).toBeNull();
});
