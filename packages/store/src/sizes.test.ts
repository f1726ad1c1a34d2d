import { statSync } from 'node:fs';
import { join } from 'node:path';
import { millis } from '@podline/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore, type Store } from './open.ts';
import { aBatch, aPod, aTransition, CLUSTER, now, temporaryFolder } from './testing/fixtures.ts';

let temporary: ReturnType<typeof temporaryFolder>;
let path: string;
let store: Store;
beforeEach(async () => {
  temporary = temporaryFolder();
  path = join(temporary.folder, 'podline.db');
  store = await openStore({ path, now });
});
afterEach(async () => {
  await store.close();
  temporary.remove();
});

const pods = (from: number, to: number, change = {}) =>
  Array.from({ length: to - from }, (_, n) => aPod(`uid-${from + n}`, 0, change));
const facts = (uid: string, first: number, end: number) =>
  Array.from({ length: end - first }, (_, n) => ({
    uid,
    transition: aTransition(`fact-${first + n}`, { observedAt: millis(first + n) }),
  }));

describe('sizes', () => {
  test('of an empty log are those of the file', async () => {
    const { fileBytes, usedBytes, walBytes, ...rest } = await store.sizes();
    expect(rest).toEqual({ pods: 0, livePods: 0, transitions: 0, oldestAt: null, newestAt: null });
    expect(fileBytes).toBe(statSync(path).size);
    expect(walBytes).toBe(statSync(`${path}-wal`).size);
    expect(usedBytes).toBeGreaterThan(0);
  });

  test('count the pods of all clusters, more than are counted at once', async () => {
    const log = await store.forCluster(CLUSTER);
    const other = await store.forCluster({ ...CLUSTER, id: 'cluster-2' });
    for (let n = 0; n < 21_000; n += 3000) await log.append(aBatch({ pods: pods(n, n + 3000) }));
    await log.append(aBatch({ pods: pods(0, 500, { deletedAt: millis(1) }) }));
    await other.append(aBatch({ pods: pods(0, 7) }));
    expect(await store.sizes()).toMatchObject({ pods: 21_007, livePods: 20_507 });
  });

  test('count the transitions that are kept, also after some were dropped', async () => {
    const log = await store.forCluster(CLUSTER);
    const gone = aPod('gone', 0, { deletedAt: millis(1) });
    await log.append(aBatch({ pods: [gone], transitions: facts('gone', 0, 40) }));
    await log.append(aBatch({ pods: [aPod('there')], transitions: facts('there', 40, 50) }));
    // A batch that comes again uses up no seq.
    await log.append(aBatch({ transitions: facts('there', 40, 50) }));
    expect(await store.sizes()).toMatchObject({ transitions: 50, oldestAt: 0, newestAt: 49 });
    await store.retain({ maxAgeMs: 0, maxBytes: null, now: millis(1000) });
    expect(await store.sizes()).toMatchObject({ transitions: 10, oldestAt: 40, newestAt: 49 });
  });

  test('tell what is in use apart from what the file has', async () => {
    const log = await store.forCluster(CLUSTER);
    await log.append(aBatch({ pods: pods(0, 2000, { deletedAt: millis(1) }) }));
    const full = await store.sizes();
    for (let n = 0; n < 40; n += 1) {
      await store.retain({ maxAgeMs: 0, maxBytes: null, now: millis(1000) });
    }
    const { usedBytes, fileBytes } = await store.sizes();
    expect(usedBytes).toBeLessThan(full.usedBytes / 4);
    expect(fileBytes).toBeGreaterThan(usedBytes);
  });
});
