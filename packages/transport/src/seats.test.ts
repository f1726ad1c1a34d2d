import { expect, test } from 'vitest';
import { seats } from './seats.ts';

const room = () => seats({ pages: 4, pagesPerAddress: 2 });

test('T15: one address gets no more than its share, and others still get theirs', () => {
  const { take } = room();
  expect([take('a'), take('a')]).not.toContain(null);
  expect(take('a')).toBeNull();
  expect(take('b')).not.toBeNull();
});

test('T15: all together get no more than there is', () => {
  const { take } = room();
  for (const address of ['a', 'b', 'c', 'd']) expect(take(address)).not.toBeNull();
  expect([take('e'), take(null)]).toEqual([null, null]);
});

test('an address that is not known counts among all and with no other', () => {
  const { take } = room();
  for (let page = 0; page < 4; page += 1) expect(take(null)).not.toBeNull();
  expect(take('a')).toBeNull();
});

test('a seat that is left can be taken again, and leaving twice leaves one', () => {
  const { take } = room();
  const [first] = [take('a'), take('a')];
  first?.();
  first?.();
  expect(take('a')).not.toBeNull();
  expect(take('a')).toBeNull();
});
