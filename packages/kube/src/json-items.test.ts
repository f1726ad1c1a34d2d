import fc from 'fast-check';
import { expect, test } from 'vitest';
import { itemSplitter } from './json-items.ts';
import { cut } from './testing/cut.ts';

const LIMIT = 1_000_000;

/** What comes of a text that arrives in these pieces: its items, parsed, and what is left around them. */
function split(json: string, lengths: readonly number[], limit = LIMIT) {
  const splitter = itemSplitter(limit);
  const pieces = cut(Buffer.from(json), lengths).flatMap((chunk) => splitter.push(chunk));
  return { pieces, envelope: splitter.envelope() };
}

const texts = (json: string, lengths: readonly number[]) =>
  split(json, lengths).pieces.map((piece) => (piece.kind === 'whole' ? piece.text : piece.kind));

test('F17: wherever a list is cut by the network, its items and what is around them are the same', () => {
  const item = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue());
  const around = fc.record({ kind: fc.string(), metadata: fc.jsonValue() });
  const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 });
  const space = fc.constantFrom(0, 2);
  fc.assert(
    fc.property(around, fc.array(item), lengths, space, (list, items, cuts, indent) => {
      const json = JSON.stringify({ ...list, items, after: 1 }, null, indent);
      const { pieces, envelope } = split(json, cuts);
      const parsed = pieces.map((piece) => piece.kind === 'whole' && JSON.parse(piece.text));
      expect(parsed).toEqual(JSON.parse(JSON.stringify(items)));
      const rest = JSON.parse(JSON.stringify({ ...list, items: [], after: 1 }));
      expect(JSON.parse(envelope)).toEqual(rest);
    }),
  );
});

test.each<[string, string, readonly string[]]>([
  ['braces and quotes within strings', '{"items":[{"a":"}]\\"{"}]}', ['{"a":"}]\\"{"}']],
  [
    'a key `items` that is deeper',
    '{"metadata":{"items":[{"a":1}]},"items":[{"b":2}]}',
    ['{"b":2}'],
  ],
  ['another array first', '{"columns":[{"a":1}],"items":[{"b":2}]}', ['{"b":2}']],
  [
    'arrays within items',
    '{"items":[{"a":[{"b":1},{"c":2}]},{"d":[]}]}',
    ['{"a":[{"b":1},{"c":2}]}', '{"d":[]}'],
  ],
  ['no items', '{"items":[]}', []],
  ['null for items', '{"items":null}', []],
  ['a list within the list', '{"items":[[{"a":1}]]}', []],
])('knows the items of a list with %s', (_, json, items) => {
  expect(texts(json, [3])).toEqual(items);
});

test('what is no object stays where it was, for the parser to find', () => {
  expect(split('{"items":[7,{"a":1}]}', [4]).envelope).toBe('{"items":[7]}');
});

test('F19: an item beyond the limit is dropped alone, and its beginning is kept', () => {
  const large = `{"metadata":{"name":"big"},"x":"${'y'.repeat(10_000)}"}`;
  const { pieces, envelope } = split(`{"items":[{"a":1},${large},{"b":2}]}`, [100], 5000);
  expect(pieces).toEqual([
    { kind: 'whole', text: '{"a":1}' },
    { kind: 'oversized', head: large.slice(0, 4096), bytes: large.length },
    { kind: 'whole', text: '{"b":2}' },
  ]);
  expect(envelope).toBe('{"items":[]}');
});

test('of an answer that is no list and has no end only so much is kept', () => {
  const splitter = itemSplitter(LIMIT);
  const chunk = Buffer.alloc(65_536, 'x');
  for (let count = 0; count < 100; count++) splitter.push(chunk);
  expect(splitter.envelope().length).toBeLessThan(1.2 * 1024 * 1024);
});
