import { expect, test } from 'vitest';
import { isNewer } from './versions.ts';

test.each<[string, string, boolean]>([
  ['11', '10', true],
  ['10', '11', false],
  ['10', '10', false],
  ['100', '99', true],
  ['99', '100', false],
  ['18446744073709551616', '18446744073709551615', true],
  ['0', '1', false],
  ['b', 'a', true],
  ['a', 'b', true],
  ['a', 'a', false],
  ['010', '9', true],
])('F23: whether %s comes after %s: %s', (version, than, newer) => {
  expect(isNewer(version, than)).toBe(newer);
});
