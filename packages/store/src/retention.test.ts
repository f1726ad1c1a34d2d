import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { millis, type RecordedTransition, seq } from '@podline/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore, type Store } from './open.ts';
import { aBatch, aPod, aTransition, CLUSTER, temporaryFolder } from './testing/fixtures.ts';
import {
  atTheEnd,
  DELETED,
  FROM,
  HOUR,
  LIVE,
  makeFullLog,
  NO_LIMITS,
  numberIn,
  retainAll,
  TO,
} from './testing/retaining.ts';
import type { TransitionLog } from './transition-log.ts';

let temporary: ReturnType<typeof temporaryFolder>;
let path: string;
let store: Store;
let log: TransitionLog;

const open = async (): Promise<void> => {
  store = await openStore({ path, now: atTheEnd });
  log = await store.forCluster(CLUSTER);
};
const openFull = async (): Promise<void> => {
  await store.close();
  rmSync(path);
  await makeFullLog(path);
  await open();
};
beforeEach(async () => {
  temporary = temporaryFolder();
  path = join(temporary.folder, 'podline.db');
  await open();
});
afterEach(async () => {
  await store.close();
  temporary.remove();
});

const history = (uid: string): Promise<readonly RecordedTransition[]> =>
  log.transitionsOf(uid, seq(0));

describe('retention by age', () => {
  test('drops the pods deleted longer ago, each with all its history, and no other', async () => {
    await openFull();
    const before = TO - 200 * HOUR;
    const old = await numberIn(path, `SELECT count(*) FROM "pod" WHERE "deleted_at" < ${before}`);
    expect(old).toBeGreaterThan(20);
    const live = await log.load();
    expect(await retainAll(store, { maxAgeMs: 200 * HOUR })).toEqual({
      pods: old,
      transitions: old * 30,
    });
    expect(await numberIn(path, 'SELECT count(*) FROM "pod"')).toBe(DELETED + LIVE - old);
    expect(await numberIn(path, `SELECT min("deleted_at") FROM "pod"`)).toBeGreaterThanOrEqual(
      before,
    );
    expect(await numberIn(path, 'SELECT count(*) FROM "transition"')).toBe(
      (DELETED - old) * 30 + LIVE * 200,
    );
    expect(await numberIn(path, 'SELECT count(*) FROM "forgotten"')).toBe(0);
    // A page that has seen less than all of it may lack what went.
    expect(await log.load()).toEqual({ ...live, keptSince: live.lastSeq });
  });

  test('without a limit drops nothing, and says since when it keeps', async () => {
    await openFull();
    expect(await store.retain(NO_LIMITS)).toEqual({
      pods: 0,
      transitions: 0,
      isDone: true,
      oldestAt: FROM,
    });
  });

  test('of an empty log is done at once', async () => {
    expect(await store.retain({ maxAgeMs: 0, maxBytes: 0, now: TO })).toEqual({
      pods: 0,
      transitions: 0,
      isDone: true,
      oldestAt: null,
    });
  });

  test('takes a history too long for one bite in parts, oldest first, and says of the pod that it is no longer whole', async () => {
    const uid = 'a-long-life';
    await log.append(
      aBatch({
        pods: [aPod(uid, 0, { deletedAt: millis(1000) })],
        transitions: Array.from({ length: 700 }, (_, n) => ({
          uid,
          transition: aTransition(`fact-${n}`, { observedAt: millis(n) }),
        })),
      }),
    );
    expect(await log.forgottenBefore(uid)).toBeNull();
    const limits = { ...NO_LIMITS, maxAgeMs: 0 };
    const first = await store.retain(limits);
    expect(first).toMatchObject({ pods: 0, isDone: false, oldestAt: first.transitions });
    expect((await history(uid))[0]).toMatchObject({ key: `fact-${first.transitions}` });
    expect(await log.forgottenBefore(uid)).toBe(first.transitions - 1);
    await retainAll(store, { maxAgeMs: 0 });
    expect(await log.pod(uid)).toBeNull();
    expect(await log.forgottenBefore(uid)).toBeNull();
    expect(await numberIn(path, 'SELECT count(*) FROM "transition"')).toBe(0);
  });

  test('begins with the cluster whose turn it is', async () => {
    const other = await store.forCluster({ ...CLUSTER, id: 'cluster-0' });
    await log.append(aBatch({ pods: [aPod('first', 0, { deletedAt: millis(10) })] }));
    await other.append(aBatch({ pods: [aPod('second', 0, { deletedAt: millis(20) })] }));
    await store.retain({ ...NO_LIMITS, maxAgeMs: 0 });
    expect(await log.pod('first')).toBeNull();
    expect(await other.pod('second')).not.toBeNull();
    expect(await retainAll(store, { maxAgeMs: 0 })).toEqual({ pods: 1, transitions: 0 });
  });
});

describe('F29: whatever the clock says', () => {
  const clocks: readonly [string, number][] = [
    ['a day ahead', TO + 24 * HOUR],
    ['a century ahead', TO + 876_000 * HOUR],
    ['the last millisecond there is', Number.MAX_SAFE_INTEGER],
    ['an hour behind', TO - HOUR],
    ['1970', 0],
    ['before 1970', -HOUR],
  ];
  test.each(clocks)('F29: %s: a bite is small and nothing that is there goes', async (_, at) => {
    await openFull();
    const live = await log.load();
    const histories = await Promise.all(live.pods.map(({ uid }) => history(uid)));
    const limits = { maxAgeMs: HOUR, maxBytes: null, now: millis(at) };
    const bite = await store.retain(limits);
    expect(bite.transitions).toBeLessThanOrEqual(250);
    expect(bite.pods).toBeLessThanOrEqual(50);
    expect(bite.isDone).toBe(at < FROM);
    await retainAll(store, limits);
    const keptSince = bite.transitions > 0 ? live.lastSeq : live.keptSince;
    expect(await log.load()).toEqual({ ...live, keptSince });
    expect(await Promise.all(live.pods.map(({ uid }) => history(uid)))).toEqual(histories);
  });
});

describe('what nobody will ask for again', () => {
  test('gaps that were over before anything that is kept are dropped, and no others', async () => {
    const gap = (from: number, to: number) => ({
      scope: '',
      from: millis(from),
      to: millis(to),
      cause: 'restart',
    });
    const fact = { uid: 'a', transition: aTransition('one', { observedAt: millis(1000) }) };
    const old = Array.from({ length: 300 }, (_, n) => gap(n, n + 1));
    const kept = [gap(900, 1000), gap(990, 1001), gap(2000, 3000)];
    await log.append(aBatch({ gaps: [...old, ...kept] }));
    expect(await retainAll(store, {})).toEqual({ pods: 0, transitions: 0 });
    expect(await log.gapsBetween('shop', millis(0), null)).toHaveLength(303);
    await log.append(aBatch({ pods: [aPod('a')], transitions: [fact] }));
    await retainAll(store, {});
    expect(await log.gapsBetween('shop', millis(0), null)).toEqual(kept);
  });
});

describe('what stays', () => {
  test('a checkpoint stays, whatever goes', async () => {
    await openFull();
    const { checkpoints } = await log.load();
    expect(checkpoints).toHaveLength(1);
    await retainAll(store, { maxAgeMs: 0, maxBytes: 1, now: millis(Number.MAX_SAFE_INTEGER) });
    expect((await log.load()).checkpoints).toEqual(checkpoints);
  });
});
