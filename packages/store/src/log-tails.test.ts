import { join } from 'node:path';
import { millis } from '@podline/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FIRST_KEPT, NEWEST_KEPT, type StoredTail } from './log-tails.ts';
import { openStore, type Store } from './open.ts';
import { aBatch, aPod, CLUSTER, NOW, now, temporaryFolder } from './testing/fixtures.ts';
import type { TransitionLog } from './transition-log.ts';

let temporary: ReturnType<typeof temporaryFolder>;
let store: Store;
let log: TransitionLog;
const ROOM = 64 * 1024 * 1024;

async function open(): Promise<void> {
  store = await openStore({ path: join(temporary.folder, 'podline.db'), now });
  log = await store.forCluster(CLUSTER);
}
beforeEach(async () => {
  temporary = temporaryFolder();
  await open();
  await log.append(aBatch({ pods: [aPod('a'), aPod('b')] }));
});
afterEach(async () => {
  await store.close();
  temporary.remove();
});

const aTail = (attempt: number, change: Partial<StoredTail> = {}): StoredTail => ({
  container: 'app',
  containerId: `containerd://${attempt}`,
  attempt,
  outcome: 'kept',
  lineCount: 2,
  isCut: false,
  masked: 1,
  fetchedAt: millis(NOW + attempt),
  lines: [
    [NOW, `begins ${attempt}`],
    [null, 'it\u0000s "odd" \u{1F600}'],
  ],
  signature: { key: '0123456789abcdef', words: 'exit code 1: bad' },
  ...change,
});

/** False: the pod is not there. */
const keepTail = async (uid: string, tail: StoredTail, room: number): Promise<boolean> =>
  !(await log.keepTails([{ uid, tail }], room)).has(uid);

const attemptsOf = async (uid: string): Promise<readonly number[]> =>
  (await log.tailHeadsOf(uid)).map(({ attempt }) => attempt);

describe('a log tail', () => {
  test('comes back as it was kept, also after the database was closed', async () => {
    expect(await keepTail('a', aTail(0), ROOM)).toBe(true);
    await store.close();
    await open();
    expect(await log.tailOf('a', { container: 'app', attempt: 0 })).toEqual(aTail(0));
    const { lines: _, ...head } = aTail(0);
    expect(await log.tailHeadsOf('a')).toEqual([head]);
  });

  test('of the same run is written over what there was', async () => {
    await keepTail('a', aTail(0, { outcome: 'failed', lines: [], lineCount: 0 }), ROOM);
    await keepTail('a', aTail(0), ROOM);
    expect(await log.tailHeadsOf('a')).toHaveLength(1);
    expect(await log.tailOf('a', { container: 'app', attempt: 0 })).toMatchObject({ lineCount: 2 });
  });

  test('that is kept stays, when the same run is asked for once more and is gone by then', async () => {
    await keepTail('a', aTail(0), ROOM);
    for (const outcome of ['gone', 'skipped', 'failed', 'forbidden'] as const)
      await keepTail('a', aTail(0, { outcome, lines: [], lineCount: 0, signature: null }), ROOM);
    expect(await log.tailOf('a', { container: 'app', attempt: 0 })).toEqual(aTail(0));
  });

  test('of another run with the same number stands beside it, and the newer is given', async () => {
    await keepTail('a', aTail(0), ROOM);
    const again = aTail(0, { containerId: 'containerd://again', fetchedAt: millis(NOW + 9) });
    await keepTail('a', again, ROOM);
    expect(await log.tailHeadsOf('a')).toHaveLength(2);
    expect(await log.tailOf('a', { container: 'app', attempt: 0 })).toEqual(again);
  });

  test('of a pod that the log does not have is not written', async () => {
    expect(await keepTail('nobody', aTail(0), ROOM)).toBe(false);
    expect(await log.tailHeadsOf('nobody')).toEqual([]);
  });

  test('that nobody asked for is null', async () => {
    expect(await log.tailOf('a', { container: 'app', attempt: 7 })).toBeNull();
  });

  test('is not another pod’s', async () => {
    await keepTail('a', aTail(0), ROOM);
    expect(await log.tailOf('b', { container: 'app', attempt: 0 })).toBeNull();
  });

  test('goes with its pod, and with no other', async () => {
    await log.append(aBatch({ pods: [aPod('b', 1, { deletedAt: NOW })] }));
    await keepTail('a', aTail(0), ROOM);
    await keepTail('b', aTail(0), ROOM);
    const later = millis(NOW + 1000);
    await store.retain({ maxAgeMs: 1, maxBytes: null, now: later });
    expect(await attemptsOf('b')).toEqual([]);
    expect(await attemptsOf('a')).toEqual([0]);
  });
});

describe('of a container that crashes again and again', () => {
  test('the first three and the newest twenty attempts are kept', async () => {
    for (let attempt = 0; attempt < 60; attempt += 1) await keepTail('a', aTail(attempt), ROOM);
    const newest = Array.from({ length: NEWEST_KEPT }, (_, index) => 40 + index);
    expect(await attemptsOf('a')).toEqual([...Array(FIRST_KEPT).keys(), ...newest]);
  });

  test('the newest are given with their lines, newest first, and only what was kept', async () => {
    for (const attempt of [0, 1, 2]) await keepTail('a', aTail(attempt), ROOM);
    await keepTail('a', aTail(3, { outcome: 'gone', lines: [], lineCount: 0 }), ROOM);
    await keepTail('a', aTail(0, { container: 'proxy' }), ROOM);
    const newest = await log.newestTailsOf('a', 2);
    expect(newest.map(({ container, attempt }) => [container, attempt])).toEqual([
      ['proxy', 0],
      ['app', 2],
      ['app', 1],
    ]);
    expect(newest[1]?.lines).toEqual(aTail(2).lines);
  });
});

describe('the room for all tails', () => {
  const long = (attempt: number, container: string): StoredTail =>
    aTail(attempt, { container, lines: [[NOW, 'x'.repeat(1000)]], lineCount: 1 });

  test('is never passed: the oldest go, of whichever pod, and the newest is always kept', async () => {
    const room = 10_500;
    for (let at = 0; at < 30; at += 1)
      await keepTail(at % 2 === 0 ? 'a' : 'b', long(at, `c${at}`), room);
    const left = [...(await attemptsOf('a')), ...(await attemptsOf('b'))].sort((x, y) => x - y);
    expect(left.length).toBeGreaterThanOrEqual(8);
    expect(left.length).toBeLessThanOrEqual(10);
    expect(left).toEqual(left.map((_, index) => 30 - left.length + index));
  });

  test('that is smaller than before lets go with the next tail, however many there are', async () => {
    for (let at = 0; at < 250; at += 1) await keepTail('a', long(at, `c${at}`), ROOM);
    await store.close();
    await open();
    await keepTail('b', long(300, 'app'), 3000);
    expect(await attemptsOf('a')).toEqual([249]);
    expect(await attemptsOf('b')).toEqual([300]);
  });
});
