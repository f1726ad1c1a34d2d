import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { Sent } from '../evidence.ts';
import { type Forwarder, startForwarder } from '../forwarder.ts';
import { judged } from '../judge.ts';
import { type Load, loadOf } from '../load.ts';
import { needs } from '../machine.ts';
import { type Network, noNetworks, openNetwork } from '../network.ts';
import { type ClientHistory, lastStatus, type PageClient, watchState } from '../page-client.ts';
import { randomFrom } from '../random.ts';
import { startWorld, type World } from '../world.ts';

const BOOKMARK_MS = 3000;

let world: World;
let network: Network | null = null;
let forwarders: Forwarder[] = [];
let apiPort = 0;
let load: Load;
let page: PageClient;

/** The server in a network of its own, and two lines into it: to the API and from the page. */
beforeEach(async (context) => {
  needs(context, noNetworks());
  network = openNetwork();
  const { here, within, through } = network;
  world = await startWorld({ streamingLists: false, bookmarkEveryMs: BOOKMARK_MS });
  const { port } = world.options;
  const api = { host: '127.0.0.1', port: world.proxy.port };
  const toApi = await startForwarder({ listen: { host: here, port: 0 }, to: api });
  apiPort = toApi.port;
  const kubeconfig = readFileSync(world.kubeconfig, 'utf8');
  writeFileSync(
    world.kubeconfig,
    kubeconfig.replaceAll(world.proxy.url, `http://${here}:${apiPort}`),
  );
  load = loadOf(world.api, randomFrom(14), 20);
  load.change(40);
  await world.start({ through, args: ['--host', within, '--insecure-no-auth'] });
  const listen = { host: '127.0.0.1', port };
  forwarders = [toApi, await startForwarder({ listen, to: { host: within, port } })];
  page = await world.page();
  await world.quiet();
  // Two bookmarks: from then on their interval is known.
  await world.api.truth.until(() => bookmarks().length >= 2);
  load.change(5);
  await world.quiet();
}, 60_000);
afterEach(async () => {
  await world?.close();
  await Promise.all(forwarders.map((forwarder) => forwarder.close()));
  forwarders = [];
  network?.close();
  network = null;
});

/** Of the watches of pods. */
function bookmarks(): readonly Sent[] {
  const { requests, sent } = world.api.truth;
  const ofPods = new Set(requests.filter((it) => it.resource === 'pods').map(({ id }) => id));
  return sent.filter(({ type, request }) => type === 'BOOKMARK' && ofPods.has(request));
}

const isStale = (history: ClientHistory): boolean => watchState(history) === 'stale';

/** The line is dead from now on; gives when the next bookmark was to come. */
function kill(): number {
  network?.drop(apiPort, true);
  return (bookmarks().at(-1)?.at ?? Date.now()) + BOOKMARK_MS;
}

test('F14: a line that is dead and comes back within its time: told within 20 s of the bookmark that was due; not listed anew, and nothing lost', async () => {
  const lists = () => world.api.truth.counts()['list pods'] ?? 0;
  const before = lists();
  const dueAt = kill();
  const stop = load.run(1, 100);
  onTestFinished(stop);
  const told = await page.until(isStale, 'Stale is told', 40_000);
  expect(Date.now() - dueAt).toBeLessThan(20_000);
  const watch = lastStatus(told)?.watch;
  expect(watch).toMatchObject({ state: 'stale', problem: { code: 'CLUSTER_SILENT' } });
  expect(watch?.state === 'stale' && watch.since).toBeLessThan(dueAt);
  network?.drop(apiPort, false);
  stop();
  await world.quiet(120_000);
  expect(lists()).toBe(before);
  expect(judged(world.evidence())).toEqual([]);
}, 240_000);

test('F14, V5: a line that stays dead is given up within 95 s; what the cluster no longer has by then is a gap, and the list says what is now', async () => {
  const { truth } = world.api;
  const lastAt = truth.sent.at(-1)?.at ?? 0;
  kill();
  load.change(100);
  const isGivenUp = (history: ClientHistory): boolean => {
    const watch = lastStatus(history)?.watch;
    return watch?.state === 'stale' && watch.problem.code !== 'CLUSTER_SILENT';
  };
  await page.until(isGivenUp, 'The connection is given up', 120_000);
  const givenUpAfterMs = Date.now() - lastAt;

  expect(givenUpAfterMs).toBeLessThan(95_000);
  // By then the API server has noticed as well: its end was never answered.
  world.proxy.cut('rst');
  world.api.compact();
  network?.drop(apiPort, false);
  await world.quiet(120_000);
  expect(world.evidence().database.gaps).toHaveLength(1);
  expect(judged(world.evidence())).toEqual([]);
}, 300_000);
