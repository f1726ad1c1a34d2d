import { join } from 'node:path';
import { type Millis, millis, seq } from '@podline/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openAdapter, rowsOf } from './connection.ts';
import { openStore, type Store } from './open.ts';
import {
  aBatch,
  aPod,
  aTransition,
  batchOfTurn,
  CLUSTER,
  fileAt,
  NOW,
  now,
  temporaryFolder,
} from './testing/fixtures.ts';
import type { TransitionLog } from './transition-log.ts';

let temporary: ReturnType<typeof temporaryFolder>;
let store: Store;
let log: TransitionLog;

const open = async (): Promise<void> => {
  store = await openStore({ path: join(temporary.folder, 'podline.db'), now });
  log = await store.forCluster(CLUSTER);
};
beforeEach(async () => {
  temporary = temporaryFolder();
  await open();
});
afterEach(async () => {
  await store.close();
  temporary.remove();
});

const facts = (uid: string, ...keys: readonly string[]) =>
  keys.map((key) => ({ uid, transition: aTransition(key) }));
const keysAndSeqs = async (uid: string, after = 0) =>
  (await log.transitionsOf(uid, seq(after))).map(({ seq, key }) => [seq, key]);

describe('append', () => {
  test('gives each transition the next seq, in the order of the batch', async () => {
    const first = await log.append(
      aBatch({
        pods: [aPod('a'), aPod('b')],
        transitions: [...facts('b', 'z'), ...facts('a', 'y'), ...facts('b', 'x')],
      }),
    );
    expect(first.transitions.map(({ uid, transition: { seq, key } }) => [seq, uid, key])).toEqual([
      [1, 'b', 'z'],
      [2, 'a', 'y'],
      [3, 'b', 'x'],
    ]);
    expect(first.lastSeq).toBe(3);
    const second = await log.append(aBatch({ transitions: facts('a', 'w') }));
    expect(second.transitions).toEqual([{ uid: 'a', transition: { ...aTransition('w'), seq: 4 } }]);
    expect(await keysAndSeqs('b')).toEqual([
      [1, 'z'],
      [3, 'x'],
    ]);
  });

  test('of the same batch twice adds nothing', async () => {
    const batch = batchOfTurn(1, 6);
    expect((await log.append(batch)).transitions).toHaveLength(6);
    const loaded = await log.load();
    expect(await log.append(batch)).toEqual({ transitions: [], lastSeq: 6 });
    expect(await log.load()).toEqual(loaded);
    expect(await log.gapsBetween('', millis(0), null)).toEqual(batch.gaps);
  });

  test('of old and new together returns the new, and leaves no hole in seq', async () => {
    await log.append(aBatch({ pods: [aPod('a')], transitions: facts('a', 'one', 'two') }));
    const { transitions, lastSeq } = await log.append(
      aBatch({ transitions: facts('a', 'one', 'three', 'two', 'four', 'three') }),
    );
    expect(transitions.map(({ transition: { seq, key } }) => [seq, key])).toEqual([
      [3, 'three'],
      [4, 'four'],
    ]);
    expect(lastSeq).toBe(4);
  });

  test('keeps the first of two facts with one key, in one batch or in two', async () => {
    const said = (message: string) =>
      aTransition('key', { change: { kind: 'waiting', reason: null, message } });
    const first = { uid: 'a', transition: said('first') };
    await log.append(
      aBatch({ pods: [aPod('a')], transitions: [first, { ...first, transition: said('second') }] }),
    );
    await log.append(aBatch({ transitions: [{ ...first, transition: said('third') }] }));
    expect(await log.transitionsOf('a', seq(0))).toEqual([{ ...said('first'), seq: 1 }]);
  });

  test('holds the same key in two pods for two facts', async () => {
    const pods = [aPod('a'), aPod('b')];
    await log.append(aBatch({ pods, transitions: [...facts('a', 'key'), ...facts('b', 'key')] }));
    expect(await keysAndSeqs('a')).toEqual([[1, 'key']]);
    expect(await keysAndSeqs('b')).toEqual([[2, 'key']]);
  });

  test('writes over what it had of a pod, and the last of two in a batch stays', async () => {
    await log.append(aBatch({ pods: [aPod('a', 1)] }));
    const last = aPod('a', 3, { deletedAt: NOW });
    await log.append(aBatch({ pods: [aPod('a', 2), last] }));
    expect(await log.pod('a')).toEqual(last);
  });

  test('moves the checkpoint of its scope alone', async () => {
    const at = (scope: string, resourceVersion: string) => ({
      scope,
      resourceVersion,
      observedAt: NOW,
    });
    await log.append(aBatch({ checkpoint: at('', '10') }));
    await log.append(aBatch({ checkpoint: at('shop', '20') }));
    await log.append(aBatch({ checkpoint: at('', '9') }));
    expect((await log.load()).checkpoints).toEqual([at('', '9'), at('shop', '20')]);
  });

  test('that fails leaves nothing of the batch, and the next one goes through', async () => {
    const batch = batchOfTurn(1, 6);
    const stranger = { uid: 'nobody', transition: aTransition('of a pod that is not there') };
    await expect(
      log.append({ ...batch, transitions: [...batch.transitions, stranger] }),
    ).rejects.toMatchObject({ name: 'StoreError', code: 'StoreFailed' });
    expect(await log.load()).toEqual({
      pods: [],
      checkpoints: [],
      lastSeq: 0,
      keptSince: 0,
    });
    expect(await log.gapsBetween('', millis(0), null)).toEqual([]);
    expect((await log.append(batch)).lastSeq).toBe(6);
  });

  test('of many at once runs them one after another, in the order of the calls', async () => {
    const turns = Array.from({ length: 40 }, (_, turn) => turn);
    const done = await Promise.all(turns.map((turn) => log.append(batchOfTurn(turn, 5))));
    expect(done.map(({ lastSeq }) => lastSeq)).toEqual(turns.map((turn) => (turn + 1) * 5));
    const { pods, checkpoints } = await log.load();
    expect(pods.map(({ known }) => known.snapshot.resourceVersion)).toEqual(['39', '39', '39']);
    expect(checkpoints).toMatchObject([{ resourceVersion: '39' }]);
  });

  test('that fails among many takes no other with it', async () => {
    const stranger = aBatch({ transitions: facts('nobody', 'lost') });
    const outcomes = await Promise.allSettled([
      log.append(batchOfTurn(1, 3)),
      log.append(stranger),
      log.append(batchOfTurn(2, 3)),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await log.load()).lastSeq).toBe(6);
  });

  test('lets the rest of the process have its turn between two of them', async () => {
    let turns = 0;
    let next = setImmediate(function turn() {
      turns += 1;
      next = setImmediate(turn);
    });
    const appends = [1, 2, 3, 4].map((n) => log.append(batchOfTurn(n, 3)).then(() => turns));
    const turnsAt = await Promise.all(appends);
    clearImmediate(next);
    expect(new Set(turnsAt).size).toBe(4);
  });

  test('marks a pod with the seq before, so that a follower at seq n reads the pods with n or more', async () => {
    await log.append(batchOfTurn(1, 6));
    await log.append(aBatch({ pods: [aPod('a')] }));
    const adapter = await openAdapter(fileAt(join(temporary.folder, 'podline.db')), []);
    const rows = await rowsOf(adapter, 'SELECT "uid", "updated_seq" FROM "pod" ORDER BY "uid"');
    await adapter.dispose();
    expect(rows.map(([uid, seq]) => [uid, Number(seq)])).toEqual([
      ['a', 6],
      ['b', 0],
      ['c', 0],
    ]);
  });

  test('takes a first list of thousands, and load gives it back', async () => {
    const pods = Array.from({ length: 2500 }, (_, n) =>
      aPod(`uid-${String(n).padStart(4, '0')}`, n),
    );
    await log.append(
      aBatch({ pods, transitions: pods.flatMap(({ uid }) => facts(uid, 'appeared')) }),
    );
    const loaded = await log.load();
    expect(loaded.pods).toEqual(pods);
    expect(loaded.lastSeq).toBe(2500);
  });
});

