import { expect, test } from 'vitest';
import { knownOf, podObject } from '../testing/log-cluster.ts';
import { NewEnds } from './new-ends.ts';

const crashed = (id: string) => knownOf(podObject({ state: { id, exitCode: 1 } }), null);

test('of a pod that is seen again and again while its ends are read, they are read once, and each is given once', async () => {
  const ends = new NewEnds(({ endedWell }) => !endedWell);
  const read = Promise.withResolvers<readonly []>();
  let reads = 0;
  const log = {
    tailHeadsOf: () => {
      reads += 1;
      return read.promise;
    },
  };
  const [a, b] = [crashed('a'), crashed('b')];
  const takes = [a, a, b, b].map((known) => ends.take(known, log));
  read.resolve([]);
  const taken = (await Promise.all(takes)).map((runs) => runs.length);
  expect(taken).toEqual([1, 0, 1, 0]);
  expect(await ends.take(b, log)).toEqual([]);
  expect(reads).toBe(1);
});

test('what could not be read is read again', async () => {
  const ends = new NewEnds(() => true);
  const failing = { tailHeadsOf: () => Promise.reject(new Error('locked')) };
  await expect(ends.take(crashed('a'), failing)).rejects.toThrow('locked');
  expect(await ends.take(crashed('a'), { tailHeadsOf: async () => [] })).toHaveLength(1);
});
