import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { judged } from '../judge.ts';
import { podObject } from '../life.ts';
import { type Load, loadOf } from '../load.ts';
import { needs, noProc } from '../machine.ts';
import { metric, metricThat, peakMb } from '../measure.ts';
import { lastStatus, type PageClient } from '../page-client.ts';
import type { Podline } from '../podline-process.ts';
import { randomFrom } from '../random.ts';
import { startWorld, type World } from '../world.ts';

const FIFTY_MB = 50_000_000;
const ref = { namespace: 'shop', name: 'large' };

let world: World;
let load: Load;
let server: Podline;
let page: PageClient;

beforeEach(async (context) => {
  needs(context, noProc());
  world = await startWorld({ streamingLists: false, podline: { hasMetrics: true } });
  load = loadOf(world.api, randomFrom(19), 20);
  load.change(200);
});
afterEach(() => world?.close());

async function begin(): Promise<void> {
  server = await world.start();
  page = await world.page();
}

const noticeOf = () =>
  lastStatus(page.history())?.notices.find(({ code }) => code === 'OBJECT_TOO_LARGE');

const OVERSIZED = 'podline_objects_oversized_total';

test('F19: a pod of 50 MB in the watch is skipped, counted and named; memory stays bounded, and the other pods are not touched', async () => {
  world.api.apply(podObject({ ...ref, step: 1 }, Date.now()));
  await begin();
  await world.quiet();
  // The first times that everything happens take memory for good.
  load.change(500);
  await world.quiet();
  const before = peakMb(server);
  const stop = load.run(1, 20);
  onTestFinished(stop);
  const about = { type: 'MODIFIED', name: ref.name };
  world.api.faults.inject({ on: 'watch', about, do: { kind: 'inflate', bytes: FIFTY_MB } });
  // Only what nobody records of it: so it is missed by nobody.
  world.api.mutate(ref, (object) => ({ ...object, extra: 1 }));
  await metricThat(server, OVERSIZED, (count) => count === 1);
  const grownMb = peakMb(server) - before;
  stop();
  world.api.mutate(ref, (object) => ({ ...object, extra: 2 }));
  await world.quiet();
  expect(grownMb).toBeLessThan(100);
  expect(noticeOf()?.sentence).toMatch(/^The pod shop\/large is too large to be read/);
  expect(judged(world.evidence())).toEqual([]);
  expect(await metric(server, OVERSIZED)).toBe(1);
}, 60_000);

test('F19: a pod of 50 MB in the first list keeps no other pod from being shown', async () => {
  world.api.apply(podObject({ ...ref, step: 1 }, Date.now()));
  const about = { type: 'LIST', name: ref.name };
  world.api.faults.inject({
    on: 'list',
    resource: 'pods',
    about,
    do: { kind: 'inflate', bytes: FIFTY_MB },
  });
  await begin();
  await page.until(() => noticeOf() !== undefined, 'It is named');
  const others = world.api.truth.objects('pods').length - 1;
  await page.until(
    ({ views: [list] }) => list?.state?.kind === 'pods' && list.state.rows.length === others,
    'The others are shown',
  );
  expect(peakMb(server)).toBeLessThan(400);
  world.api.apply(podObject({ ...ref, step: 2 }, Date.now()));
  await world.quiet();
}, 60_000);
