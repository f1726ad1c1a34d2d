import { describe, expect, test } from 'vitest';
import { parseQuery } from './parse.ts';
import { QUERY_LIMITS, type QueryError, type Term } from './query.ts';

const termsOf = (text: string): readonly Term[] => {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new Error(parsed.error.sentence);
  return parsed.query.terms;
};
const errorOf = (text: string): QueryError | null => {
  const parsed = parseQuery(text);
  return parsed.ok ? null : parsed.error;
};

test('every kind of term is read', () => {
  const text =
    'ns:shop,bank status:Init* -image:~istio stuck role:init label:app=web restarts:>3 age:<10m free "two words"';
  expect(termsOf(text)).toEqual([
    {
      kind: 'match',
      field: 'ns',
      isNegated: false,
      patterns: [
        { text: 'shop', isWithin: false },
        { text: 'bank', isWithin: false },
      ],
    },
    {
      kind: 'match',
      field: 'status',
      isNegated: false,
      patterns: [{ text: 'Init*', isWithin: false }],
    },
    {
      kind: 'match',
      field: 'image',
      isNegated: true,
      patterns: [{ text: 'istio', isWithin: true }],
    },
    { kind: 'is', isNegated: false, traits: ['stuck'] },
    { kind: 'role', isNegated: false, roles: ['init'] },
    {
      kind: 'label',
      isNegated: false,
      key: 'app',
      patterns: [{ text: 'web', isWithin: false }],
    },
    { kind: 'restarts', isNegated: false, comparison: '>', count: 3 },
    { kind: 'age', isNegated: false, comparison: '<', age: 600_000 },
    { kind: 'text', isNegated: false, text: 'free' },
    { kind: 'text', isNegated: false, text: 'two words' },
  ]);
});

describe('what is wrong is told with its place', () => {
  const table: readonly (readonly [string, number, number, string])[] = [
    [
      'ns:shop foo:bar',
      8,
      3,
      'There is no field foo. Text with a colon stands in quotes: "foo:…".',
    ],
    ['nodes:a', 0, 5, 'There is no field nodes. Is node: meant?'],
    ['ns:', 0, 3, 'ns: needs a value, as in ns:shop.'],
    ['a ns:b,,c', 2, 7, 'ns: needs a value, as in ns:shop.'],
    ['image:~', 0, 7, 'image: needs a value, as in image:~istio.'],
    ['restarts:many', 9, 4, 'restarts needs a number, as in restarts:>3.'],
    ['restarts:1,2', 11, 1, 'restarts needs a number, as in restarts:>3.'],
    ['age:10m', 4, 3, 'age needs < or > and a time, as in age:<10m.'],
    ['age:<10', 4, 3, 'age needs < or > and a time, as in age:<10m.'],
    ['age:<99999999d', 4, 10, 'age needs < or > and a time, as in age:<10m.'],
    [
      'is:fine',
      3,
      4,
      'is: knows stuck, initializing, starting, crash-looping, sidecar-not-ready, ready, finished, failed, terminating, gone.',
    ],
    ['role:sidecar', 5, 7, 'role: knows init, native-sidecar, app, classic-sidecar, ephemeral.'],
    ['label:=web', 6, 4, 'label needs a key, and a value after =, as in label:app=web.'],
    ['label:a,b', 8, 1, 'A label without a value stands alone, as in label:app.'],
    ['a "b c', 2, 4, 'This quote is not closed.'],
    ['"a"b', 3, 1, 'A space must follow a closing quote.'],
    ['a -', 2, 1, 'A minus needs something behind it.'],
    ['""', 0, 2, 'There is nothing to find.'],
  ];
  test.each(table)('%s', (text, at, length, sentence) => {
    expect(errorOf(text)).toEqual({ at, length, sentence });
  });
});

test('F40: a query that is too long or has too many terms is refused before it costs anything', () => {
  expect(errorOf('x'.repeat(QUERY_LIMITS.length + 1))?.sentence).toBe(
    'A query has at most 1000 characters.',
  );
  expect(errorOf('x'.repeat(QUERY_LIMITS.length))).toBeNull();
  expect(errorOf('a '.repeat(QUERY_LIMITS.terms + 1))).toEqual({
    at: 80,
    length: 1,
    sentence: 'A query has at most 40 terms.',
  });
  expect(errorOf('a '.repeat(QUERY_LIMITS.terms))).toBeNull();
});

test('what looks like a field of kubectl’s words is text', () => {
  expect(termsOf('Init:Error 10.0.0.1:80')).toEqual([
    { kind: 'text', isNegated: false, text: 'Init:Error' },
    { kind: 'text', isNegated: false, text: '10.0.0.1:80' },
  ]);
});
