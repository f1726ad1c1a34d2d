import { setImmediate } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { barePage, barePageIn } from './bare.ts';
import { type ConnectionState, connectFeed, type Feed } from './client.ts';
import { ManualClock, podRow, ScriptedLog } from './scripted.ts';
import { Heard, rawPage, type Served, served } from './served.ts';

const PODS = { kind: 'pods' } as const;

let running: Served;
let feed: Feed | null = null;
afterEach(async () => {
  feed?.close();
  feed = null;
  await running.stop();
});

test('F55: each page is told to come back, at its own time, and closed properly; then the hub is empty', async () => {
  const chances = [0, 0.5, 1];
  running = await served(new ScriptedLog(), { chance: () => chances.shift() ?? 0 });
  const pages = [
    await barePageIn(running.port),
    await barePageIn(running.port),
    await barePageIn(running.port),
  ];
  for (const page of pages) void page.farewells.count(1).then(() => page.socket.end());
  await running.hub.drain(1_000);
  for (const page of pages) await page.ended;
  expect(pages.map((page) => page.heard.all.at(-1))).toEqual([
    '42["restarting",{"retryInMs":1000}]',
    '42["restarting",{"retryInMs":1500}]',
    '42["restarting",{"retryInMs":2000}]',
  ]);
  expect(running.hub.stats()).toMatchObject({ connections: 0, views: 0, bytesWaiting: 0 });
});

test('F55: what was published before is told before the farewell', async () => {
  const log = new ScriptedLog();
  running = await served(log);
  const page = await running.visit();
  page.say('open', { id: 1, query: PODS, have: null });
  await page.heard.count(2);
  running.hub.publish(log.record({ rows: [podRow('a')], of: ['a'] }));
  running.hub.publish(log.record({ rows: [podRow('b')], of: ['b'] }));
  await running.hub.drain(1_000);
  await page.ended.count(1);
  expect(page.heard.all.map(([event]) => event)).toEqual([
    'cluster',
    'snapshot',
    'delta',
    'delta',
    'restarting',
  ]);
  expect(page.payloads('delta').at(-1)?.toSeq).toBe(2);
});

test('F55: from then on nobody comes in, and whoever is half in is sent away', async () => {
  const log = new ScriptedLog();
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<{
    name: string;
    canSee: () => boolean;
    canReadLogs: () => true;
  }>();
  running = await served(log, {
    viewerOf: ({ headers }) => {
      if (headers['x-who'] !== 'slow')
        return Promise.resolve({ name: 'known', canSee: () => true, canReadLogs: () => true });
      asked.resolve();
      return answer.promise;
    },
  });
  const half = barePage(running.port);
  await half.heard.count(1);
  void half.farewells.count(1).then(() => half.socket.end());
  const asking = barePage(running.port, { 'x-who': 'slow' });
  await asked.promise;
  await running.hub.drain(1_000);
  await half.ended;
  answer.resolve({ name: 'late', canSee: () => true, canReadLogs: () => true });
  expect(await asking.answer).toBe('HTTP/1.1 400 Bad Request');
  const late = rawPage(running.url);
  await late.ended.count(1);
  expect(running.hub.stats()).toMatchObject({ connections: 0, refused: 2 });
});

test('F55: a page that does not read, or takes no leave, holds it up for two seconds and no longer', async () => {
  const clock = new ManualClock();
  const log = new ScriptedLog();
  running = await served(log, { clock });
  const [stuck, rude] = [await barePageIn(running.port), await barePageIn(running.port)];
  stuck.say(`42${JSON.stringify(['open', { id: 1, query: PODS, have: null }])}`);
  await stuck.heard.until((all) => all.some((text) => text.startsWith('42["snapshot"')));
  stuck.stopReading();
  running.hub.publish(
    log.record({ rows: [podRow('flood', { statusSentence: 'x'.repeat(32_000_000) })] }),
  );
  let isDrained = false;
  const draining = running.hub.drain(1_000).then(() => {
    isDrained = true;
  });
  await rude.farewells.count(1);
  clock.advance(1_999);
  await setImmediate();
  expect(isDrained).toBe(false);
  clock.advance(1);
  await draining;
  expect(running.hub.connections).toBe(0);
  stuck.socket.destroy();
  rude.socket.destroy();
});

test('F55: a page shows a restart, not a loss, comes back when it was told to, and misses nothing', async () => {
  const log = new ScriptedLog();
  log.record({ rows: [podRow('a')], of: ['a'] });
  running = await served(log, { chance: () => 0 });
  const states = new Heard<ConnectionState>();
  const waits: { delayMs: number; run: () => void }[] = [];
  const waiting = new Heard<number>();
  feed = connectFeed({
    url: running.url,
    chance: () => 1,
    onCluster: () => {},
    onConnection: (state) => states.push(state),
    after(delayMs, run) {
      waits.push({ delayMs, run });
      waiting.push(delayMs);
      return () => {};
    },
  });
  const heard = new Heard<string>();
  feed.openView(
    { kind: 'pod', namespace: 'shop', name: 'a', uid: null },
    {
      snapshot: (_, seq) => heard.push(`snapshot ${seq}`),
      delta: ({ fromSeq, toSeq }) => heard.push(`delta ${fromSeq}-${toSeq}`),
      refused: ({ code }) => heard.push(code),
    },
  );
  await heard.count(1);
  await running.hub.drain(3_000);
  await waiting.count(2);
  const { port } = running;
  await running.stop();
  expect(waiting.all).toEqual([15_000, 4_500]);
  log.record({ rows: [podRow('a')], of: ['a', 'a'] });
  running = await served(log, {}, port);
  waits[1]?.run();
  await heard.count(2);
  expect(heard.all).toEqual(['snapshot 1', 'delta 1-3']);
  expect(states.all).toEqual(['connecting', 'open', 'restarting', 'open']);
});

test('F55: a server that is not back in 15 s is lost since it went, however often it was tried', async () => {
  running = await served(new ScriptedLog(), { chance: () => 0 });
  const told: [ConnectionState, number][] = [];
  const waits = new Heard<{ delayMs: number; run: () => void }>();
  let now = 100;
  const states = new Heard<ConnectionState>();
  feed = connectFeed({
    url: running.url,
    chance: () => 1,
    now: () => now,
    onCluster: () => {},
    onConnection(state, since) {
      told.push([state, since]);
      states.push(state);
    },
    after(delayMs, run) {
      waits.push({ delayMs, run });
      return () => {};
    },
  });
  await states.until((all) => all.at(-1) === 'open');
  now = 200;
  await running.hub.drain(1_000);
  await waits.count(2);
  now = 300;
  for (let tries = 0; tries < 2; tries += 1) {
    waits.all.at(-1)?.run();
    await waits.count(3 + tries);
  }
  expect(told.at(-1)).toEqual(['restarting', 200]);
  waits.all[0]?.run();
  expect(told).toEqual([
    ['connecting', 100],
    ['open', 100],
    ['restarting', 200],
    ['lost', 200],
  ]);
  expect(waits.all.map(({ delayMs }) => delayMs)).toEqual([15_000, 1_500, 2_000, 4_000]);
});
