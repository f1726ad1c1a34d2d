import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { factsOf } from '../child.ts';
import { startForwarder } from '../forwarder.ts';
import { judged } from '../judge.ts';
import { podObject } from '../life.ts';
import { type Load, loadOf } from '../load.ts';
import { metricThat } from '../measure.ts';
import { type ClientHistory, openPage, type PageClient, type Told } from '../page-client.ts';
import type { Podline } from '../podline-process.ts';
import { randomFrom } from '../random.ts';
import { openSlowPage } from '../slow-page.ts';
import { startWorld, type World } from '../world.ts';

let world: World;
let load: Load;
let server: Podline;
let pages: readonly PageClient[] = [];
let forwarderPort = 0;

beforeEach(async () => {
  world = await startWorld({ streamingLists: false, podline: { hasMetrics: true } });
  load = loadOf(world.api, randomFrom(33), 100);
  load.change(600);
  server = await world.start();
  await world.page();
  await world.quiet();
  const to = { host: '127.0.0.1', port: world.options.port };
  const forwarder = await startForwarder({ to, from: addressOf });
  forwarderPort = forwarder.port;
  onTestFinished(() => forwarder.close());
});
afterEach(async () => {
  await Promise.all(pages.map((page) => page.close()));
  await world?.close();
});

/** One address may have but a few pages. */
const addressOf = (page: number): string => `127.1.0.${1 + (page % 200)}`;

const hasList = ({ views: [list] }: ClientHistory): boolean => list?.state?.kind === 'pods';

async function open(count: number): Promise<void> {
  pages = await Promise.all(
    Array.from({ length: count }, (_, page) => openPage(forwarderPort, `page ${page}`)),
  );
  await Promise.all(pages.map((page) => page.until(hasList, 'It shows the list', 60_000)));
}

/** Adds pods by name, one by one, and gives by page and pod how long after that it was told, ms, sorted. */
async function pushed(count: number): Promise<readonly number[]> {
  const appliedAt = new Map<string, number>();
  for (let number = 0; number < count; number += 1) {
    const name = `marker-${number}`;
    appliedAt.set(name, Date.now());
    world.api.apply(podObject({ namespace: 'shop', name, step: 1 }, Date.now()));
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const isTold = (history: ClientHistory): boolean =>
    toldAt(history).filter(([name]) => appliedAt.has(name)).length >= count;
  await Promise.all(pages.map((page) => page.until(isTold, 'It was told of all', 30_000)));
  return pages
    .flatMap((page) => toldAt(page.history()).map(([name, at]) => at - (appliedAt.get(name) ?? at)))
    .sort((a, b) => a - b);
}

/** When each marker was told first. */
const toldAt = ({ told }: ClientHistory): readonly (readonly [string, number])[] => {
  const first = new Map<string, number>();
  for (const it of told)
    for (const { name } of rowsIn(it))
      if (name.startsWith('marker-') && !first.has(name)) first.set(name, it.at);
  return [...first];
};

function rowsIn(told: Told): readonly { readonly name: string }[] {
  if (told.kind === 'delta') return told.delta.rows;
  return told.kind === 'snapshot' && told.state.kind === 'pods' ? told.state.rows : [];
}

test('F33: of a hundred pages twenty never read: they are cut, the others are told within a second, and memory stays bounded', async () => {
  await open(80);
  const before = factsOf(server.pid)?.rssBytes ?? 0;
  const slow = await Promise.all(
    Array.from({ length: 20 }, (_, page) =>
      openSlowPage(world.options.port, `127.1.1.${1 + page}`),
    ),
  );
  const stop = load.run(2, 20);
  onTestFinished(stop);
  const delays = await pushed(20);
  const p95 = delays[Math.floor(delays.length * 0.95)];
  await metricThat(server, 'podline_pages_cut_slow_total', (count) => count === 20, 60_000);
  await Promise.all(slow.map(({ cut }) => cut));
  stop();
  const grownMb = ((factsOf(server.pid)?.rssBytes ?? 0) - before) / 1e6;
  await world.quiet();
  expect(p95).toBeLessThan(1000);
  expect(grownMb).toBeLessThan(200);
  expect(judged(world.evidence())).toEqual([]);
}, 180_000);

test('F34: a hundred pages that lose their server at once are all back within 15 s of its start, and each is told all', async () => {
  await open(100);
  await server.end('SIGKILL');
  load.change(50);
  server = await world.start();
  const from = Date.now();
  const states = ({ told }: ClientHistory) =>
    told.flatMap((it) => (it.kind === 'connection' ? [it.state] : []));
  const isBack = (history: ClientHistory): boolean => states(history).at(-1) === 'open';
  await Promise.all(pages.map((page) => page.until(isBack, 'It is back', 60_000)));
  const backAfterMs = Date.now() - from;
  expect(server.startedInMs).toBeLessThan(10_000);
  expect(backAfterMs).toBeLessThan(15_000);
  await pushed(3);
  await world.quiet();
  expect(judged(world.evidence())).toEqual([]);
}, 180_000);
