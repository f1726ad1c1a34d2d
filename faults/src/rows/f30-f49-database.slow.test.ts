import { afterEach, beforeEach, expect, test } from 'vitest';
import { factsOf } from '../child.ts';
import { holdWriteLock } from '../database.ts';
import { judged } from '../judge.ts';
import { type Load, loadOf } from '../load.ts';
import { needs, noProc } from '../machine.ts';
import { lastStatus, type PageClient } from '../page-client.ts';
import { freePort, type Podline, startPodline } from '../podline-process.ts';
import { randomFrom } from '../random.ts';
import { noKeyTwice } from '../validators/v2-no-key-twice.ts';
import { toldTheTruth } from '../validators/v12-told-the-truth.ts';
import { startWorld, type World } from '../world.ts';

let world: World;
let load: Load;
let server: Podline;
let page: PageClient;

beforeEach(async () => {
  world = await startWorld();
  load = loadOf(world.api, randomFrom(49), 20);
  load.change(40);
  server = await world.start();
  page = await world.page();
  await world.quiet();
});
afterEach(() => world.close());

test('F49: a lock that another program holds for a second holds nothing up for longer, and transactions work afterwards', async () => {
  const lock = holdWriteLock(world.db);
  load.change(30);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  lock.release();
  load.change(30);
  await world.quiet();
  expect(judged(world.evidence())).toEqual([]);
});

test('F49, V12: a lock that is held for 20 s: the live view goes on, "not recording" is told, nothing is lost', async () => {
  const from = Date.now();
  const lock = holdWriteLock(world.db);
  const stop = load.run(1, 100);
  await page.until(
    (it) => lastStatus(it)?.notRecordingSince != null,
    'Not recording is told',
    20_000,
  );
  const told = page.history().told.length;
  await page.until(
    (it) => it.told.slice(told).some(({ kind }) => kind === 'delta'),
    'The live view goes on',
    15_000,
  );
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, from + 20_000 - Date.now())));
  stop();
  lock.release();
  const to = Date.now();
  await page.until((it) => lastStatus(it)?.notRecordingSince === null, 'Recording is told again');
  await world.quiet();
  expect(judged(world.evidence())).toEqual([]);
  const trouble = {
    kind: 'recording',
    from,
    to,
    toldWithinMs: 16_000,
    overWithinMs: 15_000,
  } as const;
  expect(toldTheTruth(page.history(), [trouble], Date.now())).toEqual([]);
}, 90_000);

test('F49, V8: file descriptors do not add up while a lock is held', async (context) => {
  needs(context, noProc());
  const lock = holdWriteLock(world.db);
  const stop = load.run(1, 50);
  // By then the lines for logs and for what is around the pods are open.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const before = factsOf(server.pid);
  await new Promise((resolve) => setTimeout(resolve, 6000));
  const after = factsOf(server.pid);
  stop();
  lock.release();
  expect((after?.fds ?? 0) - (before?.fds ?? 0)).toBeLessThanOrEqual(8);
  await world.quiet();
}, 60_000);

test('F30, V2: of two processes on one database the older, once stopped, is fenced off and ends with its code', async () => {
  server.signal('SIGSTOP');
  const { kubeconfig, db } = world;
  const other = await startPodline({ kubeconfig, db, port: await freePort() });
  load.change(60);
  await new Promise((resolve) => setTimeout(resolve, 2000));
  server.signal('SIGCONT');
  const stop = load.run(2, 20);
  expect(await server.exited).toEqual({ code: 4, signal: null });
  stop();
  expect(noKeyTwice(world.evidence().database)).toEqual([]);
  await other.end('SIGTERM');
  await world.start();
  await world.quiet();
  expect(noKeyTwice(world.evidence().database)).toEqual([]);
  expect(world.evidence().database.damage).toEqual([]);
}, 90_000);
