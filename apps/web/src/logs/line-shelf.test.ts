import { expect, test } from 'vitest';
import { LineShelf } from './line-shelf.ts';

const stamp = (second: number) => `2026-11-22T12:00:${String(second).padStart(2, '0')}.000000000Z`;
const line = (container: string, second: number, text = `${container}${second}`) => ({
  container,
  at: stamp(second),
  text,
});
const texts = (shelf: LineShelf) => shelf.lines.map(({ text }) => text);

test('the newest lines stay, and those that went are counted', () => {
  const shelf = new LineShelf({ lines: 3, characters: 1000 });
  shelf.add([1, 2, 3, 4, 5].map((second) => line('a', second)));
  expect(texts(shelf)).toEqual(['a3', 'a4', 'a5']);
  expect(shelf.dropped).toBe(2);
  expect(shelf.lines.map(({ id }) => id)).toEqual([2, 3, 4]);
});

test('long lines make room by their letters', () => {
  const shelf = new LineShelf({ lines: 100, characters: 10 });
  shelf.add([line('a', 1, 'xxxx'), line('a', 2, 'yyyy'), line('a', 3, 'zzzz')]);
  expect(texts(shelf)).toEqual(['yyyy', 'zzzz']);
  shelf.add([line('a', 4, 'w'.repeat(50))]);
  expect(shelf.lines).toHaveLength(1);
  expect(shelf.longest).toBe(50);
});

test('what is told again after a break is taken once, lines of one moment too', () => {
  const shelf = new LineShelf();
  shelf.add([line('a', 1), line('a', 2, 'x'), line('a', 2, 'y'), line('b', 3)]);
  expect(shelf.since(['a', 'b'])).toBe(stamp(2));
  shelf.resume();
  shelf.add([
    line('a', 2, 'x'),
    line('a', 2, 'y'),
    line('a', 2, 'z'),
    line('b', 3),
    line('b', 4),
    line('a', 5),
  ]);
  expect(texts(shelf)).toEqual(['a1', 'x', 'y', 'b3', 'z', 'b4', 'a5']);
});

test('where nothing is known of a container, it is asked for from its beginning', () => {
  const shelf = new LineShelf();
  shelf.add([line('a', 1)]);
  expect(shelf.since(['a', 'b'])).toBeNull();
  expect(shelf.since([])).toBeNull();
});

test('a line without a time is never taken for one that was told', () => {
  const shelf = new LineShelf();
  shelf.add([{ container: 'a', at: null, text: 'x' }, line('a', 1)]);
  shelf.resume();
  shelf.add([{ container: 'a', at: null, text: 'x' }]);
  expect(texts(shelf)).toEqual(['x', 'a1', 'x']);
});
