/** The edge of HTTP as a stranger can bend it: bytes on bare sockets against the whole server. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import type { PodRow } from '@podline/contract';
import Fastify from 'fastify';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { App } from '../app-parts.ts';
import { testFolder } from '../testing/folder.ts';
import { openPage } from '../testing/page.ts';
import { runningApp, toldCluster } from '../testing/running-app.ts';
import { errors } from './errors.ts';
import { guardFor, security } from './security.ts';

const SECRET = 'nothing outside of the page’s folder';

let app: App;
let port: number;
let rows: readonly PodRow[];

/** A server with a page of two files, and secrets beside, below and behind it. */
beforeEach(async () => {
  const folder = await testFolder();
  const webFolder = join(folder, 'page');
  await mkdir(join(webFolder, '_app', '.git'), { recursive: true });
  await writeFile(join(webFolder, 'index.html'), '<p>the page</p>');
  await writeFile(join(webFolder, '_app', 'start.js'), 'start()');
  await writeFile(join(webFolder, '.env'), SECRET);
  await writeFile(join(webFolder, '_app', '.git', 'config'), SECRET);
  await writeFile(join(folder, 'secret.txt'), SECRET);
  await mkdir(join(folder, 'page-of-another'));
  await writeFile(join(folder, 'page-of-another', 'secret.txt'), SECRET);
  await symlink(join(folder, 'secret.txt'), join(folder, 'link'));
  const cluster = await toldCluster(['init-crashloop']);
  cluster.play.advanceTo(cluster.play.durationMs);
  app = await runningApp(folder, cluster.kubeconfig, { webFolder });
  port = Number(new URL(app.url).port);
  const page = openPage(app.url);
  onTestFinished(() => page.close());
  rows = await page.rows((all) => all.length === 1);
});

/** All that comes back over a connection of its own until the server ends it. */
async function exchange(bytes: string | readonly string[]): Promise<string> {
  const socket = stranger();
  let answer = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    answer += chunk;
  });
  for (const part of [bytes].flat()) socket.write(part, 'latin1');
  await ended(socket);
  return answer;
}

function stranger(to = port): Socket {
  const socket = connect(to, '127.0.0.1');
  // A server that cuts resets.
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  return socket;
}

const ended = (socket: Socket): Promise<unknown> =>
  new Promise((resolve) => socket.once('close', resolve));

const request = (path: string, headers = ''): string =>
  `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n${headers}\r\n`;

const statusOf = (answer: string): string => /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? '';

/** Whoever asks rightly is answered. */
async function expectOthersServed(): Promise<void> {
  const answer = await fetch(`${app.url}/api/pods`);
  expect([answer.status, await answer.json()]).toMatchObject([200, { pods: { length: 1 } }]);
}

