import { writeFile } from 'node:fs/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Cluster } from './cluster.ts';
import {
  AUTHORITY,
  JANE_CERT,
  JANE_KEY,
  PROXY_CERT,
  SERVER_CERT,
  SERVER_KEY,
} from './testing/certificates.ts';
import { manualClock } from './testing/manual-clock.ts';
import { type ScriptedServer, scriptedServer } from './testing/scripted-server.ts';
import { kubeconfig, testCluster } from './testing/test-cluster.ts';
import { httpProxy, socksProxy, type TestProxy } from './testing/test-proxy.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const trusting = { 'certificate-authority-data': base64(`${AUTHORITY}\n${PROXY_CERT}`) };
const jane = {
  token: 's3cret-s3cret',
  'client-certificate-data': base64(JANE_CERT),
  'client-key-data': base64(JANE_KEY),
};

async function tlsServer(): Promise<ScriptedServer> {
  const server = await scriptedServer({
    cert: SERVER_CERT,
    key: SERVER_KEY,
    ca: AUTHORITY,
    requestCert: true,
    rejectUnauthorized: false,
  });
  onTestFinished(server.stop);
  return server;
}

/** No resolver knows this name: only the proxy can lead there. */
const named = (server: ScriptedServer): string => `https://api.podline.test:${server.port}`;

const ask = (cluster: Cluster) =>
  cluster.requestJson('/version', { signal: new AbortController().signal, deadlineMs: 10_000 });

const PROXIES: readonly [scheme: string, open: () => Promise<TestProxy>][] = [
  ['http', () => httpProxy()],
  ['https', () => httpProxy({ isTls: true })],
  ['socks5', () => socksProxy()],
];

describe.each(PROXIES)('through a proxy by %s', (scheme, open) => {
  const through = (proxy: TestProxy) => ({ ...trusting, 'proxy-url': `${scheme}://${proxy.host}` });

  test('the server sees our certificate and token; the proxy sees where to, and no more', async () => {
    const [server, proxy] = [await tlsServer(), await open()];
    const { cluster } = await testCluster(manualClock(), named(server), jane, through(proxy));
    const answer = ask(cluster);
    const asked = await server.next();
    expect([asked.clientName, asked.headers.authorization, asked.headers.host]).toEqual([
      'jane',
      'Bearer s3cret-s3cret',
      `api.podline.test:${server.port}`,
    ]);
    asked.answer(200, { a: 1 });
    expect(await answer).toMatchObject({ ok: true, value: { json: { a: 1 } } });
    expect(proxy.asked).toEqual([`CONNECT api.podline.test:${server.port}`]);
    expect(proxy.overheard()).not.toContain('s3cret');
    expect(proxy.overheard()).not.toContain('/version');
  });

  test('the name that the kubeconfig gives is the one that counts', async () => {
    const [server, proxy] = [await tlsServer(), await open()];
    const other = `https://other.podline.test:${server.port}`;
    const { cluster } = await testCluster(manualClock(), other, jane, {
      ...through(proxy),
      'tls-server-name': 'api.podline.test',
    });
    const answer = ask(cluster);
    (await server.next()).answer(200, {});
    expect(await answer).toMatchObject({ ok: true });
  });

  test.each([
    ['another name', 'other.podline.test', trusting, 'its certificate is for another name'],
    [
      'no authority',
      'api.podline.test',
      { 'certificate-authority-data': base64(PROXY_CERT) },
      'its certificate is not signed by the CA of the kubeconfig',
    ],
  ])('%s: unreachable, and it says why and through what', async (_, host, trust, reason) => {
    const [server, proxy] = [await tlsServer(), await open()];
    const url = `https://${host}:${server.port}`;
    const { cluster } = await testCluster(manualClock(), url, jane, {
      ...through(proxy),
      ...trust,
    });
    const answer = await ask(cluster);
    expect(answer).toMatchObject({ ok: false, failure: { code: 'unreachable' } });
    expect(!answer.ok && answer.failure.sentence).toContain(
      `${url} does not answer through the proxy ${scheme}://${proxy.host}: ${reason}`,
    );
  });

  test('a watch stays open, and one pool serves all requests', async () => {
    const [server, proxy] = [await tlsServer(), await open()];
    const { cluster } = await testCluster(manualClock(), named(server), jane, through(proxy));
    const { signal } = new AbortController();
    const opening = cluster.request('/watch', { signal, mayBeSilent: true });
    const stream = (await server.next()).stream();
    const opened = await opening;
    if (!opened.ok) throw new Error(opened.failure.sentence);
    for (let count = 0; count < 5; count++) {
      const answer = ask(cluster);
      (await server.next()).answer(200, {});
      await answer;
    }
    stream.write('still here');
    for await (const bytes of opened.value.body) {
      expect(Buffer.from(bytes).toString()).toBe('still here');
      break;
    }
    // One for the watch; undici leaves a connection alone for one turn of the event loop after an answer.
    expect(proxy.asked.length).toBeLessThanOrEqual(3);
  });

  test('a proxy that is not there is named', async () => {
    const url = `${scheme}://127.0.0.1:1`;
    const { cluster } = await testCluster(manualClock(), 'https://api.podline.test:6443', jane, {
      'proxy-url': url,
    });
    expect(await ask(cluster)).toMatchObject({
      failure: {
        code: 'unreachable',
        sentence: `https://api.podline.test:6443 does not answer through the proxy ${url}: the connection is refused (ECONNREFUSED).`,
      },
    });
  });

  test('V8: closing leaves no connection to it', async () => {
    const [server, proxy] = [await tlsServer(), await open()];
    const { cluster } = await testCluster(manualClock(), named(server), jane, through(proxy));
    const { signal } = new AbortController();
    const opening = cluster.request('/watch', { signal, mayBeSilent: true });
    const asked = await server.next();
    asked.stream();
    await opening;
    await cluster.close();
    await asked.left;
  });
});

