import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Cluster } from './cluster.ts';
import { manualClock } from './testing/manual-clock.ts';
import { type Asked, type ScriptedServer, scriptedServer } from './testing/scripted-server.ts';
import { testCluster } from './testing/test-cluster.ts';
import { httpProxy } from './testing/test-proxy.ts';
import { type Limits, openTransport } from './transport.ts';

const { signal } = new AbortController();
const status = (code: number, message: string) => ({ kind: 'Status', code, message });

async function bench(): Promise<{ server: ScriptedServer; cluster: Cluster }> {
  const server = await scriptedServer();
  onTestFinished(server.stop);
  const { cluster } = await testCluster(manualClock(), server.url);
  return { server, cluster };
}

async function answered(respond: (asked: Asked) => void, more: object = {}) {
  const { server, cluster } = await bench();
  const answer = cluster.requestJson('/list', { signal, deadlineMs: 10_000, ...more });
  respond(await server.next());
  return answer;
}

describe('an answer', () => {
  const list = {
    kind: 'PodList',
    metadata: { resourceVersion: '7', continue: 'on' },
    items: ['ä'],
  };
  const size = Buffer.byteLength(JSON.stringify(list));

  test('of exactly the size that is allowed is taken', async () => {
    const answer = await answered((asked) => asked.answer(200, list), { maxBytes: size });
    expect(answer).toMatchObject({ ok: true, value: { json: list } });
  });

  test('F19: of one byte more is oversized, and its head says what it was', async () => {
    const answer = await answered((asked) => asked.answer(200, list), { maxBytes: size - 1 });
    expect(answer).toMatchObject({
      ok: false,
      failure: {
        code: 'oversized',
        sentence: 'The answer is longer than it may be, and was not read to its end.',
        head: JSON.stringify(list),
      },
    });
  });

  test('F19: without end is left as soon as it is too long, with 64 KiB of it kept', async () => {
    const { server, cluster } = await bench();
    const answer = cluster.requestJson('/list', {
      signal,
      deadlineMs: 10_000,
      maxBytes: 1_000_000,
    });
    const asked = await server.next();
    const stream = asked.stream();
    stream.write(`{"metadata":{"resourceVersion":"7"},"items":["${'x'.repeat(2_000_000)}`);
    const got = await answer;
    if (got.ok || got.failure.code !== 'oversized') throw new Error('not oversized');
    expect(got.failure.head).toHaveLength(64 * 1024);
    expect(got.failure.head).toMatch(/^\{"metadata":\{"resourceVersion":"7"\}/);
    await asked.left;
  });

  test('is not asked for compressed, and not read if it is', async () => {
    const answer = await answered((asked) => {
      expect(asked.headers['accept-encoding']).toBe('identity');
      asked.answer(200, 'xxx', { 'content-encoding': 'gzip' });
    });
    expect(answer).toMatchObject({
      failure: {
        code: 'protocol',
        sentence: 'The answer is compressed (gzip), which nobody asked for.',
      },
    });
  });

  test('that is no JSON is not quoted', async () => {
    const answer = await answered((asked) => asked.answer(200, '<html>s3cret'));
    expect(answer).toMatchObject({ failure: { code: 'protocol', cause: null } });
    expect(JSON.stringify(answer)).not.toContain('s3cret');
  });
});

describe('a refusal', () => {
  test('F8: is quoted in a line of 500 characters at most, whatever a proxy writes', async () => {
    const page = `<html>\n\u001b[2J<b>${'no way '.repeat(100_000)}`;
    const answer = await answered((asked) => asked.answer(500, page));
    const sentence = answer.ok ? '' : answer.failure.sentence;
    expect(sentence).toMatch(/^The API server failed \(500\): <html> <b>no way .*…$/);
    expect(sentence.length).toBeLessThan(540);
  });

  test('is quoted so from a Status as well', async () => {
    const answer = await answered((asked) => asked.answer(403, status(403, 'no '.repeat(1000))));
    expect(!answer.ok && answer.failure.sentence.length).toBeLessThan(560);
  });

  test.each<[string, number | null]>([
    ['20', 20_000],
    [' 20 ', 20_000],
    ['0', 0],
    ['Sun, 22 Nov 2026 12:00:20 GMT', 20_000],
    ['Sunday, 22-Nov-26 12:00:20 GMT', 20_000],
    ['Sun, 22 Nov 2026 11:00:00 GMT', 0],
    ['-5', null],
    ['1.5', null],
    ['soon', null],
    ['2026', 2_026_000],
  ])('F9: with Retry-After %j says to wait %j ms', async (header, retryAfterMs) => {
    const answer = await answered((asked) => asked.answer(429, 'slow', { 'retry-after': header }));
    expect(answer).toMatchObject({ failure: { code: 'throttled', retryAfterMs } });
  });

  test('F11: names what is forbidden', async () => {
    const message =
      'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "shop"';
    const answer = await answered((asked) => asked.answer(403, status(403, message)));
    expect(answer).toMatchObject({
      failure: { code: 'forbidden', sentence: `The API server forbids this (403): ${message}` },
    });
  });
});

describe('what comes to nothing', () => {
  const limits: Limits = { connectMs: 1, headersMs: 1, bodyMs: 1 };
  const tls = { ca: null, cert: null, key: null, serverName: null, verify: true };
  const exchange = { method: 'GET', headers: {}, body: null, signal, mayBeSilent: false } as const;

  async function silent(): Promise<number> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.close();
    });
    return (server.address() as AddressInfo).port;
  }

  test('F15: a TLS handshake without an answer ends by itself', async () => {
    const transport = openTransport(limits);
    onTestFinished(transport.close);
    const url = `https://127.0.0.1:${await silent()}/`;
    await expect(transport.send({ tls, proxy: null }, { ...exchange, url })).rejects.toMatchObject({
      code: 'UND_ERR_CONNECT_TIMEOUT',
    });
  });

  test('F15: headers that never come end by themselves', async () => {
    const transport = openTransport({ ...limits, connectMs: 10_000 });
    onTestFinished(transport.close);
    const url = `http://127.0.0.1:${await silent()}/`;
    await expect(transport.send({ tls, proxy: null }, { ...exchange, url })).rejects.toMatchObject({
      code: 'UND_ERR_HEADERS_TIMEOUT',
    });
  });

  test('F15: a proxy that never answers CONNECT ends by itself', async () => {
    const transport = openTransport({ ...limits, connectMs: 1000 });
    onTestFinished(transport.close);
    const { host } = await httpProxy({ manner: 'silence' });
    const proxy = { href: `http://${host}`, shown: '' };
    const url = 'https://api.podline.test/';
    await expect(transport.send({ tls, proxy }, { ...exchange, url })).rejects.toMatchObject({
      code: 'UND_ERR_HEADERS_TIMEOUT',
    });
  });

  test('F15: a socks5 proxy that never answers ends by itself', async () => {
    const transport = openTransport({ ...limits, connectMs: 100 });
    onTestFinished(transport.close);
    const proxy = { href: `socks5://127.0.0.1:${await silent()}`, shown: '' };
    const url = 'https://api.podline.test/';
    await expect(transport.send({ tls, proxy }, { ...exchange, url })).rejects.toMatchObject({
      code: 'UND_ERR_CONNECT_TIMEOUT',
    });
  });
});
