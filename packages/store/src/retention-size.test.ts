import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { millis, type RecordedTransition, seq, timelineOf } from '@podline/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore, type Store } from './open.ts';
import { aBatch, aPod, aTransition, CLUSTER, temporaryFolder } from './testing/fixtures.ts';
import {
  atTheEnd,
  DELETED,
  FROM,
  LIVE,
  makeFullLog,
  newestOfEachKind,
  numberIn,
  retainAll,
  rowsIn,
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

const allLivePods = async (): Promise<readonly string[]> =>
  (await log.load()).pods.map(({ uid }) => uid);
const history = (uid: string): Promise<readonly RecordedTransition[]> =>
  log.transitionsOf(uid, seq(0));

describe('retention by size', () => {
  const used = async (): Promise<number> => (await store.sizes()).usedBytes;

  test('takes the pods deleted first, until it is five per cent below the limit', async () => {
    await openFull();
    const deletions = await rowsIn(
      path,
      'SELECT "uid" FROM "pod" WHERE "deleted_at" NOTNULL ORDER BY "deleted_at"',
    );
    const limit = Math.floor((await used()) * 0.9);
    const { pods } = await retainAll(store, { maxBytes: limit });
    expect(pods).toBeGreaterThan(5);
    expect(pods).toBeLessThan(DELETED);
    expect(await used()).toBeLessThanOrEqual(limit * 0.95);
    expect(await used()).toBeGreaterThan(limit * 0.85);
    const left = await rowsIn(
      path,
      'SELECT "uid" FROM "pod" WHERE "deleted_at" NOTNULL ORDER BY "deleted_at"',
    );
    expect(left).toEqual(deletions.slice(pods));
    expect(await numberIn(path, 'SELECT count(*) FROM "forgotten"')).toBe(0);
  });

  test('drops nothing below the limit, though it is above the ninety-five per cent', async () => {
    await openFull();
    expect(await retainAll(store, { maxBytes: Math.ceil((await used()) / 0.97) })).toEqual({
      pods: 0,
      transitions: 0,
    });
  });

  test('then thins the histories of those that are there, oldest first, and comes to an end', async () => {
    await openFull();
    const uids = await allLivePods();
    const live = await log.load();
    const before = new Map(
      await Promise.all(uids.map(async (uid) => [uid, await history(uid)] as const)),
    );
    const limit = Math.floor((await used()) * 0.45);
    await retainAll(store, { maxBytes: limit });
    expect(await used()).toBeLessThanOrEqual(limit * 0.95);
    // A page that has seen less than all of it may lack what went.
    expect(await log.load()).toEqual({ ...live, keptSince: live.lastSeq });
    let thinned = 0;
    for (const uid of uids) {
      const forgottenBefore = await log.forgottenBefore(uid);
      const whole = before.get(uid) ?? [];
      const kept = await history(uid);
      const since = (facts: readonly RecordedTransition[]) =>
        facts.filter(({ observedAt }) => observedAt > (forgottenBefore ?? 0));
      expect(since(kept)).toEqual(since(whole));
      expect(kept.length < whole.length).toBe(forgottenBefore !== null);
      if (forgottenBefore === null) continue;
      thinned += 1;
      // Up to there it is the pod's state of that moment: one of each kind, the newest.
      const until = kept.filter(({ observedAt }) => observedAt <= forgottenBefore);
      expect(until).toEqual(
        newestOfEachKind(whole.filter(({ observedAt }) => observedAt <= forgottenBefore)),
      );
    }
    expect(thinned).toBe(LIVE);
  });

  test('a thinned history is told as not kept up to there, and from there on as before', async () => {
    await openFull();
    const [uid = ''] = await allLivePods();
    const whole = timelineOf(await history(uid), []);
    await retainAll(store, { maxBytes: Math.floor((await used()) * 0.45) });
    const to = (await log.forgottenBefore(uid)) ?? FROM;
    const gap = { from: FROM, to, cause: 'Not kept.' };
    const thin = timelineOf(await history(uid), [gap]);
    expect(thin.from).toBe(whole.from);
    const lane = (timeline: typeof whole) => timeline.lanes[0]?.segments ?? [];
    const after = (timeline: typeof whole) => lane(timeline).filter(({ from }) => from > to);
    expect(after(thin).length).toBeGreaterThan(10);
    expect(after(thin)).toEqual(after(whole));
    const told = lane(thin).filter(({ from }) => from < to);
    expect(told[0]).toMatchObject({ kind: 'unobserved', from: whole.from, cause: 'Not kept.' });
    // No wait is claimed for a time of which nothing is kept.
    expect(told.filter(({ kind }) => kind === 'waiting' || kind === 'back-off')).toEqual([]);
  });

  test('ends where only the newest and what is there are left, however small the limit', async () => {
    await openFull();
    const { lastSeq, pods } = await log.load();
    const newest = await rowsIn(path, `SELECT * FROM "transition" WHERE "seq" > ${lastSeq - 1000}`);
    await retainAll(store, { maxBytes: 1 });
    expect(await retainAll(store, { maxBytes: 1 })).toEqual({ pods: 0, transitions: 0 });
    expect((await log.load()).pods).toEqual(pods);
    expect(
      await rowsIn(path, `SELECT * FROM "transition" WHERE "seq" > ${lastSeq - 1000}`),
    ).toEqual(newest);
    for (const { uid } of pods) {
      const kept = await history(uid);
      const old = kept.filter((fact) => fact.seq <= lastSeq - 1000);
      expect(old).toEqual(newestOfEachKind(old));
      expect(kept[0]?.key).toBe('pod/appeared');
    }
  });

  test('lets a file that was filled again be no larger than it was', async () => {
    await openFull();
    const { fileBytes, usedBytes } = await store.sizes();
    for (let round = 0; round < 4; round += 1) {
      await appendPods(round, 40);
      await retainAll(store, { maxBytes: usedBytes });
    }
    expect((await store.sizes()).fileBytes).toBeLessThan(fileBytes * 1.25);
  });
});

async function appendPods(round: number, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const uid = `round-${round}-${n}`;
    await log.append(
      aBatch({
        pods: [aPod(uid, 0, { deletedAt: millis(TO + round) })],
        transitions: Array.from({ length: 30 }, (_, k) => ({
          uid,
          transition: aTransition(`fact-${k}`),
        })),
      }),
    );
  }
}
