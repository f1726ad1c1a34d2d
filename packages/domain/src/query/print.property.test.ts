import fc from 'fast-check';
import { expect, test } from 'vitest';
import { durationMs } from '../time.ts';
import { readablePart, withFilter } from './edit.ts';
import { ROLES, TEXT_FIELDS, TRAITS } from './fields.ts';
import { parseQuery } from './parse.ts';
import { printQuery } from './print.ts';
import { COMPARISONS, type Term } from './query.ts';

const word = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.constantFrom('stuck', '-a', 'ns:a', '"', '\\', 'a b', ' ', ',', 'Init:0/3', '*', '~'),
);
const value = word.filter((text) => !text.startsWith('~'));
const pattern = fc.record({ text: value, isWithin: fc.boolean() });
const patterns = fc.array(pattern, { minLength: 1, maxLength: 3 });
const isNegated = fc.boolean();
const comparison = fc.constantFrom(...COMPARISONS);
const term: fc.Arbitrary<Term> = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), isNegated, text: word }),
  fc.record({
    kind: fc.constant('match' as const),
    isNegated,
    field: fc.constantFrom(...TEXT_FIELDS),
    patterns,
  }),
  fc.record({
    kind: fc.constant('role' as const),
    isNegated,
    roles: fc.array(fc.constantFrom(...ROLES), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('is' as const),
    isNegated,
    traits: fc.array(fc.constantFrom(...TRAITS), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('label' as const),
    isNegated,
    key: value.filter((text) => !text.includes('=')),
    patterns: fc.option(patterns),
  }),
  fc.record({
    kind: fc.constant('restarts' as const),
    isNegated,
    comparison,
    count: fc.nat({ max: 999_999_999 }),
  }),
  fc.record({
    kind: fc.constant('age' as const),
    isNegated,
    comparison,
    age: fc.nat({ max: 10_000_000 }).map((seconds) => durationMs(seconds * 1000)),
  }),
);

test('what is printed is read as the same query', () => {
  fc.assert(
    fc.property(fc.array(term, { maxLength: 6 }), (terms) => {
      expect(parseQuery(printQuery({ terms }))).toEqual({ ok: true, query: { terms } });
    }),
    { numRuns: 2_000 },
  );
});

test('any text is a query or an error within it', () => {
  const hostile = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc
      .array(fc.constantFrom('ns:', '-', '"', '~', '*', ',', ' ', 'a', '\\', 'label:', '=', '<'), {
        maxLength: 20,
      })
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(hostile, (text) => {
      const parsed = parseQuery(text);
      expect(parseQuery(readablePart(text)).ok).toBe(true);
      if (parsed.ok) {
        expect(parseQuery(printQuery(parsed.query))).toEqual(parsed);
        return;
      }
      const { at, length, sentence } = parsed.error;
      expect(at >= 0 && length >= 1 && at + length <= Math.max(text.length, 1)).toBe(true);
      expect(sentence).toMatch(/[.?]$/);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ['stuck ns:', 'stuck'],
  ['ns:a foo:b c', 'ns:a  c'],
  ['a "b c', 'a'],
  ['- a', 'a'],
  ['ns:', ''],
])('of "%s" can be read: "%s"', (text, part) => {
  expect(readablePart(text)).toBe(part);
});

test.each([
  ['', 'ns:shop'],
  ['stuck', 'stuck ns:shop'],
  ['ns:shop', 'ns:shop'],
  ['ns:shop x', 'ns:shop x'],
  ['ns:', 'ns: ns:shop'],
])('a click on the namespace makes of "%s" "%s"', (before, after) => {
  expect(withFilter(before, 'ns', 'shop')).toBe(after);
});
