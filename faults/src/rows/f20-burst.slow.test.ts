import { afterEach, beforeEach, expect, test } from 'vitest';
import { factsOf } from '../child.ts';
import { judged } from '../judge.ts';
import { podObject } from '../life.ts';
import { type Load, loadOf } from '../load.ts';
import { needs, noProc, noRest } from '../machine.ts';
import { metric } from '../measure.ts';
import type { ClientHistory, PageClient } from '../page-client.ts';
import type { Podline } from '../podline-process.ts';
import { randomFrom } from '../random.ts';
import { startWorld, type World } from '../world.ts';

const EVENTS = 10_000;

let world: World;
let load: Load;
let server: Podline;
let page: PageClient;

beforeEach(async (context) => {
  needs(context, noProc());
  world = await startWorld({ streamingLists: false, podline: { hasMetrics: true } });
  load = loadOf(world.api, randomFrom(20), 200);
  load.change(1000);
  server = await world.start();
  page = await world.page();
  await world.quiet();
});
afterEach(() => world?.close());

const P99 = 'nodejs_eventloop_lag_p99_seconds';

interface Burst {
  readonly behindMs: number;
  readonly p99Seconds: number;
  readonly grownMb: number;
}

/** Makes the events within about a second, and gives how the server took them. */
async function burst(): Promise<Burst> {
  const before = factsOf(server.pid)?.rssBytes ?? 0;
  // Each asking begins a new measurement.
  await metric(server, P99);
  const markers = new Map<string, number>();
  const began = performance.now();
  for (let round = 1; round <= 100; round += 1) {
    load.change(EVENTS / 100 - 1);
    const name = `marker-${round}`;
    markers.set(name, Date.now());
    world.api.apply(podObject({ namespace: 'shop', name, step: 1 }, Date.now()));
    const restMs = began + round * 10 - performance.now();
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, restMs)));
  }
  const shown = await page.until(showsAll(markers), 'The page shows the last of it', 60_000);
  const p99Seconds = (await metric(server, P99)) ?? Number.NaN;
  const shownAt = firstShownAt(shown);
  const behindMs = [...markers].map(([name, at]) => (shownAt.get(name) ?? Number.NaN) - at);
  const grownMb = ((factsOf(server.pid)?.rssBytes ?? 0) - before) / 1e6;
  return { behindMs: Math.max(...behindMs), p99Seconds, grownMb };
}

test('F20, V1, V2, V3, V4, V5, V6, V7: 10,000 events in a second are recorded once and in order, without a list, and memory is bounded', async () => {
  const lists = () => world.api.truth.counts()['list pods'];
  const before = lists();
  const { grownMb } = await burst();
  await world.quiet();
  expect(judged(world.evidence())).toEqual([]);
  expect(lists()).toBe(before);
  expect(grownMb).toBeLessThan(200);
}, 120_000);

test('F20: meanwhile the event loop goes on, and the page is at most 2 s behind', async (context) => {
  needs(context, await noRest());
  const { behindMs, p99Seconds } = await burst();
  expect(behindMs).toBeLessThan(2000);
  expect(p99Seconds).toBeLessThan(0.1);
}, 120_000);

function firstShownAt({ told }: ClientHistory): ReadonlyMap<string, number> {
  const shown = new Map<string, number>();
  for (const it of told) {
    if (it.kind !== 'delta') continue;
    for (const { name } of it.delta.rows) if (!shown.has(name)) shown.set(name, it.at);
  }
  return shown;
}

const showsAll =
  (markers: ReadonlyMap<string, number>) =>
  ({ views: [list] }: ClientHistory): boolean => {
    if (list?.state?.kind !== 'pods') return false;
    const names = new Set(list.state.rows.map(({ name }) => name));
    return [...markers.keys()].every((name) => names.has(name));
  };
