import { expect, test } from 'vitest';
import { orderOf } from './pod-order.ts';
import { podRow } from './scripted.ts';
import { SortedRows } from './sorted-rows.ts';

const order = orderOf({ key: 'restarts', isDescending: false });
const row = (number: number) => podRow(`pod-${number}`, { restarts: (number * 7919) % 4001 });

test('thousands of rows stay in order while they come and go, wherever the list is cut', () => {
  const all = Array.from({ length: 4000 }, (_, number) => row(number));
  const sorted = new SortedRows(all.slice(0, 1500), order);
  for (const added of all.slice(1500)) sorted.insert(added);
  const kept = all.filter((_, number) => number % 3 !== 0);
  for (const [number, gone] of all.entries())
    if (number % 3 === 0) expect(sorted.remove(gone)).toBe(true);
  const expected = kept.toSorted(order);
  expect(sorted.length).toBe(kept.length);
  for (const [from, size] of [
    [0, 10],
    [510, 1030],
    [kept.length - 3, 10],
    [kept.length + 5, 10],
    [0, 10_000],
  ] as const)
    expect(sorted.slice(from, size)).toEqual(expected.slice(from, from + size));
});

test('what is not there is not removed, nor is what stands elsewhere', () => {
  const sorted = new SortedRows([row(1)], order);
  expect(sorted.remove(row(2))).toBe(false);
  expect(sorted.remove({ ...row(1), restarts: 9999 })).toBe(false);
  expect(new SortedRows([], order).remove(row(1))).toBe(false);
  expect(sorted.length).toBe(1);
});
