import { chmodSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { judged } from '../judge.ts';
import { loadOf } from '../load.ts';
import { needs, noCommand, noRoot } from '../machine.ts';
import { breakingDiskAt, diskAt, noBreakingDisks, noMounts } from '../mounts.ts';
import { lastStatus } from '../page-client.ts';
import { spawnPodline } from '../podline-process.ts';
import { randomFrom } from '../random.ts';
import { aliveOrDocumented } from '../validators/v11-alive.ts';
import { startWorld, type World } from '../world.ts';

let world: World;
let release: () => void = () => {};

beforeEach(async () => {
  world = await startWorld({ streamingLists: false });
});
afterEach(async () => {
  release();
  release = () => {};
  await world.close();
});

/** One sentence. */
const CANNOT_WRITE = /^podline: The database \S+ cannot be written: .+ \(EROFS\)\.$/;

/** How a start that must fail ended, and what it said. */
async function refused(db: string, through: readonly string[] = []) {
  const child = await spawnPodline({ ...world.options, db, port: 0, through });
  const exit = await child.exited;
  const output = child.output().trim();
  expect(aliveOrDocumented({ before: null, after: null, exit, output }, [3])).toEqual([]);
  return output;
}

test('F46: a volume that is read-only at the start: a sentence and exit code 3', async (context) => {
  needs(context, noMounts());
  const disk = diskAt(dirname(world.db), '8m');
  release = disk.release;
  disk.remount('ro');
  expect(await refused(world.db)).toMatch(CANNOT_WRITE);
  disk.remount('rw');
  loadOf(world.api, randomFrom(46), 5).change(20);
  const server = await world.start();
  await world.page();
  await world.quiet();
  await server.end('SIGTERM');
  disk.remount('ro');
  expect(await refused(world.db)).toMatch(CANNOT_WRITE);
  disk.remount('rw');
  await world.start();
  await world.quiet();
  expect(judged(world.evidence())).toEqual([]);
});

test('F46: a folder that is a file: a sentence and exit code 3', async () => {
  const output = await refused(join(world.kubeconfig, 'podline.db'));
  expect(output).toMatch(/^podline: The database \S+ cannot be created: .+\.$/);
});

test('F46: a folder, and a file, that this user may not write: a sentence and exit code 3', async (context) => {
  needs(context, noRoot() ?? noCommand('setpriv'));
  chmodSync(world.folder, 0o755);
  chmodSync(world.kubeconfig, 0o644);
  const through = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
  expect(await refused(join(world.folder, 'podline.db'), through)).toMatch(
    /^podline: No permission for the database \S+: .+\.$/,
  );
  const server = await world.start();
  await server.end('SIGTERM');
  chmodSync(dirname(world.db), 0o777);
  expect(await refused(world.db, through)).toMatch(
    /^podline: The database \S+ cannot be written: this user may not write it\.$/,
  );
});

test('F46, V1, V2, V3: a volume that the kernel turns read-only while it runs: the list stays live and "not recording" is told; once the volume is whole again nothing acknowledged is lost', async (context) => {
  needs(context, noBreakingDisks());
  const disk = breakingDiskAt(dirname(world.db), join(world.folder, 'image'));
  release = disk.release;
  const load = loadOf(world.api, randomFrom(46), 20);
  load.change(40);
  const server = await world.start();
  const page = await world.page();
  await world.quiet();
  const stop = load.run(2, 20);
  onTestFinished(stop);
  disk.turnReadOnly();
  await page.until(
    (it) => lastStatus(it)?.notRecordingSince != null,
    'Not recording is told',
    60_000,
  );
  const told = page.history().told.length;
  await page.until(
    (it) => it.told.slice(told).filter(({ kind }) => kind === 'delta').length > 50,
    'The list goes on being live',
  );
  stop();
  expect(server.exit()).toBeNull();
  await server.end('SIGTERM');
  disk.repair();
  await world.start();
  await world.quiet();
  expect(judged(world.evidence())).toEqual([]);
}, 120_000);
