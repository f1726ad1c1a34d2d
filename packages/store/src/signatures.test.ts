import { join } from 'node:path';
import { millis } from '@podline/domain';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openAdapter } from './connection.ts';
import type { StoredTail } from './log-tails.ts';
import { openStore, type Store } from './open.ts';
import { ALIKE_COUNTED, type AlikeQuery, type FailuresAlike } from './signatures.ts';
import { aBatch, aPod, CLUSTER, fileAt, NOW, now, temporaryFolder } from './testing/fixtures.ts';
import type { TransitionLog } from './transition-log.ts';

let temporary: ReturnType<typeof temporaryFolder>;
let store: Store;
let log: TransitionLog;
const ROOM = 64 * 1024 * 1024;
const KEY = '0123456789abcdef';

beforeEach(async () => {
  temporary = temporaryFolder();
  store = await openStore({ path: join(temporary.folder, 'podline.db'), now });
  log = await store.forCluster(CLUSTER);
  const pods = [
    aPod('a'),
    aPod('b', 0, { deletedAt: NOW }),
    aPod('c', 0, { namespace: 'bank', name: 'api-0' }),
  ];
  await log.append(aBatch({ pods }));
});
afterEach(async () => {
  await store.close();
  temporary.remove();
});

const keep = async (uid: string, attempt: number, change: Partial<StoredTail> = {}) => {
  const tail: StoredTail = {
    ...{ container: 'app', containerId: `containerd://${attempt}`, attempt, outcome: 'kept' },
    ...{ lineCount: 0, isCut: false, masked: 0, lines: [], fetchedAt: millis(NOW + attempt) },
    signature: { key: KEY, words: `exit code 1: ${uid}` },
    ...change,
  };
  await log.keepTails([{ uid, tail }], ROOM);
};
const alike = (change: Partial<AlikeQuery> = {}): Promise<FailuresAlike | null> =>
  log.failuresAlike({ key: KEY, mayTell: () => true, most: 10, ...change });

test('attempts of other pods are found, those of gone ones too, newest first', async () => {
  await keep('a', 1);
  await keep('b', 2);
  await keep('c', 3);
  await keep('c', 4);
  expect(await alike()).toEqual({
    ...{ attempts: 4, pods: 3, isMore: false, firstAt: NOW + 1, lastAt: NOW + 4 },
    newest: [
      ['c', 'bank', 'api-0', false, 4],
      ['c', 'bank', 'api-0', false, 3],
      ['b', 'shop', 'web-b', true, 2],
      ['a', 'shop', 'web-a', false, 1],
    ].map(([uid, namespace, pod, isGone, attempt]) => ({
      ...{ uid, namespace, pod, isGone, attempt, container: 'app' },
      ...{ fetchedAt: NOW + Number(attempt), words: `exit code 1: ${uid}` },
    })),
  });
});

test('as many are listed as are asked for, and all are counted', async () => {
  for (const attempt of [1, 2, 3]) await keep('a', attempt);
  const some = await alike({ most: 2 });
  expect(some).toMatchObject({ attempts: 3, newest: [{ attempt: 3 }, { attempt: 2 }] });
  expect(await alike({ most: 0 })).toMatchObject({ attempts: 3, pods: 1, newest: [] });
});

test('a namespace that may not be told of is neither listed nor counted', async () => {
  await keep('a', 1);
  await keep('c', 2);
  const mayTell = (namespace: string): boolean => namespace === 'shop';
  expect(await alike({ mayTell })).toMatchObject({
    ...{ attempts: 1, pods: 1, firstAt: NOW + 1, lastAt: NOW + 1 },
    newest: [{ uid: 'a' }],
  });
  expect(await alike({ mayTell: () => false })).toBeNull();
});

test('another failure, another cluster’s and none at all are not among them', async () => {
  await keep('a', 1, { signature: null });
  await keep('a', 2, { signature: { key: 'fedcba9876543210', words: '' } });
  const other = await store.forCluster({ ...CLUSTER, id: 'cluster-2' });
  await other.append(aBatch({ pods: [aPod('a')] }));
  expect(await alike()).toBeNull();
  await keep('a', 3);
  expect(await other.failuresAlike({ key: KEY, mayTell: () => true, most: 10 })).toBeNull();
});

test('what is written again counts once, by what it was written with last', async () => {
  await keep('a', 1, { outcome: 'failed', signature: null });
  await keep('a', 1);
  await keep('a', 1);
  expect(await alike()).toMatchObject({ attempts: 1 });
});

test('it goes with its pod', async () => {
  await keep('a', 1);
  await keep('b', 2);
  await store.retain({ maxAgeMs: 1, maxBytes: null, now: millis(NOW + 1000) });
  expect(await alike()).toMatchObject({ attempts: 1, newest: [{ uid: 'a' }] });
});

test('of very many the newest are counted, and that there are more is said', async () => {
  await keep('a', 1);
  const adapter = await openAdapter(fileAt(join(temporary.folder, 'podline.db')), []);
  await adapter.executeScript(`
    INSERT INTO "log_tail" SELECT "cluster_id", "pod_uid", "container", 'id-' || value, 100 + value, "outcome", "lines", "line_count", "bytes",
      "is_cut", "masked", "fetched_at" + value, "signature", "signature_words"
    FROM "log_tail", generate_series(1, ${ALIKE_COUNTED + 50})`);
  await adapter.dispose();
  const most = await alike({ most: 1 });
  expect(most).toMatchObject({ isMore: true, newest: [{ attempt: 100 + ALIKE_COUNTED + 50 }] });
  expect(most?.attempts).toBe(ALIKE_COUNTED);
});
