import { describe, expect, test } from 'vitest';
import { PAGES } from '../ui/pages.ts';
import { FRAME_KEYS, frameActionOf, KEY_TABLE, keyOf, keyWords } from './key-table.ts';

const press = (key: string, held: Partial<KeyboardEvent> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe('a key press means', () => {
  test.each<[string, ReturnType<typeof press>, string | null]>([
    ['Ctrl K', press('k', { ctrlKey: true }), 'palette'],
    ['⌘ K', press('k', { metaKey: true }), 'palette'],
    ['Ctrl K with caps lock', press('K', { ctrlKey: true }), 'palette'],
    ['Ctrl Shift K, which is the browser’s', press('K', { ctrlKey: true, shiftKey: true }), null],
    ['k alone, which is the pods’', press('k'), null],
    ['Ctrl C, which is the browser’s', press('c', { ctrlKey: true }), null],
    ['c', press('c'), 'copy'],
    ['Alt C', press('c', { altKey: true }), null],
    ['?', press('?', { shiftKey: true }), 'keys'],
    ['t', press('t'), 'theme'],
    ['Shift T', press('T', { shiftKey: true }), 'contrast'],
  ])('%s', (_name, event, action) => {
    expect(frameActionOf(event)).toBe(action);
  });
});

test('no key means two things in one place, nor here and everywhere', () => {
  const everywhere = FRAME_KEYS.flatMap(({ keys }) => keys);
  for (const { where, keys } of KEY_TABLE) {
    const here = keys.flatMap((entry) => entry.keys);
    const all = where === 'Everywhere' ? here : [...everywhere, ...here];
    expect(all.filter((key, index) => all.indexOf(key) !== index)).toEqual([]);
  }
});

test('each page of the top bar has its keys in the sheet', () => {
  const places = KEY_TABLE.map(({ where }) => where);
  for (const { title } of PAGES) expect(places).toContain(title);
});

test('keys are told as they are printed', () => {
  expect(keyOf('palette', false)).toBe('Ctrl K');
  expect(keyOf('palette', true)).toBe('⌘ K');
  expect(keyWords('ArrowDown', false)).toBe('↓');
  expect(keyWords('j', false)).toBe('j');
});
