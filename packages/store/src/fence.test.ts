import { join } from 'node:path';
import { seq } from '@podline/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore, type Store } from './open.ts';
import { runChild, stopped } from './testing/child.ts';
import { batchOfTurn, CLUSTER, NOW, now, temporaryFolder } from './testing/fixtures.ts';
import { expectTurns } from './testing/log-contents.ts';

const SIZE = 30;
const SINCE = new Date(NOW).toISOString();
let temporary: ReturnType<typeof temporaryFolder>;
let path: string;
let store: Store;
let paused: () => void;

beforeEach(async () => {
  temporary = temporaryFolder();
  path = join(temporary.folder, 'podline.db');
  paused = () => undefined;
  const sleep = (ms: number) => {
    paused();
    return new Promise((resolve) => setTimeout(resolve, ms));
  };
  store = await openStore({ path, now, sleep });
});
afterEach(async () => {
  await store.close();
  temporary.remove();
});

const fenced = {
  code: 'Fenced',
  retryable: false,
  message: expect.stringContaining(
    `Another Podline has written this cluster's log in the database`,
  ),
};

describe('a writer that was replaced', () => {
  test('F30: in the same process cannot append any more, and says since when and what to do', async () => {
    const old = await store.forCluster(CLUSTER);
    await old.append(batchOfTurn(1, SIZE));
    const young = await store.forCluster(CLUSTER);
    await expect(old.append(batchOfTurn(2, SIZE))).rejects.toMatchObject({
      ...fenced,
      message: `Another Podline has written this cluster's log in the database ${path} since ${SINCE}; end one of the two, or give it a database of its own with --db.`,
    });
    await young.append(batchOfTurn(2, SIZE));
    await expect(old.append(batchOfTurn(3, SIZE))).rejects.toMatchObject(fenced);
    await expectTurns(path, 2, SIZE);
    // It may still read.
    expect(await old.transitionsOf('a', seq(0))).toHaveLength(2 * (SIZE / 3));
  });

  test('F30: of one cluster leaves the writer of another alone', async () => {
    const other = await store.forCluster({ ...CLUSTER, id: 'cluster-2' });
    await store.forCluster(CLUSTER);
    await store.forCluster(CLUSTER);
    expect((await other.append(batchOfTurn(1, SIZE))).transitions).toHaveLength(SIZE);
  });

  test('F30: between two batches by another process is rejected when it goes on', async () => {
    const old = runChild('append-until-signal', path, 1, 3, 'after', 'SIGSTOP', SIZE);
    expect([await old.line(), await old.line()]).toEqual(['1', '2']);
    await stopped(old);
    const young = await store.forCluster(CLUSTER);
    await young.append(batchOfTurn(4, SIZE));
    old.process.kill('SIGCONT');
    expect(await old.line()).toBe('3');
    expect(JSON.parse((await old.line()) ?? '')).toMatchObject({
      code: 'Fenced',
      retryable: false,
    });
    expect(await old.exited).toEqual([0, null]);
    await young.append(batchOfTurn(5, SIZE));
    await expectTurns(path, 5, SIZE);
  });

  test('F30: in the middle of a batch finishes that one first: nobody else has the lock', async () => {
    const old = runChild('append-until-signal', path, 1, 3, 'before', 'SIGSTOP', SIZE);
    expect([await old.line(), await old.line()]).toEqual(['1', '2']);
    await stopped(old);
    paused = () => {
      paused = () => undefined;
      old.process.kill('SIGCONT');
    };
    const young = await store.forCluster(CLUSTER);
    const said: unknown[] = [];
    for (let line = await old.line(); line !== null; line = await old.line()) {
      said.push(JSON.parse(line));
    }
    expect(await old.exited).toEqual([0, null]);
    expect(said.at(-1)).toMatchObject({ code: 'Fenced', retryable: false });
    // It was quick enough for some more before it was fenced off; each of them is there, and once.
    const turns = said.length - 1 + 2;
    expect(said.slice(0, -1)).toEqual(Array.from({ length: turns - 2 }, (_, n) => n + 3));
    await expectTurns(path, turns, SIZE);
    await young.append(batchOfTurn(turns + 1, SIZE));
    await expectTurns(path, turns + 1, SIZE);
  });

  test('F30: has doubled nothing where both saw the same', async () => {
    const old = await store.forCluster(CLUSTER);
    await old.append(batchOfTurn(1, SIZE));
    const young = await store.forCluster(CLUSTER);
    expect((await young.append(batchOfTurn(1, SIZE))).transitions).toEqual([]);
    await expectTurns(path, 1, SIZE);
  });
});

describe('whoever only reads', () => {
  test('F30: replaces nobody, and sees what is appended', async () => {
    const log = await store.forCluster(CLUSTER);
    const reader = store.reading(CLUSTER.id);
    await log.append(batchOfTurn(1, SIZE));
    expect(await reader.transitionsOf('a', seq(0))).toHaveLength(SIZE / 3);
    await log.append(batchOfTurn(2, SIZE));
    expect(await store.reading('unknown').pod('a')).toBeNull();
  });
});
