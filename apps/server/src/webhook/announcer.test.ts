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
  const announcer = new Announcer([]);
  expect(words(announcer, ['a'], 0)).toEqual([]);
  expect(words(announcer, ['a'], 19)).toEqual([]);
  expect(words(announcer, ['a'], 20)).toEqual(['firing a']);
  expect(words(announcer, ['a'], 400)).toEqual([]);
});

test('one that comes and goes before is not told', () => {
  const announcer = new Announcer([]);
  words(announcer, ['a'], 0);
  words(announcer, [], 15);
  expect(words(announcer, ['a'], 25)).toEqual([]);
});

test('without a finding it waits longer for one', () => {
  const announcer = new Announcer([]);
  const look = (seconds: number) => announcer.look([aCause({ finding: null })], seconds * 1_000);
  expect([look(0), look(20), look(59)]).toEqual([[], [], []]);
  expect(look(60)).toMatchObject([{ event: 'firing' }]);
});

test('what is gone for a minute is resolved; a blink is not', () => {
  const announcer = new Announcer([]);
  words(announcer, ['a'], 0);
  words(announcer, ['a'], 20);
  expect(words(announcer, [], 50)).toEqual([]);
  expect(words(announcer, ['a'], 75)).toEqual([]);
  expect(words(announcer, [], 80)).toEqual([]);
  expect(words(announcer, [], 139)).toEqual([]);
  expect(words(announcer, [], 140)).toEqual(['resolved a']);
  expect(announcer.told()).toEqual([]);
});

test('a resolution says how many of its pods are stuck by something else', () => {
  const [one, other] = [aCause({ key: 'a' }), aCause({ key: 'b' })];
  const announcer = new Announcer([one, other].map((cause) => ({ key: cause.key, cause })));
  expect(announcer.look([other], 0)).toEqual([]);
  expect(announcer.look([other], 60_000)).toMatchObject([
    { event: 'resolved', cause: { key: 'a' }, stillStuck: 1 },
  ]);
});

test('after a restart what was told is not told again, and is resolved when it is over', () => {
  const told = [{ key: 'a', cause: aCause({ key: 'a' }) }];
  const announcer = new Announcer(told);
  expect(words(announcer, ['a'], 1_100)).toEqual([]);
  expect(words(announcer, [], 1_105)).toEqual([]);
  expect(words(announcer, [], 1_165)).toEqual(['resolved a']);
});

test('while nobody could look, nothing is over: a minute in vain begins with the first look', () => {
  const announcer = new Announcer([{ key: 'a', cause: aCause({ key: 'a' }) }]);
  // A slow cluster, after a restart: rows are there, and what is to blame is not yet.
  expect(words(announcer, [], 600)).toEqual([]);
  expect(words(announcer, ['a'], 605)).toEqual([]);
  expect(words(announcer, [], 1_300)).toEqual([]);
  expect(words(announcer, [], 1_360)).toEqual(['resolved a']);
});

test('a receiver hears of a cause by what it was told first, whichever of its pods is named', () => {
  const announcer = new Announcer([]);
  announcer.look([aCause()], 0);
  announcer.look([aCause()], 20_000);
  announcer.look([aCause({ namespace: 'bank', container: 'app', reason: 'Error', pods: 7 })], 1e6);
  const told = { ...aCause(), pods: 7 };
  expect(announcer.told()).toEqual([{ key: 'k', cause: told }]);
  announcer.look([], 2e6);
  expect(announcer.look([], 3e6)).toMatchObject([{ event: 'resolved', cause: told }]);
});

test('however causes come and go, firing and resolved take turns', () => {
  const steps = fc.array(
    fc.record({ seconds: fc.nat({ max: 90 }), keys: fc.subarray(['a', 'b', 'c']) }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(steps, (script) => {
      const announcer = new Announcer([]);
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
