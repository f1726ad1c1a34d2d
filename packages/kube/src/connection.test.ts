import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Cluster } from './cluster.ts';
import { type ManualClock, manualClock } from './testing/manual-clock.ts';
import { type ScriptedServer, scriptedServer } from './testing/scripted-server.ts';
import { kubeconfig, testCluster } from './testing/test-cluster.ts';

interface Bench {
  readonly server: ScriptedServer;
  readonly clock: ManualClock;
  readonly cluster: Cluster;
  readonly path: string;
  /** Asks, answers 200, and tells which Authorization was sent. */
  readonly sent: () => Promise<string | undefined>;
}

async function bench(user: object = { token: 'secret-1' }): Promise<Bench> {
  const server = await scriptedServer();
  onTestFinished(server.stop);
  const clock = manualClock();
  const { cluster, path } = await testCluster(clock, server.url, user);
  return {
    server,
    clock,
    cluster,
    path,
    sent: async () => {
      const answer = ask(cluster);
      const asked = await server.next();
      asked.answer(200, {});
      await answer;
      return asked.headers.authorization;
    },
  };
}

const ask = (cluster: Cluster, signal = new AbortController().signal) =>
  cluster.requestJson('/version', { signal, deadlineMs: 10_000 });

const status = (code: number, message: string) => ({ kind: 'Status', code, message });

describe('a request', () => {
  test('names us, and asks for JSON', async () => {
    const { server, cluster } = await bench();
    const answer = ask(cluster);
    const asked = await server.next();
    expect(asked.headers).toMatchObject({ 'user-agent': 'podline', accept: 'application/json' });
    asked.answer(200, { a: 1 });
    expect(await answer).toEqual({
      ok: true,
      value: { tried: `GET ${server.url}/version`, json: { a: 1 } },
    });
  });

  test('uses its connections again', async () => {
    const { server, cluster } = await bench();
    let connections = 0;
    for (let count = 0; count < 10; count++) {
      const answer = ask(cluster);
      const asked = await server.next();
      if (asked.isFirstOnConnection) connections++;
      asked.answer(200, {});
      await answer;
    }
    // Two, not one: undici leaves a connection alone for one turn of the event loop after an answer.
    expect(connections).toBeLessThanOrEqual(2);
  });

  test.each<[number, object | string, Readonly<Record<string, string>>, object]>([
    [401, status(401, 'Unauthorized'), {}, { code: 'unauthorized' }],
    [
      403,
      status(403, 'pods is forbidden: no'),
      {},
      { code: 'forbidden', sentence: 'The API server forbids this (403): pods is forbidden: no' },
    ],
    [404, status(404, 'not found'), {}, { code: 'not-found' }],
    [410, status(410, 'too old'), {}, { code: 'expired' }],
    [422, status(422, 'wrong'), {}, { code: 'rejected', status: 422 }],
    [
      429,
      'Too many requests, please try again later.\n',
      { 'retry-after': '1' },
      {
        code: 'throttled',
        retryAfterMs: 1000,
        sentence:
          'The API server asks to slow down (429): Too many requests, please try again later.',
      },
    ],
    [
      429,
      '',
      { 'retry-after': 'Sun, 22 Nov 2026 12:00:09 GMT' },
      { code: 'throttled', retryAfterMs: 9000 },
    ],
    [429, '', {}, { code: 'throttled', retryAfterMs: null }],
    [
      504,
      { ...status(504, 'Too large resource version'), details: { retryAfterSeconds: 2 } },
      {},
      { code: 'server-error', status: 504, retryAfterMs: 2000 },
    ],
    [302, '', { location: 'http://elsewhere' }, { code: 'rejected', status: 302 }],
  ])('an answer of %i %j %j is a failure of its own kind', async (code, body, headers, failure) => {
    const { server, cluster } = await bench();
    const answer = ask(cluster);
    (await server.next()).answer(code, body, headers);
    expect(await answer).toMatchObject({
      ok: false,
      failure: { tried: `GET ${server.url}/version`, ...failure },
    });
  });

  test('a refused connection is unreachable, with address and reason', async () => {
    const { server, cluster } = await bench();
    await server.stop();
    expect(await ask(cluster)).toMatchObject({
      ok: false,
      failure: {
        code: 'unreachable',
        sentence: `${server.url} does not answer: the connection is refused (ECONNREFUSED).`,
      },
    });
  });

  test('a name that does not exist is unreachable too', async () => {
    const { cluster } = await testCluster(manualClock(), 'http://no-such-host.invalid');
    expect(await ask(cluster)).toMatchObject({ ok: false, failure: { code: 'unreachable' } });
  });

  test('F15: no answer within the deadline is a timeout, and the connection is let go', async () => {
    const { server, cluster, clock } = await bench();
    const answer = ask(cluster);
    const asked = await server.next();
    clock.advance(10_000);
    expect(await answer).toMatchObject({
      ok: false,
      failure: { code: 'timeout', sentence: `${server.url} said nothing for 10 s.` },
    });
    await asked.left;
  });

  test('F8, F15: a refusal that never ends is cut short, also where silence is allowed', async () => {
    const { server, cluster, clock } = await bench();
    const { signal } = new AbortController();
    const answer = cluster.request('/watch', { signal, mayBeSilent: true });
    (await server.next()).begin(503).write('upstream');
    await clock.asleepFor(10_000);
    clock.advance(10_000);
    expect(await answer).toMatchObject({ ok: false, failure: { code: 'timeout' } });
  });

  test('V8: a server that takes the connection and never agrees on TLS is let go as soon as told', async () => {
    const silent = createServer();
    const connected = once(silent, 'connection');
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const clock = manualClock();
    const { cluster } = await testCluster(clock, `https://127.0.0.1:${port}`);
    const stop = new AbortController();
    const [stopped, late] = [ask(cluster, stop.signal), ask(cluster)];
    const [socket] = await connected;
    stop.abort();
    expect(await stopped).toMatchObject({ failure: { code: 'aborted' } });
    clock.advance(10_000);
    expect(await late).toMatchObject({ failure: { code: 'timeout' } });
    // Read on, or this end does not see the other one go.
    const left = once(socket.resume(), 'close');
    await cluster.close();
    await left;
    silent.close();
  });

  test('aborting is a failure of its own, at once', async () => {
    const { server, cluster, clock } = await bench();
    const stop = new AbortController();
    const answer = ask(cluster, stop.signal);
    await server.next();
    stop.abort();
    expect(await answer).toMatchObject({ ok: false, failure: { code: 'aborted' } });
    expect(clock.sleepers()).toEqual([]);
  });
});

