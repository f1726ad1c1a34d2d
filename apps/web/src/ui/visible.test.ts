import { describe, expect, test } from 'vitest';
import { visible, visibleIn } from './visible.ts';

describe('F41: what cannot be seen is shown as an escape', () => {
  test.each<[string, string, string]>([
    ['plain text stays', 'exit 1: relation "orders" exists', 'exit 1: relation "orders" exists'],
    ['markup is text', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['letters of all scripts stay', 'Größe 中文 سلام שלום 👍 é', 'Größe 中文 سلام שלום 👍 é'],
    ['a colour of a terminal', '\u001b[31mred\u001b[0m', '\\u001b[31mred\\u001b[0m'],
    ['a title of a terminal', '\u001b]0;pwned\u0007', '\\u001b]0;pwned\\u0007'],
    ['the same in one byte', '\u009b31m', '\\u009b31m'],
    ['right to left', 'image\u202egpj.exe', 'image\\u202egpj.exe'],
    ['an isolate that is never closed', 'a\u2067b', 'a\\u2067b'],
    ['zero width', 'ad\u200bmin\u200d\u2060\ufeff', 'ad\\u200bmin\\u200d\\u2060\\ufeff'],
    ['NUL', 'a\u0000b', 'a\\u0000b'],
    ['a back space, which overwrites', 'yes\b\b\bno', 'yes\\u0008\\u0008\\u0008no'],
    ['a carriage return, which overwrites', 'yes\rno', 'yes\\u000dno'],
    ['a line end of Windows is a line end', 'a\r\nb', 'a\nb'],
    ['lines and tabs stay', 'a\n\tb', 'a\n\tb'],
    ['separators of lines that look like none', 'a\u2028b\u2029', 'a\\u2028b\\u2029'],
    ['letters that are tags', 'a\u{e0041}', 'a\\u{e0041}'],
    ['half a character', 'a\ud83d', 'a\\ud83d'],
    ['marks that are piled up', `e${'\u0301'.repeat(6)}`, `e${'\u0301'.repeat(4)}\\u0301\\u0301`],
  ])('%s', (_name, text, shown) => {
    expect(visible(text)).toBe(shown);
    expect(visible(shown)).toBe(shown);
  });
});

describe('F41: what is too long is cut, and says so', () => {
  test.each<[string, string, string]>([
    ['as long as may be', 'W'.repeat(4096), 'W'.repeat(4096)],
    ['longer', 'W'.repeat(10_000), `${'W'.repeat(4032)}… (cut: 10,000 characters in all)`],
    [
      'too long only when escaped',
      '\u0000'.repeat(4096),
      `${'\\u0000'.repeat(672)}… (cut: 4,096 characters in all)`,
    ],
    [
      'no half of a character is left',
      `${'W'.repeat(4031)}${'👍'.repeat(100)}`,
      `${'W'.repeat(4031)}… (cut: 4,231 characters in all)`,
    ],
  ])('%s', (_name, text, shown) => {
    expect(visible(text)).toBe(shown);
    expect(visible(shown)).toBe(shown);
  });
});

test('all texts of what comes in are made visible, wherever they are', () => {
  expect(visibleIn({ a: ['x\u0000', 1, null], b: { c: 'y\u202e', d: true } })).toEqual({
    a: ['x\\u0000', 1, null],
    b: { c: 'y\\u202e', d: true },
  });
});

test('what has nothing to make visible is the same object, so nothing is drawn anew', () => {
  const calm = { rows: [{ name: 'a', pips: [{ text: 'running' }] }] };
  expect(visibleIn(calm)).toBe(calm);
  const mixed = { calm, other: '\u200b' };
  expect(visibleIn(mixed).calm).toBe(calm);
});
