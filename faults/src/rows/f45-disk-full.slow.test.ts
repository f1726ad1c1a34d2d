import { dirname } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { judged } from '../judge.ts';
import { type Load, loadOf } from '../load.ts';
import { needs } from '../machine.ts';
import { metricThat } from '../measure.ts';
import { type Disk, diskAt, noMounts } from '../mounts.ts';
import { lastStatus, type PageClient } from '../page-client.ts';
import { type Podline, spawnPodline } from '../podline-process.ts';
import { randomFrom } from '../random.ts';
import { toldTheTruth } from '../validators/v12-told-the-truth.ts';
import { startWorld, type World } from '../world.ts';

let world: World;
let load: Load;
let disk: Disk | null = null;
let server: Podline;
let page: PageClient;

beforeEach(async (context) => {
  needs(context, noMounts());
  world = await startWorld({ streamingLists: false, podline: { hasMetrics: true } });
  disk = diskAt(dirname(world.db), '24m');
  load = loadOf(world.api, randomFrom(45), 20);
  load.change(40);
  server = await world.start();
  page = await world.page();
  await world.quiet();
});
afterEach(async () => {
  disk?.release();
  disk = null;
  await world?.close();
});

const isNotRecording = (client: PageClient): boolean =>
  lastStatus(client.history())?.notRecordingSince != null;

test('F45, V1, V2, V3, V4, V5, V6, V7, V12: while the disk is full the list is live and says since when nothing is recorded; with room again nothing is lost', async () => {
  const stop = load.run(2, 10);
  onTestFinished(stop);
  const from = Date.now();
  disk?.fill();
  await page.until(() => isNotRecording(page), 'Not recording is told', 60_000);
  const toldAfterMs = Date.now() - from;
  const told = page.history().told.length;
  const isLive = (): boolean =>
    page
      .history()
      .told.slice(told)
      .filter((it) => it.kind === 'delta').length > 20;
  await page.until(isLive, 'The list goes on being live');
  expect((await server.ready())?.notRecordingSince).toBeTypeOf('number');
  stop();
  await metricThat(server, 'podline_pending', (pending) => pending > 100);
  disk?.free();
  const to = Date.now();
  await page.until(() => !isNotRecording(page), 'Recording is told again');
  await world.quiet();
  expect(judged(world.evidence())).toEqual([]);
  const trouble = {
    kind: 'recording',
    from,
    to,
    toldWithinMs: toldAfterMs + 1000,
    overWithinMs: 15_000,
  } as const;
  expect(toldTheTruth(page.history(), [trouble], Date.now())).toEqual([]);
  expect(await metricThat(server, 'podline_start_overs_total', () => true)).toBe(0);
}, 180_000);

test('F45: a start on a disk without room ends with a sentence and its code; with room again it goes on and nothing is lost', async () => {
  await server.end('SIGTERM');
  disk?.fill();
  load.change(40);
  const refused = await spawnPodline({ ...world.options, port: 0 });
  expect(await refused.exited).toEqual({ code: 3, signal: null });
  expect(refused.output().trim()).toBe(
    `podline: There is no room left on the disk for the database ${world.db}.`,
  );
  disk?.resize('64m');
  await world.start();
  await world.quiet();
  expect(judged(world.evidence())).toEqual([]);
}, 180_000);

test('F45: more than is kept while the disk is full: what was kept is written, then recording starts over from the log', async () => {
  disk?.fill();
  const stop = load.run(60, 10);
  onTestFinished(stop);
  await page.until(() => isNotRecording(page), 'Not recording is told', 60_000);
  await metricThat(server, 'podline_pending', (pending) => pending > 19_000, 120_000);
  // Some of these fit in no more.
  load.change(2000);
  stop();
  disk?.free();
  disk?.resize('256m');
  await metricThat(server, 'podline_start_overs_total', (times) => times === 1, 60_000);
  await page.until(() => !isNotRecording(page), 'Recording is told again');
  await world.quiet(60_000);
  expect(judged(world.evidence())).toEqual([]);
}, 300_000);
