import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Shelf } from './shelf.ts';

const at = (namespace: string, name: string, value = 1) => ({
  ...{ namespace, name, value },
  group: namespace,
});

test('a list takes away what it does not have, of its own scope alone', () => {
  const shelf = new Shelf<number>(100);
  shelf.put('', at('shop', 'a'));
  shelf.put('', at('data', 'b'));
  shelf.listBegan('shop');
  shelf.put('shop', at('shop', 'c'));
  expect(shelf.get('shop', 'a')).toBe(1);
  shelf.listEnded('shop');
  expect([shelf.get('shop', 'a'), shelf.get('shop', 'c'), shelf.get('data', 'b')]).toEqual([
    ...[null, 1, 1],
  ]);
  expect(shelf.size).toBe(2);
});

test('gives what stood there before', () => {
  const shelf = new Shelf<number>(100);
  expect(shelf.put('', at('shop', 'a', 1))).toBeNull();
  expect(shelf.put('', at('shop', 'a', 2))).toBe(1);
  expect(shelf.values('shop')).toEqual([2]);
  expect([...shelf.groupsWith('a')]).toEqual(['shop']);
  expect([...shelf.names('nowhere')]).toEqual([]);
});

test('takes no more than it may, says so, and says no longer so once a list has room for all', () => {
  const shelf = new Shelf<number>(2);
  for (const name of ['a', 'b', 'c']) shelf.put('', at('shop', name));
  expect([shelf.size, shelf.isFull, shelf.get('shop', 'c')]).toEqual([2, true, null]);
  shelf.put('', at('shop', 'a', 7));
  expect(shelf.get('shop', 'a')).toBe(7);
  shelf.remove('shop', 'b');
  expect(shelf.isFull).toBe(true);
  shelf.listBegan('');
  shelf.put('', at('shop', 'a'));
  shelf.listEnded('');
  expect([shelf.size, shelf.isFull]).toEqual([1, false]);
});

test('is what its last list and the changes since then say, whatever was before', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd');
  const change = fc.record({ name, goes: fc.boolean() });
  fc.assert(
    fc.property(fc.array(change), fc.array(name), fc.array(change), (before, listed, after) => {
      const shelf = new Shelf<number>(100);
      const make = ({ name: of, goes }: { name: string; goes: boolean }): void => {
        if (goes) shelf.remove('shop', of);
        else shelf.put('', at('shop', of));
      };
      before.forEach(make);
      shelf.listBegan('');
      for (const of of listed) shelf.put('', at('shop', of));
      shelf.listEnded('');
      after.forEach(make);
      const expected = new Set(listed);
      for (const { name: of, goes } of after) {
        if (goes) expected.delete(of);
        else expected.add(of);
      }
      expect(new Set(shelf.names('shop'))).toEqual(expected);
      expect(shelf.size).toBe(expected.size);
    }),
  );
});