describe('credentials', () => {
  test.each<[object, string | undefined]>([
    [{ token: 'abc' }, 'Bearer abc'],
    [{ username: 'u', password: 'p' }, 'Basic dTpw'],
    [{}, undefined],
  ])('of %j are sent as %j', async (user, header) => {
    const on = await bench(user);
    expect(await on.sent()).toBe(header);
  });

  test('are read again 10 s before a minute is over, not before', async () => {
    const on = await bench();
    await writeFile(on.path, kubeconfig(on.server.url, { token: 'secret-2' }));
    on.clock.advance(49_999);
    expect(await on.sent()).toBe('Bearer secret-1');
    on.clock.advance(1);
    expect(await on.sent()).toBe('Bearer secret-2');
  });

  test('F13: in a token file are read again, and the last good one is kept while it is away', async () => {
    const on = await bench();
    const token = join(on.path, '..', 'token');
    await writeFile(token, 'one\n');
    await writeFile(on.path, kubeconfig(on.server.url, { tokenFile: token }));
    on.clock.advance(60_000);
    expect(await on.sent()).toBe('Bearer one');
    await rm(token);
    on.clock.advance(60_000);
    expect(await on.sent()).toBe('Bearer one');
    await writeFile(token, 'two\n');
    on.clock.advance(60_000);
    expect(await on.sent()).toBe('Bearer two');
  });

  test('F10: that were rejected and have not changed are not tried twice', async () => {
    const { server, cluster } = await bench();
    const answer = ask(cluster);
    (await server.next()).answer(401, status(401, 'Unauthorized'));
    expect(await answer).toMatchObject({ failure: { code: 'unauthorized' } });
  });

  test('F10, T14: that were rejected never go to another address', async () => {
    const { server, cluster, path } = await bench();
    await writeFile(path, kubeconfig('http://127.0.0.1:1', { token: 'secret-2' }));
    const answer = ask(cluster);
    (await server.next()).answer(401, status(401, 'Unauthorized'));
    expect(await answer).toMatchObject({
      failure: {
        code: 'misconfigured',
        sentence: 'here is now at http://127.0.0.1:1; restart Podline to watch there.',
      },
    });
  });

  test('V10: never stand in what a failure says', async () => {
    const { server, cluster } = await bench({ token: 's3cret-s3cret' });
    await server.stop();
    const answer = await ask(cluster);
    expect(
      JSON.stringify(answer, (_, value) =>
        value instanceof Error ? { ...value, stack: value.stack } : value,
      ),
    ).not.toContain('s3cret');
  });
});
