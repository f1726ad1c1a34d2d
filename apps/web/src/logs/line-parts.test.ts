import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partsOf } from './line-parts.ts';

const words = (parts: ReturnType<typeof partsOf>) =>
  parts.map(({ text, look, isFound }) => `${look}${isFound ? `[${text}]` : text}`);

test.each<[string, { text: string; look: string }[] | null, [number, number][], string[]]>([
  ['hello', null, [], ['hello']],
  ['hello', null, [[1, 3]], ['h', '[el]', 'lo']],
  ['hello', null, [[0, 5]], ['[hello]']],
  [
    'hello',
    null,
    [
      [0, 1],
      [1, 2],
    ],
    ['[h]', '[e]', 'llo'],
  ],
  [
    'redblue',
    [
      { text: 'red', look: 'r:' },
      { text: 'blue', look: 'b:' },
    ],
    [[2, 5]],
    ['r:re', 'r:[d]', 'b:[bl]', 'b:ue'],
  ],
  ['', [], [], []],
])('%j with %j found at %j', (text, spans, places, expected) => {
  expect(words(partsOf({ text, spans }, places))).toEqual(expected);
});

test('the parts together are the line, and what is found is marked', () => {
  const spans = fc.array(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 });
  const cuts = fc.uniqueArray(fc.nat(48), { maxLength: 8 });
  fc.assert(
    fc.property(spans, cuts, (texts, at) => {
      const text = texts.join('');
      const edges = at.filter((it) => it <= text.length).sort((a, b) => a - b);
      const places = edges.flatMap((from, index) => {
        const to = edges[index + 1];
        return index % 2 === 0 && to !== undefined ? [[from, to] as const] : [];
      });
      const parts = partsOf({ text, spans: texts.map((it) => ({ text: it, look: it })) }, places);
      expect(parts.map((part) => part.text).join('')).toBe(text);
      const found = parts
        .filter((part) => part.isFound)
        .map((part) => part.text)
        .join('');
      expect(found).toBe(places.map(([from, to]) => text.slice(from, to)).join(''));
    }),
  );
});
