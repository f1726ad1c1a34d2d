import type { StoredTailHead } from '@podline/store';
import { expect, test } from 'vitest';
import { knownOf, podObject } from '../testing/log-cluster.ts';
import { NewEnds } from './new-ends.ts';

const known = knownOf(podObject({ state: { id: 'a', exitCode: 1 } }), null);

/** Reads that end when they are told to. */
function heldLog() {
  const reads: PromiseWithResolvers<readonly StoredTailHead[]>[] = [];
  return {
    reads,
    tailHeadsOf: () => {
      const read = Promise.withResolvers<readonly StoredTailHead[]>();
      reads.push(read);
      return read.promise;
    },
  };
}

test('an end is taken once, however often it is seen while the database is read', async () => {
  const log = heldLog();
  const ends = new NewEnds((run) => !run.endedWell);
  const taken = [ends.take(known, log), ends.take(known, log)];
  log.reads[0]?.resolve([]);
  expect((await Promise.all(taken)).map((some) => some.length)).toEqual([1, 0]);
  expect(await ends.take(known, log)).toEqual([]);
  expect(log.reads).toHaveLength(1);
});

test.each<[string, (ends: NewEnds) => void]>([
  ['went', (ends) => ends.forget('uid-1')],
  ['is asked for anew', (ends) => ends.clear()],
])('of a pod that %s while the database was read, nothing stays', async (_, over) => {
  const log = heldLog();
  const ends = new NewEnds((run) => !run.endedWell);
  const taken = ends.take(known, log);
  over(ends);
  log.reads[0]?.resolve([]);
  await taken;
  void ends.take(known, log);
  expect(log.reads).toHaveLength(2);
});

test('after a database that cannot be read it is tried again', async () => {
  const log = heldLog();
  const ends = new NewEnds((run) => !run.endedWell);
  const failing = ends.take(known, log);
  log.reads[0]?.reject(new Error('busy'));
  await expect(failing).rejects.toThrow('busy');
  const again = ends.take(known, log);
  log.reads[1]?.resolve([]);
  expect(await again).toHaveLength(1);
});
