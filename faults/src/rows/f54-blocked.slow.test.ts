import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { judged } from '../judge.ts';
import { type Load, loadOf } from '../load.ts';
import { metric } from '../measure.ts';
import type { PageClient } from '../page-client.ts';
import type { Podline } from '../podline-process.ts';
import { randomFrom } from '../random.ts';
import { startWorld, type World } from '../world.ts';

let world: World;
let load: Load;
let server: Podline;
let page: PageClient;

beforeEach(async () => {
  world = await startWorld({ streamingLists: false, podline: { hasMetrics: true } });
  load = loadOf(world.api, randomFrom(54), 20);
  load.change(40);
  server = await world.start();
  page = await world.page();
  await world.quiet();
});
afterEach(() => world.close());

test('F54: a process that does nothing for 5 s keeps its watch and its pages, and the metric shows it', async () => {
  const stop = load.run(1, 10);
  onTestFinished(stop);
  const watches = () => world.api.truth.counts()['watch pods'];
  const before = { told: page.history().told.length, watches: watches() };
  await metric(server, 'nodejs_eventloop_lag_max_seconds');
  server.signal('SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, 5000));
  server.signal('SIGCONT');
  const lagSeconds = await metric(server, 'nodejs_eventloop_lag_max_seconds');
  stop();
  await world.quiet();
  expect(lagSeconds).toBeGreaterThan(4);
  expect(page.history().told.slice(before.told)).not.toContainEqual(
    expect.objectContaining({ kind: 'connection' }),
  );
  expect(watches()).toBe(before.watches);
  expect(judged(world.evidence())).toEqual([]);
}, 60_000);