describe('what was appended', () => {
  test('is there after closing and opening again, and seq goes on', async () => {
    await log.append(batchOfTurn(1, 6));
    const [loaded, ofA] = [await log.load(), await log.transitionsOf('a', seq(0))];
    await store.close();
    await open();
    expect(await log.load()).toEqual(loaded);
    expect(await log.transitionsOf('a', seq(0))).toEqual(ofA);
    expect((await log.append(batchOfTurn(2, 3))).transitions[0]?.transition.seq).toBe(7);
  });

  test('is read on from the seq that a reader has', async () => {
    await log.append(aBatch({ pods: [aPod('a')], transitions: facts('a', 'one', 'two', 'three') }));
    expect(await keysAndSeqs('a', 1)).toEqual([
      [2, 'two'],
      [3, 'three'],
    ]);
    expect(await keysAndSeqs('a', 3)).toEqual([]);
    expect(await keysAndSeqs('unknown')).toEqual([]);
  });

  test('load leaves deleted pods out, pod and newestPodNamed do not', async () => {
    const old = aPod('old', 0, { name: 'db-0', createdAt: millis(1000), deletedAt: NOW });
    const young = aPod('a-young', 0, { name: 'db-0', createdAt: millis(2000), deletedAt: NOW });
    const elsewhere = aPod('elsewhere', 0, { namespace: 'data', name: 'db-0' });
    await log.append(aBatch({ pods: [young, old, elsewhere] }));
    expect((await log.load()).pods).toEqual([elsewhere]);
    expect(await log.pod('old')).toEqual(old);
    expect(await log.newestPodNamed('shop', 'db-0')).toEqual(young);
    expect(await log.newestPodNamed('data', 'db-0')).toEqual(elsewhere);
    expect(await log.pod('unknown')).toBeNull();
    expect(await log.newestPodNamed('shop', 'db-1')).toBeNull();
  });
});

