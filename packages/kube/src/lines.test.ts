import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineSplitter } from './lines.ts';
import { cut } from './testing/cut.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const whole = (text: string) => ({ kind: 'whole', text }) as const;

test('F17: wherever the bytes are cut, the lines are the same', () => {
  const line = fc
    .string({ unit: 'binary' })
    .map((text) => text.toWellFormed().replaceAll('\n', ''));
  const lengths = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 });
  fc.assert(
    fc.property(fc.array(line), lengths, (lines, cuts) => {
      const splitter = lineSplitter(10_000);
      const stream = bytes(lines.map((text) => `${text}\n`).join(''));
      const found = cut(stream, cuts).flatMap((piece) => splitter.push(piece));
      expect(found).toEqual(lines.map(whole));
      expect(splitter.isWithinLine()).toBe(false);
    }),
  );
});

test.each(['\u2028', '\u2029', '\u0085', '\r', '\v', '\f', '\0', '\ufeff'])(
  'F17: %j is part of a line',
  (separator) => {
    expect(lineSplitter(100).push(bytes(`a${separator}b\n`))).toEqual([whole(`a${separator}b`)]);
  },
);

test('a line that has begun is not told until it ends', () => {
  const splitter = lineSplitter(100);
  expect(splitter.push(bytes('one\ntw'))).toEqual([whole('one')]);
  expect(splitter.isWithinLine()).toBe(true);
  expect(splitter.push(bytes('o\n'))).toEqual([whole('two')]);
});

test.each<[string, readonly string[], readonly object[]]>([
  ['exactly the limit', ['12345\n'], [whole('12345')]],
  ['exactly the limit, in pieces', ['123', '45', '\n'], [whole('12345')]],
  ['one more', ['123456\n'], [{ kind: 'oversized', head: '123456', bytes: 6 }]],
  ['one more, in pieces', ['123', '456\n'], [{ kind: 'oversized', head: '123456', bytes: 6 }]],
  ['one more, before its end has come', ['123456'], []],
  [
    'one more, and one after it',
    ['123456\n78\n'],
    [{ kind: 'oversized', head: '123456', bytes: 6 }, whole('78')],
  ],
  [
    'far more, in many pieces',
    ['123', '456', '7890', '1\n2\n'],
    [{ kind: 'oversized', head: '123456', bytes: 11 }, whole('2')],
  ],
])('F19: a line of %s', (_, pieces, found) => {
  const splitter = lineSplitter(5);
  expect(pieces.flatMap((piece) => splitter.push(bytes(piece)))).toEqual(found);
});

test('what follows the last line feed is told when it is asked for, once', () => {
  const splitter = lineSplitter(100);
  splitter.push(bytes('one\ntw'));
  expect(splitter.rest()).toEqual(whole('tw'));
  expect(splitter.rest()).toBeNull();
});
