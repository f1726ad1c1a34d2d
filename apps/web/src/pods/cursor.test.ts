import { expect, test } from 'vitest';
import { moved, settled, stepOf } from './cursor.ts';

const here = { from: 100, uids: ['a', 'b', 'c'] };

test.each([
  ['it follows its pod', { index: 50, uid: 'b' }, { index: 101, uid: 'b' }],
  ['its pod is gone: it keeps its place', { index: 102, uid: 'x' }, { index: 102, uid: 'c' }],
  ['its pod is elsewhere', { index: 7, uid: 'x' }, { index: 7, uid: null }],
  ['the list became shorter', { index: 900, uid: null }, { index: 499, uid: null }],
  ['its row has come', { index: 100, uid: null }, { index: 100, uid: 'a' }],
])('%s', (_, cursor, expected) => {
  expect(settled(cursor, here, 500)).toEqual(expected);
});

test.each([
  ['j', { index: 101, uid: 'b' }],
  ['ArrowUp', { index: 99, uid: null }],
  ['PageDown', { index: 120, uid: null }],
  ['Home', { index: 0, uid: null }],
  ['End', { index: 499, uid: null }],
])('%s', (key, expected) => {
  expect(moved({ index: 100, uid: 'a' }, stepOf(key, 20) ?? 0, here, 500)).toEqual(expected);
});

test('other keys move nothing', () => {
  expect(stepOf('x', 20)).toBeNull();
});
