import { join } from 'node:path';
import { millis } from '@podline/domain';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore, type Store } from './open.ts';
import { aBatch, aPod, aTransition, CLUSTER, now, temporaryFolder } from './testing/fixtures.ts';
import type { TransitionLog } from './transition-log.ts';

let temporary: ReturnType<typeof temporaryFolder>;
let store: Store;
let log: TransitionLog;

beforeEach(async () => {
  temporary = temporaryFolder();
  store = await openStore({ path: join(temporary.folder, 'podline.db'), now });
  log = await store.forCluster(CLUSTER);
});
afterEach(async () => {
  await store.close();
  temporary.remove();
});

const gone = (uid: string, name: string, createdAt: number, namespace = 'shop') =>
  aPod(uid, 0, { name, namespace, createdAt: millis(createdAt), deletedAt: millis(1000) });

test('pods that are gone are found by the beginning of their names, the newest first', async () => {
  await log.append(
    aBatch({
      pods: [
        gone('a', 'web-1', 1),
        gone('b', 'web-2', 3),
        gone('c', 'web-zz.z9', 2),
        gone('other-namespace', 'web-1', 1, 'bank'),
        gone('other-name', 'webb-1', 1),
        gone('name-itself', 'web', 1),
        aPod('live', 0, { name: 'web-3' }),
      ],
    }),
  );
  const found = async (prefix: string, most: number) =>
    (await log.gonePodsNamed({ namespace: 'shop', prefix, most })).map(({ uid }) => uid);
  expect(await found('web-', 10)).toEqual(['b', 'c', 'a']);
  expect(await found('web-', 2)).toEqual(['b', 'c']);
  expect(await found('db-', 10)).toEqual([]);
  expect(await found('%', 10)).toEqual([]);
});

test('of many pods the newest seq of each, and none of a pod without a log', async () => {
  const fact = (uid: string, key: string) => ({ uid, transition: aTransition(key) });
  await log.append(
    aBatch({
      pods: [aPod('a'), aPod('b'), aPod('silent')],
      transitions: [fact('a', '1'), fact('b', '1'), fact('a', '2')],
    }),
  );
  const newest = await log.newestSeqs(['a', 'b', 'silent', "x' OR 1=1"]);
  expect([...newest].sort()).toEqual([
    ['a', 3],
    ['b', 2],
  ]);
  expect(await log.newestSeqs([])).toEqual(new Map());
});
