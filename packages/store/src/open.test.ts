import { join } from 'node:path';
import { seq } from '@podline/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore } from './open.ts';
import { runChild } from './testing/child.ts';
import {
  aBatch,
  aPod,
  aTransition,
  batchOfTurn,
  CLUSTER,
  now,
  temporaryFolder,
} from './testing/fixtures.ts';

let temporary: ReturnType<typeof temporaryFolder>;
let path: string;
beforeEach(() => {
  temporary = temporaryFolder();
  path = join(temporary.folder, 'podline.db');
});
afterEach(() => temporary.remove());

describe('opening', () => {
  test('gives a new database an epoch of its own, which stays', async () => {
    const first = await openStore({ path, now });
    await first.close();
    const again = await openStore({ path, now });
    await again.close();
    const other = await openStore({ path: join(temporary.folder, 'other.db'), now });
    await other.close();
    expect(again.epoch).toBe(first.epoch);
    expect(other.epoch).not.toBe(first.epoch);
  });
});

describe('an open store', () => {
  test('F30: may be opened a second time; whoever claims the cluster last writes on in one log', async () => {
    const one = await openStore({ path, now });
    const two = await openStore({ path, now });
    const logOne = await one.forCluster(CLUSTER);
    await logOne.append(
      aBatch({ pods: [aPod('a')], transitions: [{ uid: 'a', transition: aTransition('first') }] }),
    );
    const logTwo = await two.forCluster(CLUSTER);
    await logTwo.append(aBatch({ transitions: [{ uid: 'a', transition: aTransition('second') }] }));
    const seen = await logOne.transitionsOf('a', seq(0));
    expect(seen.map(({ key }) => key)).toEqual(['first', 'second']);
    await one.close();
    await two.close();
  });

  test('F42: opened a second time in one process lets go of no lock of the first', async () => {
    const one = await openStore({ path, now });
    await (await one.forCluster(CLUSTER)).append(batchOfTurn(1, 3));
    await (await openStore({ path, now })).close();
    // What takes the whole file finds somebody in it.
    const alone = 'PRAGMA locking_mode=EXCLUSIVE; BEGIN IMMEDIATE';
    expect(await runChild('hold-lock', path, alone, 'ROLLBACK').line()).toBe('locked');
    await one.close();
  });

  test('keeps the clusters apart', async () => {
    const store = await openStore({ path, now });
    const here = await store.forCluster(CLUSTER);
    const there = await store.forCluster({ ...CLUSTER, id: 'cluster-2' });
    await here.append(batchOfTurn(1, 3));
    expect(await there.load()).toMatchObject({ pods: [], checkpoints: [], lastSeq: 3 });
    expect(await there.pod('a')).toBeNull();
    // The same uid and key in another cluster is another fact.
    expect((await there.append(batchOfTurn(1, 3))).transitions).toHaveLength(3);
    await store.close();
  });

  test('finishes what it was asked for before it closes, and refuses what comes after', async () => {
    const store = await openStore({ path, now });
    const log = await store.forCluster(CLUSTER);
    const appending = log.append(batchOfTurn(1, 3));
    await Promise.all([store.close(), store.close()]);
    expect((await appending).lastSeq).toBe(3);
    const closed = { code: 'StoreClosed', message: `The database ${path} is closed.` };
    await expect(log.append(batchOfTurn(2, 3))).rejects.toMatchObject(closed);
    await expect(log.pod('a')).rejects.toMatchObject(closed);
  });
});
