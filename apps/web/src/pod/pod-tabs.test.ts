import { expect, test } from 'vitest';
import { TABS, tabOf, tabOfKey, tabParam } from './pod-tabs.ts';

test('every part has an address that leads back to it, and a key', () => {
  for (const { id, key } of TABS) {
    expect(tabOf(tabParam(id))).toBe(id);
    expect(tabOfKey(key)).toBe(id);
  }
  expect(tabParam('timeline')).toBeNull();
});

test('an address that names no part shows the timeline', () => {
  expect([tabOf('x'), tabOf(''), tabOf(null)]).toEqual(['timeline', 'timeline', 'timeline']);
  expect(tabOfKey('5')).toBeNull();
});
