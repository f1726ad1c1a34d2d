/** Each cause once when it has come to stay, and once when it is gone. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Announcer } from './announcer.ts';
import { aCause } from './testing.ts';

const words = (announcer: Announcer, keys: readonly string[], seconds: number): string[] =>
  announcer
    .look(
      keys.map((key) => aCause({ key, members: [] })),
      seconds * 1_000,
    )
    .map(({ event, cause }) => `${event} ${cause.key}`);

test('a cause is told once it has stood for twenty seconds, and once', () => {
  const announcer = new Announcer([], 0);
  expect(words(announcer, ['a'], 0)).toEqual([]);
  expect(words(announcer, ['a'], 19)).toEqual([]);
  expect(words(announcer, ['a'], 20)).toEqual(['firing a']);
  expect(words(announcer, ['a'], 400)).toEqual([]);
});

test('one that comes and goes before is not told', () => {
  const announcer = new Announcer([], 0);
  words(announcer, ['a'], 0);
  words(announcer, [], 15);
  expect(words(announcer, ['a'], 25)).toEqual([]);
});

test('without a finding it waits longer for one', () => {
  const announcer = new Announcer([], 0);
  const look = (seconds: number) => announcer.look([aCause({ finding: null })], seconds * 1_000);
  expect([look(0), look(20), look(59)]).toEqual([[], [], []]);
  expect(look(60)).toMatchObject([{ event: 'firing' }]);
});

test('what is gone for a minute is resolved; a blink is not', () => {
  const announcer = new Announcer([], 0);
  words(announcer, ['a'], 0);
  words(announcer, ['a'], 20);
  expect(words(announcer, [], 50)).toEqual([]);
  expect(words(announcer, ['a'], 75)).toEqual([]);
  expect(words(announcer, [], 134)).toEqual([]);
  expect(words(announcer, [], 135)).toEqual(['resolved a']);
  expect(announcer.told()).toEqual([]);
});

test('a resolution says how many of its pods are stuck by something else', () => {
  const announcer = new Announcer([{ key: 'a', cause: aCause({ key: 'a' }) }], 0);
  const other = aCause({ key: 'b' });
  expect(announcer.look([other], 60_000)).toMatchObject([
    { event: 'resolved', cause: { key: 'a' }, stillStuck: 1 },
  ]);
});

test('after a restart what was told is not told again, and is resolved when it is over', () => {
  const told = [{ key: 'a', cause: aCause({ key: 'a' }) }];
  const announcer = new Announcer(told, 1_000_000);
  expect(words(announcer, ['a'], 1_100)).toEqual([]);
  expect(words(announcer, [], 1_160)).toEqual(['resolved a']);
});

test('however causes come and go, firing and resolved take turns', () => {
  const steps = fc.array(
    fc.record({ seconds: fc.nat({ max: 90 }), keys: fc.subarray(['a', 'b', 'c']) }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(steps, (script) => {
      const announcer = new Announcer([], 0);
      const open = new Set<string>();
      let at = 0;
      for (const { seconds, keys } of script) {
        at += seconds;
        for (const told of words(announcer, keys, at)) {
          const [event = '', key = ''] = told.split(' ');
          expect(open.has(key)).toBe(event === 'resolved');
          if (event === 'firing') open.add(key);
          else open.delete(key);
        }
      }
      expect(
        announcer
          .told()
          .map(({ key }) => key)
          .sort(),
      ).toEqual([...open].sort());
    }),
  );
});
