import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CLUSTER, temporaryFolder } from './testing/fixtures.ts';
import { makeFullDatabase } from './testing/full-database.ts';
import { FROM, numberIn, rowsIn, TO } from './testing/retaining.ts';

test('F42: kill -9 in the middle of retention drops no half of a pod unmarked, and the count of what is left is right', async () => {
  const { folder, remove } = temporaryFolder();
  const path = join(folder, 'podline.db');
  await makeFullDatabase({
    path,
    seed: 5,
    cluster: CLUSTER,
    deletedPods: 80,
    livePods: 10,
    transitionsADeletedPod: 30,
    transitionsALivePod: 300,
    from: FROM,
    to: TO,
  });
  let rounds = 0;
  for (let isDone = false; !isDone; rounds += 1) {
    isDone = await retainUntilKilled(path, 3 + (rounds % 4));
    const number = (sql: string) => numberIn(path, sql);
    expect(await number('SELECT count(*) FROM "pod" WHERE "deleted_at" IS NULL')).toBe(10);
    expect(await number(HALF_PODS)).toBe(0);
    expect(await number(LIVE_AND_NOT_WHOLE)).toBe(0);
    expect(await number('SELECT count(*) FROM "transition"')).toBe(
      80 * 30 + 10 * 300 - (await number('SELECT "forgotten_transitions" FROM "store"')),
    );
    expect(await number('SELECT seq FROM sqlite_sequence')).toBe(80 * 30 + 10 * 300);
    expect(await rowsIn(path, 'PRAGMA integrity_check')).toEqual([['ok']]);
    expect(await rowsIn(path, 'PRAGMA foreign_key_check')).toEqual([]);
  }
  expect(rounds).toBeGreaterThan(2);
  remove();
}, 120_000);

const notMarked = `NOT EXISTS (SELECT 1 FROM "forgotten" WHERE "pod_uid" = "uid")`;
const facts = `(SELECT count(*) FROM "transition" WHERE "pod_uid" = "uid")`;
const HALF_PODS = `SELECT count(*) FROM "pod" WHERE "deleted_at" NOTNULL AND ${facts} < 30 AND ${notMarked}`;
const LIVE_AND_NOT_WHOLE = `SELECT count(*) FROM "pod" WHERE "deleted_at" IS NULL AND ${facts} < 300 AND ${notMarked}`;

/** Kills it at its `bites`th word, while it is at the next bite. Whether it had come to its end. */
async function retainUntilKilled(path: string, bites: number): Promise<boolean> {
  const script = fileURLToPath(new URL('./testing/retain-forever.ts', import.meta.url));
  const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let said = 0;
  let last = '';
  for await (const line of createInterface({ input: child.stdout })) {
    said += 1;
    last = line;
    if (said === bites) child.kill('SIGKILL');
  }
  expect(await exited).toEqual([null, 'SIGKILL']);
  return last === 'true';
}
