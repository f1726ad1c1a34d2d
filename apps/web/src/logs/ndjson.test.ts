import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ndjsonReader } from './ndjson.ts';

test('records come as soon as they are whole, wherever the text is cut', () => {
  const record = fc.record({ container: fc.string(), at: fc.constant(null), text: fc.string() });
  fc.assert(
    fc.property(fc.array(record), fc.array(fc.nat(20)), (records, cuts) => {
      const read = ndjsonReader();
      let left = records.map((it) => `${JSON.stringify(it)}\n`).join('\n');
      const found: unknown[] = [];
      for (const cut of cuts) {
        found.push(...read(left.slice(0, cut)));
        left = left.slice(cut);
      }
      found.push(...read(left));
      expect(found).toEqual(records);
    }),
  );
});

test('what is no JSON is said', () => {
  expect(() => ndjsonReader()('<html>\n')).toThrow(SyntaxError);
});
