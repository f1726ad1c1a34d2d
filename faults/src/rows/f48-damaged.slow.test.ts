import {
  closeSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { judged } from '../judge.ts';
import { type Load, loadOf } from '../load.ts';
import { lastStatus, type PageClient } from '../page-client.ts';
import type { Podline } from '../podline-process.ts';
import { randomFrom } from '../random.ts';
import { aliveOrDocumented } from '../validators/v11-alive.ts';
import { startWorld, type World } from '../world.ts';

let world: World;
let load: Load;
let server: Podline;
let page: PageClient;

beforeEach(async () => {
  world = await startWorld({ streamingLists: false });
  load = loadOf(world.api, randomFrom(48), 20);
  load.change(200);
  server = await world.start();
  page = await world.page();
  await world.quiet();
});
afterEach(() => world.close());

const sql =
  (...statements: readonly string[]) =>
  (db: string): void => {
    const file = new DatabaseSync(db);
    for (const statement of statements) file.exec(statement);
    file.exec('PRAGMA journal_mode=DELETE');
    file.close();
  };

/** All but the first page. */
function spoil(db: string): void {
  const file = openSync(db, 'r+');
  const { size } = statSync(db);
  for (let at = 4096; at < size; at += 4096) writeSync(file, Buffer.alloc(4096, 0xa5), 0, 4096, at);
  closeSync(file);
}

const OF_TOMORROW = `INSERT INTO _prisma_migrations
  (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
  VALUES ('x', 'y', '29990101000000_of_tomorrow', 1, 1, 1)`;

describe('F48: at the start the file is kept byte for byte, the page says why, and it ends with code 3', () => {
  test.each<[string, (db: string) => void, RegExp]>([
    ['damaged', spoil, /is damaged/],
    ['no database', (db) => writeFileSync(db, 'These are notes.\n'.repeat(500)), /not a database/],
    ['of a newer Podline', sql(OF_TOMORROW), /belongs to a newer Podline/],
    [
      'in the middle of a migration',
      sql('UPDATE _prisma_migrations SET finished_at = NULL'),
      /never finished/,
    ],
  ])('%s', async (_, harm, sentence) => {
    await server.end('SIGTERM');
    harm(world.db);
    const before = readFileSync(world.db);
    const told = page.history().told.length;
    server = await world.start();
    await page.until(
      (it) => it.told.length > told && JSON.stringify(lastStatus(it)).includes('DATABASE_UNUSABLE'),
      'The page is told why',
    );
    expect(lastStatus(page.history())?.watch).toMatchObject({
      state: 'connecting',
      problem: { detail: expect.stringMatching(sentence) },
    });
    const requests = world.api.truth.requests.length;
    load.change(20);
    const exit = await server.end('SIGTERM');
    expect(exit).toEqual({ code: 3, signal: null });
    expect(
      aliveOrDocumented({ before: null, after: null, exit, output: server.output() }, [3]),
    ).toEqual([]);
    expect(world.api.truth.requests.slice(requests)).toEqual([]);
    expect(readFileSync(world.db).equals(before)).toBe(true);
  });
});

test('F48, V11: damaged while it runs: it ends with code 3, in a sentence, as soon as it reads the damage', async () => {
  const { db } = world;
  const outsider = new DatabaseSync(db, { timeout: 5000 });
  outsider.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  outsider.close();
  spoil(db);
  const stop = load.run(2, 10);
  onTestFinished(stop);
  const [row] = world.api.truth.objects('pods');
  page.open({
    kind: 'pod',
    namespace: row?.namespace ?? '',
    name: row?.name ?? '',
    uid: row?.uid ?? null,
  });
  const exit = await server.exited;
  stop();
  expect(exit).toEqual({ code: 3, signal: null });
  expect(
    aliveOrDocumented({ before: null, after: null, exit, output: server.output() }, [3]),
  ).toEqual([]);
  expect(server.output()).toMatch(/podline: .*is damaged .*restore a backup/);
}, 60_000);

test('F48: a file that was moved away while it runs: it ends with code 3, and nothing is recorded behind its back; put back, nothing is lost', async () => {
  const { db } = world;
  const moved = `${db}.elsewhere`;
  for (const part of ['', '-wal', '-shm']) renameSync(`${db}${part}`, `${moved}${part}`);
  load.change(20);
  const exit = await server.exited;
  expect(exit).toEqual({ code: 3, signal: null });
  expect(server.output()).toContain('was deleted, moved or replaced while Podline wrote it');
  for (const part of ['', '-wal', '-shm']) renameSync(`${moved}${part}`, `${db}${part}`);
  await world.start();
  await world.quiet();
  expect(judged(world.evidence())).toEqual([]);
}, 60_000);
