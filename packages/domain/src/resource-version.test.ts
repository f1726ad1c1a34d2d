import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isNewer, isOlder } from './resource-version.ts';

const table: readonly [a: string, b: string, older: boolean][] = [
  ['7', '8', true],
  ['8', '7', false],
  ['7', '7', false],
  ['99', '100', true],
  ['100', '99', false],
  // Beyond what a number tells apart.
  ['9007199254740992', '9007199254740993', true],
  ['abc', 'abd', false],
  ['7', 'b', false],
  ['', '7', false],
  ['07', '8', false],
];
for (const [a, b, older] of table) {
  test(`F23: ${a || 'nothing'} is ${older ? '' : 'not '}older than ${b}`, () => {
    expect(isOlder(a, b)).toBe(older);
  });
}

test('F23: versions are ordered as the numbers they are', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n }), fc.bigInt({ min: 0n }), (a, b) => {
      expect(isOlder(String(a), String(b))).toBe(a < b);
    }),
  );
});

test.each<[string, string, boolean]>([
  ['11', '10', true],
  ['10', '11', false],
  ['10', '10', false],
  ['b', 'a', true],
  ['a', 'b', true],
  ['a', 'a', false],
  ['010', '9', true],
])('F23: whether %s comes after %s, if only perhaps: %s', (version, than, newer) => {
  expect(isNewer(version, than)).toBe(newer);
});
