import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { barePage, barePageIn, HANDSHAKE } from './bare.ts';
import type { HubParts } from './hub.ts';
import { everyone, ManualClock, ScriptedLog } from './scripted.ts';
import { ofOurOrigin, rawPage, type Served, served } from './served.ts';

let running: Served;
afterEach(() => running.stop());

async function serve(parts: Partial<HubParts> = {}): Promise<Served> {
  running = await served(new ScriptedLog(), parts);
  return running;
}

describe('T8: a handshake with', () => {
  const foreign: [string, Record<string, string>][] = [
    ['no Origin', {}],
    ['a foreign Origin', { Origin: 'http://evil.test' }],
    ['the Origin null', { Origin: 'null' }],
    ['our Origin as a prefix', { Origin: 'http://podline.test.evil.test' }],
    ['our Origin as a suffix', { Origin: 'http://evil-podline.test' }],
    ['a control character in the Origin', { Origin: 'http://podline.test\u0001' }],
  ];
  test.each(foreign)('%s is refused, counted, and its line is gone', async (_, headers) => {
    const { hub, port } = await serve({ isAllowed: ofOurOrigin });
    const page = barePage(port, headers);
    expect(await page.answer).toBe('HTTP/1.1 400 Bad Request');
    await page.ended;
    expect([hub.connections, hub.stats().connections]).toEqual([0, 0]);
  });

  test('our Origin is let in', async () => {
    const { port } = await serve({ isAllowed: ofOurOrigin });
    const page = barePage(port, { Origin: 'http://podline.test' });
    expect(await page.answer).toBe('HTTP/1.1 101 Switching Protocols');
    page.socket.destroy();
  });
});

describe('T15: how many come in', () => {
  test('no more from one address than its share; one that leaves makes room', async () => {
    const { hub, port, url } = await serve({ limits: { pagesPerAddress: 3 } });
    const pages = [await barePageIn(port), await barePageIn(port), await barePageIn(port)];
    const fourth = rawPage(url);
    await fourth.ended.count(1);
    expect(hub.stats()).toMatchObject({ connections: 3, refused: 1 });
    pages[0]?.socket.destroy();
    await running.left.count(2);
    await running.visit();
    expect(hub.connections).toBe(3);
    for (const page of pages) page.socket.destroy();
  });

  test('no more than the total, wherever they come from', async () => {
    const { hub, url } = await serve({ limits: { pages: 2 }, addressOf: () => null });
    await running.visit();
    await running.visit();
    const third = rawPage(url);
    await third.ended.count(1);
    expect(hub.stats()).toMatchObject({ connections: 2, refused: 1 });
  });

  test('behind a proxy the address is what the app says it is', async () => {
    const { hub, url } = await serve({
      limits: { pagesPerAddress: 1 },
      addressOf: ({ headers }) => String(headers['x-forwarded-for']),
    });
    await running.visit({ 'x-forwarded-for': '10.0.0.1' });
    await running.visit({ 'x-forwarded-for': '10.0.0.2' });
    const again = rawPage(url, { 'x-forwarded-for': '10.0.0.1' });
    await again.ended.count(1);
    expect(hub.connections).toBe(2);
  });

  test('those who are refused for their Origin take no seat', async () => {
    const { port } = await serve({ isAllowed: ofOurOrigin, limits: { pagesPerAddress: 1 } });
    for (let page = 0; page < 5; page += 1) await barePage(port).ended;
    await running.visit({ origin: 'http://podline.test' });
  });
});

describe('T15: a half-open handshake', () => {
  test('that never speaks socket.io is ended, and its seat is free again', async () => {
    const { hub, port } = await serve({ limits: { pagesPerAddress: 1, handshakeMs: 20 } });
    const page = barePage(port);
    await page.farewells.count(1);
    page.socket.destroy();
    await running.left.count(1);
    await running.visit();
    expect(hub.connections).toBe(1);
  });

  test('that takes no leave is cut after two seconds', async () => {
    const clock = new ManualClock();
    const { port } = await serve({ clock, limits: { handshakeMs: 20 } });
    const page = barePage(port);
    await page.farewells.count(1);
    expect(page.socket.destroyed).toBe(false);
    clock.advance(2_000);
    await page.ended;
  });

  test('at which nobody says who asks is refused in time, and no page waits for it', async () => {
    const clock = new ManualClock();
    const asked = Promise.withResolvers<void>();
    const { hub, port } = await serve({
      clock,
      viewerOf: ({ headers }) => {
        if (headers['x-who'] === 'known') return Promise.resolve(everyone);
        asked.resolve();
        return new Promise(() => {});
      },
    });
    const page = barePage(port);
    await asked.promise;
    await running.visit({ 'x-who': 'known' });
    clock.advance(5_000);
    expect(await page.answer).toBe('HTTP/1.1 400 Bad Request');
    expect(hub.stats()).toMatchObject({ connections: 1, refused: 1 });
  });

  test('that is reset while it is asked who it is costs nothing', async () => {
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<typeof everyone>();
    const { hub, port } = await serve({
      limits: { pagesPerAddress: 1 },
      viewerOf: () => {
        asked.resolve();
        return answer.promise;
      },
    });
    const page = barePage(port);
    await asked.promise;
    page.socket.resetAndDestroy();
    await running.left.count(1);
    answer.resolve(everyone);
    await running.visit();
    expect(hub.connections).toBe(1);
  });
});

describe('one line, one page:', () => {
  const paths = ['', '&sid=', '&EIO=3', '&transport=polling'];
  test('a session is not taken over by a second line', async () => {
    const { hub, port } = await serve();
    const page = await barePageIn(port);
    const sid = /"sid":"([^"]+)"/.exec(page.heard.all[0] ?? '')?.[1];
    const second = barePage(port, {}, `${HANDSHAKE}&sid=${sid}`);
    expect(await second.answer).toBe('HTTP/1.1 400 Bad Request');
    const plain = await fetch(`http://127.0.0.1:${port}${HANDSHAKE}&sid=${sid}`);
    expect([plain.status, hub.connections]).toEqual([400, 1]);
    page.socket.destroy();
  });

  test('a second page over one line is refused, and the first goes on', async () => {
    const { hub, port } = await serve();
    const page = barePage(port);
    await page.heard.count(1);
    page.say('40');
    page.say('40');
    await page.ended;
    await running.visit();
    expect(hub.stats()).toMatchObject({ connections: 1 });
  });

  test('a page that leaves the feed may not keep the line', async () => {
    const { hub, port } = await serve();
    const page = await barePageIn(port);
    page.say('41');
    await page.farewells.count(1);
    expect(hub.connections).toBe(0);
    page.socket.destroy();
  });

  test.each(paths.slice(2))('other transports and protocols (%s) are refused', async (query) => {
    const { port } = await serve();
    const path =
      query === '&EIO=3'
        ? '/socket.io/?EIO=3&transport=websocket'
        : '/socket.io/?EIO=4&transport=polling';
    const page = barePage(port, {}, path);
    await page.answer;
    await page.ended;
    expect(page.heard.all).toEqual([]);
  });
});

test('F38: what is no handshake at all ends at once or within a second, and pages come in as before', async () => {
  const { port } = await serve();
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write('\u0016\u0003\u0001 this is no HTTP\r\n\r\n');
  await once(socket.resume(), 'close');
  const elsewhere = barePage(port, {}, '/elsewhere');
  await elsewhere.ended;
  await running.visit();
});
