import { DEFAULT_SORT, type Sort } from '@podline/contract';
import { expect, test } from 'vitest';
import { sortAfterClick, sortInAddress, sortKeyOf } from './pod-sort.ts';

test.each<[string | null, Sort]>([
  ['age', { key: 'age', isDescending: false }],
  ['-restarts', { key: 'restarts', isDescending: true }],
  [null, DEFAULT_SORT],
  ['no-such-column', DEFAULT_SORT],
  ['-', DEFAULT_SORT],
])('the address %s asks for %o', (text, sort) => {
  expect(sortInAddress(text)).toEqual(sort);
});

test('a click on a column sorts by it, a second one turns it round, a third one back', () => {
  const first = sortAfterClick(DEFAULT_SORT, 'age');
  const second = sortAfterClick(sortInAddress(first), 'age');
  const third = sortAfterClick(sortInAddress(second), 'age');
  expect([first, second, third]).toEqual(['age', '-age', 'age']);
  expect(sortAfterClick(sortInAddress('age'), 'namespace')).toBeNull();
});

test('letters with Shift sort, others do not', () => {
  expect(['A', 'N', 'a', 'Enter'].map(sortKeyOf)).toEqual(['age', 'name', null, null]);
});
