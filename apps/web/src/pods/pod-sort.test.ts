import { millis } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import {
  DEFAULT_SORT,
  type Sort,
  type SortKey,
  sortAfterClick,
  sortFrom,
  sortPods,
} from './pod-sort.ts';
import { podRow } from './testing/rows.ts';

const ROWS = [
  podRow('c', {
    namespace: 'b',
    status: 'Running',
    restarts: 10,
    createdAt: millis(3),
    ready: '1/2',
  }),
  podRow('b', {
    namespace: 'c',
    status: 'Pending',
    restarts: 9,
    createdAt: millis(1),
    ready: '0/3',
    node: null,
  }),
  podRow('a', {
    namespace: 'b',
    status: 'Error',
    restarts: 0,
    createdAt: millis(2),
    ready: '10/10',
    node: 'node-2',
  }),
];

describe('order', () => {
  test.each<[SortKey, string]>([
    ['namespace', 'acb'],
    ['name', 'abc'],
    ['status', 'abc'],
    ['ready', 'bca'],
    ['restarts', 'abc'],
    ['node', 'bca'],
    ['age', 'cab'],
  ])('by %s', (key, names) => {
    const sorted = (isDescending: boolean) =>
      sortPods(ROWS, { key, isDescending })
        .map(({ name }) => name)
        .join('');
    expect(sorted(false)).toBe(names);
    if (key !== 'namespace') expect(sorted(true)).toBe([...names].reverse().join(''));
  });

  test('equal rows stand by namespace and name in both directions, so that nothing jumps', () => {
    const same = ROWS.map((row) => ({ ...row, restarts: 0 }));
    for (const isDescending of [false, true]) {
      expect(sortPods(same, { key: 'restarts', isDescending }).map(({ name }) => name)).toEqual([
        'a',
        'c',
        'b',
      ]);
    }
  });

  test('two pods that had one name in turn keep their order', () => {
    const [older, newer] = [podRow('a', { uid: '1' }), podRow('a', { uid: '2' })];
    expect(sortPods([newer, older], DEFAULT_SORT)).toEqual([older, newer]);
  });

  test('the rows it is given stay as they are', () => {
    const before = [...ROWS];
    sortPods(ROWS, { key: 'name', isDescending: false });
    expect(ROWS).toEqual(before);
  });
});

test.each<[string | null, Sort]>([
  ['age', { key: 'age', isDescending: false }],
  ['-restarts', { key: 'restarts', isDescending: true }],
  [null, DEFAULT_SORT],
  ['no-such-column', DEFAULT_SORT],
  ['-', DEFAULT_SORT],
])('the address %s asks for %o', (text, sort) => {
  expect(sortFrom(text)).toEqual(sort);
});

test('a click on a column sorts by it, a second one turns it round, a third one back', () => {
  const first = sortAfterClick(DEFAULT_SORT, 'age');
  const second = sortAfterClick(sortFrom(first), 'age');
  const third = sortAfterClick(sortFrom(second), 'age');
  expect([first, second, third]).toEqual(['age', '-age', 'age']);
  expect(sortAfterClick(sortFrom('age'), 'namespace')).toBeNull();
});
