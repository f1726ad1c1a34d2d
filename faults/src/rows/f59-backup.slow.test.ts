import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { startChild } from '../child.ts';
import { readDatabase } from '../database.ts';
import { judged } from '../judge.ts';
import { type Load, loadOf } from '../load.ts';
import type { Podline } from '../podline-process.ts';
import { randomFrom } from '../random.ts';
import { noKeyTwice } from '../validators/v2-no-key-twice.ts';
import { startWorld, type World, type WorldOptions } from '../world.ts';

const MAIN = fileURLToPath(new URL('../../../apps/server/src/main.ts', import.meta.url));

let world: World;
let load: Load;
let server: Podline;

async function begin(options: WorldOptions): Promise<void> {
  world = await startWorld({ streamingLists: false, ...options });
  load = loadOf(world.api, randomFrom(59), 30);
  load.change(60);
  server = await world.start();
  await world.page();
  await world.quiet();
}
afterEach(() => world.close());

/** Backs up in the middle of a burst, goes on for a while, then puts the copy in the database's place. */
async function restored(): Promise<void> {
  const stop = load.run(5, 3);
  onTestFinished(stop);
  const copy = join(world.folder, 'copy.db');
  const backup = await startChild([process.execPath, MAIN, 'backup', '--db', world.db, copy]);
  expect(await backup.exited).toEqual({ code: 0, signal: null });
  expect(backup.output()).toContain('checked.');
  expect(readDatabase(copy).damage).toEqual([]);
  expect(noKeyTwice(readDatabase(copy))).toEqual([]);
  load.change(500);
  await server.end('SIGTERM');
  stop();
  for (const part of ['', '-wal', '-shm']) rmSync(`${world.db}${part}`, { force: true });
  copyFileSync(copy, world.db);
  await world.start();
  await world.quiet();
}

test('F59, V1, V2, V3, V4, V5, V6, V7: a backup in a burst is sound; restored, the watch goes on from it, and nothing is lost or doubled', async () => {
  await begin({ windowSize: 100_000 });
  await restored();
  const { gaps } = world.evidence().database;
  expect(gaps).toEqual([]);
  expect(judged(world.evidence())).toEqual([]);
}, 120_000);

test('F59, V1, V2, V5: restored when the cluster no longer has what came after it: that time is a gap', async () => {
  await begin({});
  await restoredTooLate();
  expect(world.evidence().database.gaps).toHaveLength(1);
  expect(judged(world.evidence())).toEqual([]);
}, 120_000);

async function restoredTooLate(): Promise<void> {
  const { start } = world;
  world = {
    ...world,
    start(more) {
      world.api.compact();
      return start(more);
    },
  };
  await restored();
}