describe('gapsBetween gives the gaps that touch', () => {
  const gap = (from: number, to: number, scope = '') => ({
    scope,
    from: millis(from),
    to: millis(to),
    cause: 'restart',
  });
  const rows: readonly [
    string,
    from: number,
    to: number | null,
    readonly ReturnType<typeof gap>[],
  ][] = [
    ['all of them from the beginning until now', 0, null, [gap(10, 20), gap(30, 40)]],
    ['none before the first', 0, 9, []],
    ['one that begins where the time ends', 0, 10, [gap(10, 20)]],
    ['one that ends where the time begins', 20, 29, [gap(10, 20)]],
    ['none in between', 21, 29, []],
    ['one that is longer than the time', 32, 33, [gap(30, 40)]],
    ['one that is under way until now', 35, null, [gap(30, 40)]],
    ['none after the last', 41, null, []],
  ];
  test.each(rows)('%s', async (_, from, to, expected) => {
    await log.append(aBatch({ gaps: [gap(30, 40), gap(10, 20)] }));
    expect(await log.gapsBetween('shop', millis(from), to as Millis | null)).toEqual(expected);
  });

  test('F11: the namespace and those of a watch of all, and not those of another namespace', async () => {
    const [a, b, all] = [gap(10, 20, 'a'), gap(15, 25, 'b'), gap(30, 40)];
    await log.append(aBatch({ gaps: [all, b, a] }));
    expect(await log.gapsBetween('a', millis(0), null)).toEqual([a, all]);
    expect(await log.gapsBetween('b', millis(0), null)).toEqual([b, all]);
    expect(await log.gapsBetween('c', millis(0), null)).toEqual([all]);
  });

  test('two watches that were blind at the same time have a gap each', async () => {
    const both = [gap(10, 20, 'a'), gap(10, 20)];
    await log.append(aBatch({ gaps: both }));
    expect(await log.gapsBetween('a', millis(0), null)).toEqual(expect.arrayContaining(both));
  });
});

test('what is noted under a name is there after a restart, and replaces what was before', async () => {
  const log = await store.forCluster(CLUSTER);
  expect(await log.noted('told')).toBeNull();
  await log.note('told', '[1]');
  await log.note('told', '[2]');
  await log.note('other', '{}');
  expect(await (await store.forCluster(CLUSTER)).noted('told')).toBe('[2]');
  const elsewhere = await store.forCluster({ ...CLUSTER, id: 'another' });
  expect(await elsewhere.noted('told')).toBeNull();
});

test('whoever was replaced notes nothing any more', async () => {
  const log = await store.forCluster(CLUSTER);
  await store.forCluster(CLUSTER);
  await expect(log.note('told', '[1]')).rejects.toMatchObject({ code: 'Fenced' });
});
