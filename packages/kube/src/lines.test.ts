import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineSplitter } from './lines.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');

/** `whole` in pieces of the given lengths, in turn. */
function cut(whole: Uint8Array, lengths: readonly number[]): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let from = 0, turn = 0; from < whole.length; turn++) {
    const length = lengths[turn % lengths.length] ?? 1;
    pieces.push(whole.subarray(from, from + length));
    from += length;
  }
  return pieces;
}

test('wherever the bytes are cut, the lines are the same', () => {
  const line = fc
    .string({ unit: 'binary' })
    .map((text) => text.toWellFormed().replaceAll('\n', ''));
  const lengths = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 });
  fc.assert(
    fc.property(fc.array(line), lengths, (lines, cuts) => {
      const splitter = lineSplitter(10_000);
      const whole = bytes(lines.map((text) => `${text}\n`).join(''));
      expect(cut(whole, cuts).flatMap((piece) => splitter.push(piece) ?? [])).toEqual(lines);
      expect(splitter.isWithinLine()).toBe(false);
    }),
  );
});

test.each(['\u2028', '\u2029', '\u0085', '\r', '\v', '\f'])('%j is part of a line', (separator) => {
  expect(lineSplitter(100).push(bytes(`a${separator}b\n`))).toEqual([`a${separator}b`]);
});

test('a line that has begun is not told until it ends', () => {
  const splitter = lineSplitter(100);
  expect(splitter.push(bytes('one\ntw'))).toEqual(['one']);
  expect(splitter.isWithinLine()).toBe(true);
  expect(splitter.push(bytes('o\n'))).toEqual(['two']);
});

test.each<[string, readonly string[], boolean]>([
  ['exactly the limit', ['12345\n'], false],
  ['exactly the limit, in pieces', ['123', '45', '\n'], false],
  ['one more', ['123456\n'], true],
  ['one more, in pieces', ['123', '456'], true],
  ['one more, before its end has come', ['123456'], true],
  ['the second of two', ['12\n123456\n'], true],
])('a line of %s', (_, pieces, isRefused) => {
  const splitter = lineSplitter(5);
  const outcomes = pieces.map((piece) => splitter.push(bytes(piece)));
  expect(outcomes.includes(null)).toBe(isRefused);
});
