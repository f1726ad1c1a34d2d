import { statSync } from 'node:fs';
import { join } from 'node:path';
import { millis, seq } from '@podline/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openAdapter, rowsOf } from './connection.ts';
import { openStore, type Store } from './open.ts';
import { runChild } from './testing/child.ts';
import {
  aBatch,
  aPod,
  aTransition,
  batchOfTurn,
  CLUSTER,
  fileAt,
  now,
  temporaryFolder,
} from './testing/fixtures.ts';
import { expectTurns } from './testing/log-contents.ts';
import type { TransitionLog } from './transition-log.ts';

const MB = 1024 * 1024;
let temporary: ReturnType<typeof temporaryFolder>;
let path: string;
let store: Store;
let log: TransitionLog;
beforeEach(async () => {
  temporary = temporaryFolder();
  path = join(temporary.folder, 'podline.db');
  store = await openStore({ path, now });
  log = await store.forCluster(CLUSTER);
});
afterEach(async () => {
  await store.close();
  temporary.remove();
});

const walBytes = (): number => statSync(`${path}-wal`).size;

test('F50: an outsider that reads for long holds up no append; the log grows, and is cut when the reader is done', async () => {
  const size = 3000;
  let turn = 1;
  await log.append(batchOfTurn(turn, size));
  // Begins to read, and keeps what it sees.
  const reader = runChild('hold-lock', path, 'BEGIN; SELECT count(*) FROM "pod"', 'COMMIT');
  expect(await reader.line()).toBe('held');
  while (walBytes() < 20 * MB) {
    turn += 1;
    await log.append(batchOfTurn(turn, size));
  }
  expect((await store.sizes()).walBytes).toBe(walBytes());
  reader.process.stdin?.write('now\n');
  expect(await reader.line()).toBe('free');
  // One append copies the log into the database, the next begins it anew, and cuts what is beyond the limit.
  for (let n = 0; n < 2; n += 1) {
    turn += 1;
    await log.append(batchOfTurn(turn, size));
  }
  expect(walBytes()).toBeLessThanOrEqual(16 * MB);
  await expectTurns(path, turn, size);
});

describe('F50: reading pins the log no longer than one statement takes, which is what', () => {
  /** Whether any connection still looks at what the log holds: then it cannot be emptied. */
  async function isPinned(): Promise<boolean> {
    await log.append(aBatch({ pods: [aPod('a', 99)] }));
    const adapter = await openAdapter(fileAt(path), []);
    const [row] = await rowsOf(adapter, 'PRAGMA wal_checkpoint(TRUNCATE)');
    await adapter.dispose();
    return Number(row?.[0]) !== 0 || walBytes() !== 0;
  }

  const reads: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['load', () => log.load()],
    ['transitionsOf', () => log.transitionsOf('a', seq(0))],
    ['pod', () => log.pod('a')],
    ['newestPodNamed', () => log.newestPodNamed('shop', 'web-a')],
    ['gapsBetween', () => log.gapsBetween('shop', millis(0), null)],
    ['sizes', () => store.sizes()],
  ];
  test.each(reads)('%s does', async (_, read) => {
    await log.append(batchOfTurn(1, 60));
    await read();
    expect(await isPinned()).toBe(false);
  });

  test('a read that failed does', async () => {
    const adapter = await openAdapter(fileAt(path), []);
    await log.append(aBatch({ pods: [aPod('a'), aPod('b')] }));
    await rowsOf(adapter, `UPDATE "pod" SET "known" = '{'`);
    await adapter.dispose();
    await expect(log.pod('a')).rejects.toMatchObject({ code: 'StoreCorrupt' });
    await expect(log.load()).rejects.toMatchObject({ code: 'StoreCorrupt' });
    expect(await isPinned()).toBe(false);
  });

  test('a long history does, and is read in pages between which others have their turn', async () => {
    const count = 12_000;
    const transitions = Array.from({ length: count }, (_, n) => ({
      uid: 'a',
      transition: aTransition(`key-${n}`),
    }));
    await log.append(aBatch({ pods: [aPod('a')], transitions }));
    const reading = log.transitionsOf('a', seq(1));
    // An append in the middle of it, which is what it ends with.
    const appended = log.append(
      aBatch({ transitions: [{ uid: 'a', transition: aTransition('late') }] }),
    );
    const seqs = (await reading).map((transition) => transition.seq);
    await appended;
    expect(seqs.slice(0, count - 1)).toEqual(Array.from({ length: count - 1 }, (_, n) => n + 2));
    expect(seqs.length).toBeLessThanOrEqual(count);
    expect(await isPinned()).toBe(false);
  });
});
