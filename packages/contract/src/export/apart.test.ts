import { expect, test } from 'vitest';
import { apart } from './apart.ts';

const CASES: readonly [
  name: string,
  spans: readonly (readonly [number, number | null])[],
  rows: readonly (readonly number[])[],
][] = [
  ['nothing needs no row', [], []],
  [
    'what touches does not overlap',
    [
      [0, 5],
      [5, 9],
    ],
    [[0, 1]],
  ],
  [
    'what overlaps stands in a second row',
    [
      [0, 5],
      [4, 9],
    ],
    [[0], [1]],
  ],
  [
    'what is within stands in a second row',
    [
      [0, 9],
      [2, 3],
    ],
    [[0], [1]],
  ],
  [
    'a row that is free again is used again',
    [
      [0, 5],
      [4, 9],
      [6, 7],
    ],
    [[0, 2], [1]],
  ],
  [
    'what goes on leaves no room after it',
    [
      [0, null],
      [4, 9],
    ],
    [[0], [1]],
  ],
  [
    'a moment takes no room',
    [
      [0, 0],
      [0, 5],
    ],
    [[0, 1]],
  ],
];

test.each(CASES)('%s', (_, spans, rows) => {
  const named = spans.map(([from, to], name) => ({ from, to, name }));
  expect(apart(named).map((row) => row.map(({ name }) => name))).toEqual(rows);
});
