import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextMatch, placesIn, type Wanted, wrongWith } from './find.ts';

const text = (it: string): Wanted => ({ text: it, isPattern: false });
const pattern = (it: string): Wanted => ({ text: it, isPattern: true });

describe('looking for', () => {
  test.each<[string, Wanted, string[], [number, [number, number][]][]]>([
    ['nothing', text(''), ['a'], []],
    [
      'a word, in any case',
      text('Error'),
      ['an error', 'ERROR error', 'fine'],
      [
        [0, [[3, 8]]],
        [
          1,
          [
            [0, 5],
            [6, 11],
          ],
        ],
      ],
    ],
    [
      'what would mean something in a pattern',
      text('a.*(b)[1]$'),
      ['a.*(b)[1]$', 'axxb'],
      [[0, [[0, 10]]]],
    ],
    [
      'a pattern',
      pattern('exit code [1-9]\\d*'),
      ['exit code 0', 'exit code 137'],
      [[1, [[0, 13]]]],
    ],
    ['a pattern that may fit nothing', pattern('x*'), ['axxb', 'abc'], [[0, [[1, 3]]]]],
    ['letters of other scripts', text('ПРИВЕТ'), ['привет'], [[0, [[0, 6]]]]],
  ])('%s', (_, wanted, lines, found) => {
    expect([...placesIn(lines, wanted)]).toEqual(found);
  });
});

test('in one line no more than a hundred are marked', () => {
  expect(placesIn(['a'.repeat(500)], text('a')).get(0)).toHaveLength(100);
});

test('any text is found where it stands', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 1 }), fc.string(), (before, it, after) => {
      const found = placesIn([before + it + after], text(it)).get(0) ?? [];
      expect(found.length).toBeGreaterThan(0);
    }),
  );
});

test('a pattern that is none is said in words', () => {
  expect(wrongWith(pattern('(a'))).toMatch(/unterminated group/i);
  expect(wrongWith(pattern('a+'))).toBeNull();
  expect(wrongWith(text('(a'))).toBeNull();
});

test.each<[number[], number | null, 1 | -1, number | null]>([
  [[], 3, 1, null],
  [[2, 5, 9], null, 1, 2],
  [[2, 5, 9], 5, 1, 9],
  [[2, 5, 9], 9, 1, 2],
  [[2, 5, 9], 5, -1, 2],
  [[2, 5, 9], 2, -1, 9],
  [[2, 5, 9], null, -1, 9],
])('of matches in lines %j, from %j by %j leads to %j', (lines, from, step, to) => {
  expect(nextMatch(lines, from, step)).toBe(to);
});
