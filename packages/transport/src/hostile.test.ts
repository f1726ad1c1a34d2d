import { createRequire } from 'node:module';
import type { Socket as TcpSocket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { type BarePage, barePageIn, flushed, masked } from './bare.ts';
import type { Hub } from './hub.ts';
import { ManualClock, podRow, ScriptedLog } from './scripted.ts';
import { bystander, type Served, served } from './served.ts';

const open = (id: number): string =>
  `42${JSON.stringify(['open', { id, query: { kind: 'pods' }, have: null }])}`;

let running: Served;
afterEach(() => running.stop());

describe('F31: a page that answers heartbeats and never reads', () => {
  const rows = Array.from({ length: 500 }, (_, number) =>
    podRow(`pod-${number}`, { statusSentence: 'x'.repeat(400) }),
  );

  /** All of them, as if something of each had changed. */
  const changed = () => rows.map((row) => ({ ...row }));

  /** Lets seconds pass until the page is cut, and gives in which one it took something last, and how much waited at most. */
  async function untilCut(line: TcpSocket, hub: Hub, second: () => Promise<void>) {
    let [seconds, lastTaken, written, most] = [0, 0, 0, 0];
    for (; !line.destroyed && seconds < 120; seconds += 1) {
      // A full kernel may still take something now and then; its time starts anew with that.
      if (line.bytesWritten !== written) lastTaken = seconds;
      written = line.bytesWritten;
      most = Math.max(most, hub.stats().bytesWaiting);
      await second();
    }
    return { seconds, lastTaken, most };
  }

  async function stuck(clock: ManualClock) {
    const log = new ScriptedLog();
    log.record({ rows });
    running = await served(log, { clock });
    const page = await barePageIn(running.port);
    for (let id = 0; id < 16; id += 1) page.say(open(id));
    await page.heard.until(
      (all) => all.filter((text) => text.startsWith('42["snap')).length === 16,
    );
    page.stopReading();
    const line = running.lines[0];
    if (line === undefined) throw new Error('the page came over a line');
    return { log, page, line, hub: running.hub };
  }

  test('is cut within 20 s of the last that it took, whatever it says; what waits for it stays under 2 MB; no other page notices', async () => {
    const clock = new ManualClock();
    const { log, page, line, hub } = await stuck(clock);
    const proceed = await bystander(running, log);
    // The kernel's buffers are full when it takes nothing for many turns.
    for (let turns = 0; turns < 200; turns = line.writableLength === 0 ? 0 : turns + 1) {
      if (line.writableLength === 0) hub.publish(log.record({ rows: changed(), of: ['pod-1'] }));
      await setImmediate();
    }
    const { seconds, lastTaken, most } = await untilCut(line, hub, async () => {
      clock.advance(1_000);
      page.say('3');
      hub.publish(log.record({ rows: changed(), of: ['pod-1'] }));
      await setImmediate();
    });
    expect(hub.stats().cutSlow).toBe(1);
    expect(seconds - lastTaken).toBeGreaterThanOrEqual(15);
    expect(seconds - lastTaken).toBeLessThan(20);
    // A delta is 300 kB here: of its sixteen views, one is being sent and one waits.
    expect(most).toBeGreaterThan(300_000);
    expect(most).toBeLessThan(2_000_000);
    await proceed();
    page.socket.destroy();
  });

  test('is not sent a snapshot of each view on top of the one that it does not read', async () => {
    const log = new ScriptedLog();
    log.record({ rows: [podRow('a', { statusSentence: 'x'.repeat(32_000_000) })] });
    running = await served(log, { clock: new ManualClock() });
    const page = await barePageIn(running.port);
    page.stopReading();
    for (let id = 0; id < 16; id += 1) page.say(open(id));
    while (running.hub.stats().views < 16) await setImmediate();
    const line = running.lines[0];
    expect(line?.writableLength).toBeLessThan(33_000_000);
    page.socket.destroy();
  });
});

describe('F32: a flood of WebSocket pings', () => {
  test('is answered by a ws that bounds what it answers: 8.23.0 at the least', () => {
    const socketIo = createRequire(import.meta.resolve('socket.io'));
    const engineIo = createRequire(socketIo.resolve('engine.io'));
    const { version } = engineIo('ws/package.json') as { version: string };
    const [major = 0, minor = 0] = version.split('.').map(Number);
    expect(major * 1_000 + minor).toBeGreaterThanOrEqual(8_023);
  });

  test('from a page that never reads ends it, and what it cost is under 50 MB', async () => {
    const log = new ScriptedLog();
    running = await served(log, { limits: { farewellMs: 0 } });
    const proceed = await bystander(running, log);
    const page = await barePageIn(running.port);
    page.stopReading();
    const before = process.memoryUsage().rss;
    const pings = Buffer.concat(Array(1_000).fill(masked(9, Buffer.alloc(125))));
    for (let block = 0; block < 300 && !page.socket.destroyed; block += 1) {
      if (!page.socket.write(pings)) await flushed(page);
    }
    await running.left.count(1);
    page.socket.destroy();
    expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
    expect(running.hub.stats()).toMatchObject({ connections: 1, cutHostile: 1 });
    await proceed();
  });
});

describe('F37: a page that says too much', () => {
  const floods: [string, (page: BarePage, number: number) => void][] = [
    ['messages of the feed', (page, id) => page.say(`42["close",{"id":${id}}]`)],
    ['heartbeats', (page) => page.say('3')],
    ['WebSocket pings', (page) => page.frame(9, 'x')],
    ['WebSocket pongs', (page) => page.frame(10, 'x')],
    ['acknowledgements', (page, id) => page.say(`43${id}[]`)],
    ['packets that mean nothing', (page) => page.say('6')],
    ['namespaces', (page, id) => page.say(`40/n${id},`)],
  ];
  test.each(floods)(
    'in %s is sent away after a burst of 50, and no other page is',
    async (_, say) => {
      const log = new ScriptedLog();
      running = await served(log, { clock: new ManualClock() });
      const proceed = await bystander(running, log);
      const page = await barePageIn(running.port);
      for (let number = 0; number < 10_000; number += 1) say(page, number);
      await page.farewells.count(1);
      expect(running.hub.stats()).toMatchObject({ connections: 1, cutHostile: 1 });
      await proceed();
      page.socket.destroy();
    },
  );

  test('is not sent away at the rate that it may', async () => {
    const clock = new ManualClock();
    running = await served(new ScriptedLog(), { clock });
    const page = await barePageIn(running.port);
    for (let second = 0; second < 30; second += 1) {
      clock.advance(1_000);
      for (let message = 0; message < 19; message += 1) page.say('42["close",{"id":1}]');
      page.say(open(2));
      await page.heard.until(
        (all) => all.filter((text) => text.startsWith('42["snapshot"')).length > second,
      );
    }
    expect(running.hub.stats()).toMatchObject({ connections: 1, cutHostile: 0 });
    page.socket.destroy();
  });
});

test('a page whose viewer cannot be asked costs that page only', async () => {
  const log = new ScriptedLog();
  log.record({ rows: [podRow('a')] });
  const tripping = {
    name: 'tripping',
    canReadLogs: () => true,
    canSee(namespace: string) {
      if (namespace !== '') throw new Error('no rights');
      return true;
    },
  };
  running = await served(log, {
    viewerOf: async ({ headers }) =>
      headers['x-who'] === 'tripping'
        ? tripping
        : { name: 'everybody', canSee: () => true, canReadLogs: () => true },
  });
  const proceed = await bystander(running, log);
  const page = await running.visit({ 'x-who': 'tripping' });
  page.say('open', { id: 1, query: { kind: 'pods' }, have: null });
  await page.ended.count(1);
  expect(running.warnings.all).toEqual(['The feed of a page failed; cut.']);
  await proceed();
});
