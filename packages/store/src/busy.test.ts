import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore, type Store } from './open.ts';
import { type Child, runChild } from './testing/child.ts';
import { batchOfTurn, CLUSTER, now, temporaryFolder } from './testing/fixtures.ts';
import { expectTurns } from './testing/log-contents.ts';

const SIZE = 6;
let temporary: ReturnType<typeof temporaryFolder>;
let path: string;
let store: Store;
let outsider: Child | null = null;
/** How long the store has slept, and what is to happen once it has slept so long. */
let sleptMs: number;
let alarm: { readonly atMs: number; readonly ring: () => Promise<unknown> };

async function sleep(ms: number): Promise<void> {
  sleptMs += ms;
  // A turn of the event loop, as long a sleep as any here.
  await setTimeout(0);
  if (sleptMs < alarm.atMs) return;
  alarm = { ...alarm, atMs: Number.POSITIVE_INFINITY };
  await alarm.ring();
}

beforeEach(async () => {
  temporary = temporaryFolder();
  path = join(temporary.folder, 'podline.db');
  sleptMs = 0;
  alarm = { atMs: Number.POSITIVE_INFINITY, ring: () => Promise.resolve() };
  store = await openStore({ path, now, sleep });
});
afterEach(async () => {
  outsider?.process.kill('SIGKILL');
  await outsider?.exited;
  await store.close();
  temporary.remove();
});

async function held(take = 'BEGIN IMMEDIATE', release = 'ROLLBACK'): Promise<Child> {
  outsider = runChild('hold-lock', path, take, release);
  expect(await outsider.line()).toBe('held');
  return outsider;
}

async function free(child: Child): Promise<void> {
  child.process.stdin?.write('now\n');
  expect(await child.line()).toBe('free');
}

describe('an outsider that holds the write lock', () => {
  test('F49: for a second is waited for, and the batch is there once', async () => {
    const log = await store.forCluster(CLUSTER);
    const child = await held();
    alarm = { atMs: 1000, ring: () => free(child) };
    await log.append(batchOfTurn(1, SIZE));
    expect(sleptMs).toBeGreaterThanOrEqual(1000);
    expect(sleptMs).toBeLessThan(1300);
    await expectTurns(path, 1, SIZE);
  });

  test('F49: for a minute is StoreBusy each time after five seconds, and then everything works as before', async () => {
    const log = await store.forCluster(CLUSTER);
    await log.append(batchOfTurn(1, SIZE));
    const child = await held();
    alarm = { atMs: 60_000, ring: () => free(child) };
    let busy = 0;
    for (let isIn = false; !isIn; ) {
      isIn = await log.append(batchOfTurn(2, SIZE)).then(
        () => true,
        (error) => {
          expect(error).toMatchObject({ code: 'StoreBusy', retryable: true });
          busy += 1;
          return false;
        },
      );
      // As the recorder does between its tries.
      if (!isIn) await sleep(5000);
    }
    expect(busy).toBe(6);
    for (let turn = 3; turn <= 8; turn += 1) await log.append(batchOfTurn(turn, SIZE));
    await expectTurns(path, 8, SIZE);
  });

  test('F49: never stops the event loop for longer than a tenth of a second', async () => {
    const log = await store.forCluster(CLUSTER);
    const child = await held();
    alarm = { atMs: 4000, ring: () => free(child) };
    let longestMs = 0;
    let last = performance.now();
    let next = setImmediate(function turn() {
      longestMs = Math.max(longestMs, performance.now() - last);
      last = performance.now();
      next = setImmediate(turn);
    });
    const usedBefore = process.cpuUsage();
    await log.append(batchOfTurn(1, SIZE));
    clearImmediate(next);
    const used = process.cpuUsage(usedBefore);
    // This machine may be busy with other things: what this process itself computed is not waiting.
    expect(longestMs - (used.user + used.system) / 1000).toBeLessThan(100);
  });

  test('F49: keeps nobody from reading', async () => {
    const log = await store.forCluster(CLUSTER);
    await log.append(batchOfTurn(1, SIZE));
    await held();
    expect((await log.pod('a'))?.known.flips).toBe(1);
    expect((await log.load()).pods).toHaveLength(3);
    expect(sleptMs).toBe(0);
  });

  test('F49: when Podline starts is waited for, and not for ever', async () => {
    // Made by another process: what this one had open, it lets go of only when the garbage collector comes by.
    path = join(temporary.folder, 'other.db');
    expect(await runChild('open-once', path, 'self').exited).toEqual([0, null]);
    const child = await held(
      'PRAGMA locking_mode=EXCLUSIVE; BEGIN IMMEDIATE; ROLLBACK',
      'SELECT 1',
    );
    await expect(openStore({ path, now, sleep })).rejects.toMatchObject({ code: 'StoreBusy' });
    alarm = { atMs: sleptMs + 1000, ring: () => free(child) };
    const late = await openStore({ path, now, sleep });
    await (await late.forCluster(CLUSTER)).append(batchOfTurn(1, SIZE));
    await late.close();
  });
});