describe('F38: what is too large or is no request gets its status, and others are served:', () => {
  const garbage: [string, () => string | string[], string][] = [
    ['an address of 3 kB', () => request(`/api/pods?q=${'x'.repeat(3_000)}`), '414'],
    ['an address of 100 kB', () => request(`/${'x'.repeat(100_000)}`), '431'],
    ['a header of 100 kB', () => request('/', `X-Big: ${'x'.repeat(100_000)}\r\n`), '431'],
    ['20,000 headers', () => request('/', 'A: 1\r\n'.repeat(20_000)), '431'],
    ['no HTTP', () => '\u0016\u0003\u0001\u0002\r\n\r\n', '400'],
    ['a method that there is not', () => 'STEAL / HTTP/1.1\r\n\r\n', '400'],
    ['a header without a colon', () => request('/', 'nonsense\r\n'), '400'],
    ['two lengths', () => request('/', 'Content-Length: 1\r\nContent-Length: 2\r\n'), '400'],
    [
      'a length and chunks',
      () => request('/', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n'),
      '400',
    ],
    [
      'a body larger than any',
      () =>
        `POST /api/pods HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 10000000\r\n\r\n`,
      '413',
    ],
    ['an HTTP of the future', () => 'GET / HTTP/9.9\r\n\r\n', '400'],
  ];
  test.each(garbage)('%s', async (_, bytes, expected) => {
    const answer = await exchange(bytes());
    expect(statusOf(answer)).toBe(expected);
    expect(answer).not.toMatch(/node_modules|at .*\.ts|\/tmp\//);
    await expectOthersServed();
  });

  test('garbage pipelined behind a right request: the connection ends with 400, and what follows the garbage is not looked at', async () => {
    const right = `GET /livez HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;
    const answer = await exchange([right, '\u0000\u0001garbage\r\n\r\n', right]);
    expect(answer.match(/HTTP\/1\.1 \d+/g)?.at(-1)).toBe('HTTP/1.1 400');
    expect(answer.split('ok\n').length).toBeLessThanOrEqual(2);
    await expectOthersServed();
  });

  test('a thousand connections that say nothing', async () => {
    const idle = Array.from({ length: 1_000 }, () => stranger());
    await Promise.all(
      idle.map((socket) => new Promise((resolve) => socket.once('connect', resolve))),
    );
    await expectOthersServed();
    for (const socket of idle) socket.destroy();
  });
});

describe('F38: a connection that takes its time', () => {
  async function impatient(connections = 100) {
    const web = Fastify({ requestTimeout: 60, http: { connectionsCheckingInterval: 20 } });
    errors(web);
    await security(web, guardFor('127.0.0.1'), [], { connections, headersMs: 40, address: 100 });
    web.post('/', async () => 'fine');
    web.get('/', async () => 'fine');
    const url = await web.listen({ host: '127.0.0.1', port: 0 });
    onTestFinished(() => web.close());
    return { url, socketTo: () => stranger(Number(new URL(url).port)) };
  }
  const slow: [string, string][] = [
    ['with its headers', 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: '],
    [
      'with its body',
      'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\nx',
    ],
  ];
  test.each(slow)('%s is told so and ended', async (_, bytes) => {
    const { socketTo } = await impatient();
    const socket = socketTo();
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.write(bytes);
    await ended(socket);
    expect(statusOf(answer)).toBe('408');
  });

  test('past the number that there may be, a new one is dropped; when one goes, there is room', async () => {
    const { url, socketTo } = await impatient(3);
    const held = [socketTo(), socketTo(), socketTo()];
    await Promise.all(
      held.map((socket) => new Promise((resolve) => socket.once('connect', resolve))),
    );
    const fourth = socketTo();
    await ended(fourth.resume());
    expect(fourth.bytesRead).toBe(0);
    for (const socket of held) socket.destroy();
    await Promise.all(held.map((socket) => ended(socket)));
    expect((await fetch(url)).status).toBe(200);
  });
});

describe('F39: no path leads out of the page’s folder or to a hidden file:', () => {
  const climbs = [
    '/../secret.txt',
    '/../../../../../../etc/passwd',
    '/_app/../../secret.txt',
    '/_app/../../page-of-another/secret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..%2fsecret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '/_app/%2e%2e/%2e%2e/secret.txt',
    '/%252e%252e%252fsecret.txt',
    '/%c0%ae%c0%ae/secret.txt',
    '/....//secret.txt',
    '//secret.txt',
    '///etc/passwd',
    '//evil.example/secret.txt',
    '/./../secret.txt',
    '/.env',
    '/%2eenv',
    '/_app/.git/config',
    '/_app/%2egit/config',
    '/_app//.git/config',
    '/_app/start.js%00.html',
    '/_app/start.js/../../../secret.txt',
    '/secret.txt%00',
    '/..;/secret.txt',
    '/link',
    '/api/../secret.txt',
    '/api/pods/../../../secret.txt',
    '/api/pods/..%2f..%2f/x/timeline',
    '/api/pods/%2e%2e/%2e%2e/timeline',
    'http://evil.example/secret.txt',
    '/socket.io/../secret.txt',
    '/socket.io/%2e%2e/secret.txt',
    'file:///etc/passwd',
    '*',
  ];
  test.each(climbs)('%s', async (path) => {
    const answer = await exchange(request(path));
    expect(answer).not.toContain(SECRET);
    expect(answer).not.toContain('root:');
    // What is no file is a view of the page, for the page itself to say that there is nothing.
    const isPage = statusOf(answer) === '200' && answer.includes('<p>the page</p>');
    expect(isPage || ['400', '403', '404'].includes(statusOf(answer))).toBe(true);
  });

  test('and the page’s own files are served', async () => {
    expect(await (await fetch(`${app.url}/_app/start.js`)).text()).toBe('start()');
  });
});

describe('F40: what means something to SQL is a name like any other, or none:', () => {
  const injections = [
    '%25',
    '_',
    '%27',
    "'%20OR%20'1'='1",
    '%22',
    '%22%20OR%201=1--',
    ';DROP%20TABLE%20pod',
    '%5c',
    '*',
    'a%25',
    'web-_',
    '%00',
    'NULL',
    '1%20UNION%20SELECT%20known%20FROM%20pod',
    '$1',
    '?1',
    ':name',
  ];
  const isNone = (status: number): boolean => status === 400 || status === 404;

  test.each(injections)('%s', async (text) => {
    const [row] = rows;
    if (row === undefined) throw new Error('the cluster has a pod');
    const { namespace, name, uid } = row;
    const asked = [
      `/api/pods/${text}/${name}/timeline`,
      `/api/pods/${namespace}/${text}/timeline`,
      `/api/pods/${namespace}/${name}/timeline?uid=${text}`,
      `/api/pods/${namespace}/${name.slice(0, -1)}${text}/timeline`,
    ];
    for (const path of asked) {
      const answer = await fetch(`${app.url}${path}`);
      expect([path, isNone(answer.status)]).toEqual([path, true]);
      expect(JSON.stringify(await answer.json())).not.toMatch(/SQL|sqlite|SELECT \*|syntax/i);
    }
    const literal = await fetch(`${app.url}/api/pods/${namespace}/${name}/timeline?uid=${uid}`);
    expect([literal.status, await literal.json()]).toMatchObject([200, { pods: [{ uid }] }]);
  });

  test('sort keys that nobody knows are refused, a query is literal, and other filters change nothing', async () => {
    const ask = (search: string) => fetch(`${app.url}/api/pods${search}`);
    const plain = (await (await ask('')).json()) as { readonly ofAll: number };
    expect((await ask('?sort=name;DROP TABLE pod')).status).toBe(400);
    expect(await (await ask('?order=%27&limit=-1')).json()).toEqual(plain);
    expect(await (await ask('?q=%25')).json()).toMatchObject({ total: 0, ofAll: plain.ofAll });
  });
});