describe('a log-in at the proxy', () => {
  const login = 'jane:p%40ss-p%40ss';

  test.each<[string, () => Promise<TestProxy>, string]>([
    ['http', () => httpProxy(), `Basic ${base64('jane:p@ss-p@ss')}`],
    ['socks5', () => socksProxy('jane:p@ss-p@ss'), 'jane:p@ss-p@ss'],
  ])('by %s goes to the proxy alone', async (scheme, open, sent) => {
    const [server, proxy] = [await tlsServer(), await open()];
    const { cluster } = await testCluster(manualClock(), named(server), jane, {
      ...trusting,
      'proxy-url': `${scheme}://${login}@${proxy.host}`,
    });
    const answer = ask(cluster);
    const asked = await server.next();
    expect(JSON.stringify(asked.headers)).not.toMatch(/p%40ss|p@ss|proxy-auth/i);
    asked.answer(200, {});
    await answer;
    expect(proxy.logins).toEqual([sent]);
  });

  test.each([
    [407, 'misconfigured', /wants user and password \(407\); write them into its URL\.$/],
    [403, 'unreachable', /through the proxy http:\S+: it refuses to connect \(403\)\.$/],
  ])('that it answers with %i is %s, without the password', async (manner, code, sentence) => {
    const proxy = await httpProxy({ manner });
    const { cluster } = await testCluster(manualClock(), 'https://api.podline.test', jane, {
      'proxy-url': `http://${login}@${proxy.host}`,
    });
    const answer = await ask(cluster);
    expect(answer).toMatchObject({ failure: { code, sentence: expect.stringMatching(sentence) } });
    expect(!answer.ok && answer.failure.sentence).not.toMatch(/p%40ss|p@ss/);
  });

  test('that a socks5 proxy turns down is unreachable', async () => {
    const proxy = await socksProxy('somebody:else-else');
    const { cluster } = await testCluster(manualClock(), 'https://api.podline.test', jane, {
      'proxy-url': `socks5://${login}@${proxy.host}`,
    });
    const answer = await ask(cluster);
    expect(answer).toMatchObject({ failure: { code: 'unreachable' } });
    expect(!answer.ok && answer.failure.sentence).not.toMatch(/p%40ss|p@ss/);
  });
});

test('a proxy that answers nothing is waited for no longer than the request may take', async () => {
  const [proxy, clock] = [await httpProxy({ manner: 'silence' }), manualClock()];
  const { cluster } = await testCluster(clock, 'https://api.podline.test', jane, {
    'proxy-url': `http://${proxy.host}`,
  });
  const isAsked = proxy.next();
  const answer = ask(cluster);
  await isAsked;
  clock.advance(10_000);
  expect(await answer).toMatchObject({
    failure: {
      code: 'timeout',
      sentence: `https://api.podline.test said nothing for 10 s through the proxy http://${proxy.host}.`,
    },
  });
});

test('plain http is handed to an http proxy whole, as client-go does', async () => {
  const proxy = await httpProxy();
  const { cluster } = await testCluster(manualClock(), 'http://api.podline.test', jane, {
    'proxy-url': `http://${proxy.host}`,
  });
  expect(await ask(cluster)).toMatchObject({ value: { json: { by: 'the proxy' } } });
  expect(proxy.asked).toEqual(['GET http://api.podline.test/version']);
});

describe('which proxy', () => {
  test('the one of the environment, where the kubeconfig names none', async () => {
    const [server, proxy] = [await tlsServer(), await httpProxy()];
    const { cluster } = await testCluster(manualClock(), named(server), jane, trusting, {
      HTTPS_PROXY: `http://${proxy.host}`,
    });
    const answer = ask(cluster);
    (await server.next()).answer(200, {});
    expect(await answer).toMatchObject({ ok: true });
    expect(proxy.asked).toEqual([`CONNECT api.podline.test:${server.port}`]);
  });

  test('the one of the kubeconfig before that of the environment, whatever NO_PROXY says', async () => {
    const [server, proxy] = [await tlsServer(), await httpProxy()];
    const named = { ...trusting, 'tls-server-name': 'api.podline.test' };
    const { cluster } = await testCluster(
      manualClock(),
      server.url,
      jane,
      { ...named, 'proxy-url': `http://${proxy.host}` },
      { HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: '*' },
    );
    const answer = ask(cluster);
    (await server.next()).answer(200, {});
    expect(await answer).toMatchObject({ ok: true });
    expect(proxy.asked).toEqual([`CONNECT 127.0.0.1:${server.port}`]);
  });

  test('another one after the kubeconfig was changed', async () => {
    const [server, first, second] = [await tlsServer(), await httpProxy(), await httpProxy()];
    const clock = manualClock();
    const by = (proxy: TestProxy) => ({ ...trusting, 'proxy-url': `http://${proxy.host}` });
    const { cluster, path } = await testCluster(clock, named(server), jane, by(first));
    for (const proxy of [first, second]) {
      await writeFile(path, kubeconfig(named(server), jane, by(proxy)));
      clock.advance(60_000);
      const answer = ask(cluster);
      (await server.next()).answer(200, {});
      await answer;
      expect(proxy.asked).toHaveLength(1);
    }
  });
});
