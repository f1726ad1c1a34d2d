import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { millis, seq } from '@podline/domain';
import { expect, test } from 'vitest';
import { openAdapter, rowsOf } from './connection.ts';
import { openStore } from './open.ts';
import { batchOfTurn, CLUSTER, now, temporaryFolder } from './testing/fixtures.ts';

const ROUNDS = 12;
/** Large enough that writing a batch takes longer than a kill takes to arrive. */
const SIZE = 600;

test('kill -9 in the middle of appends loses no acknowledged batch and leaves no half of one', async () => {
  const { folder, remove } = temporaryFolder();
  const path = join(folder, 'podline.db');
  let acknowledged = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    // The batch that was cut off may be whole and only its number unsaid.
    const first = Math.max(acknowledged, await lastTurnIn(path)) + 1;
    acknowledged = await killedAfter(
      path,
      first,
      2 + (round % 4),
      round % 4 === 0 ? null : round * 16_384,
    );
    await assertWhole(path, acknowledged);
  }
  expect(acknowledged).toBeGreaterThanOrEqual(ROUNDS * 2);
  remove();
}, 120_000);

/**
 * Lets a process append from `first` on and kills it at the `count`th acknowledgement or, unless `bytes` is null, when the
 * write-ahead log has grown by so many bytes since, which is in the middle of a commit. Gives the last acknowledged.
 */
async function killedAfter(
  path: string,
  first: number,
  count: number,
  bytes: number | null,
): Promise<number> {
  const script = fileURLToPath(new URL('./testing/append-forever.ts', import.meta.url));
  const child = spawn(process.execPath, [script, path, String(first), String(SIZE)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const logSize = () => statSync(`${path}-wal`).size;
  let enough = Number.POSITIVE_INFINITY;
  const watcher = watch(dirname(path), (_, file) => {
    if (file === 'podline.db-wal' && logSize() > enough) child.kill('SIGKILL');
  });
  let last = 0;
  let said = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    said += 1;
    if (said !== count) continue;
    if (bytes === null) child.kill('SIGKILL');
    else enough = logSize() + bytes;
  }
  watcher.close();
  expect(await exited).toEqual([null, 'SIGKILL']);
  return last;
}

async function lastTurnIn(path: string): Promise<number> {
  const store = await openStore({ path, now });
  const { checkpoints } = await (await store.forCluster(CLUSTER)).load();
  await store.close();
  return Number(checkpoints[0]?.resourceVersion ?? 0);
}

/** Every batch up to `acknowledged` is there, at most one more, each with all that it held; and the file is sound. */
async function assertWhole(path: string, acknowledged: number): Promise<void> {
  const store = await openStore({ path, now });
  const log = await store.forCluster(CLUSTER);
  const { pods, lastSeq, checkpoints } = await log.load();
  const turns = Number(checkpoints[0]?.resourceVersion);
  expect([acknowledged, acknowledged + 1]).toContain(turns);

  const expected = Array.from({ length: turns }, (_, index) => batchOfTurn(index + 1, SIZE));
  const found = (
    await Promise.all(pods.map(async ({ uid }) => log.transitionsOf(uid, seq(0))))
  ).flat();
  const keys = found.sort((a, b) => a.seq - b.seq).map(({ key }) => key);
  expect(keys).toEqual(
    expected.flatMap(({ transitions }) => transitions.map(({ transition }) => transition.key)),
  );
  expect(lastSeq).toBe(turns * SIZE);
  expect(pods).toEqual(expected.at(-1)?.pods);
  expect(await log.gapsBetween(millis(0), null)).toEqual(expected.flatMap(({ gaps }) => gaps));
  await store.close();

  const adapter = await openAdapter(path, []);
  expect(await rowsOf(adapter, 'PRAGMA integrity_check')).toEqual([['ok']]);
  expect(await rowsOf(adapter, 'PRAGMA foreign_key_check')).toEqual([]);
  await adapter.dispose();
}
