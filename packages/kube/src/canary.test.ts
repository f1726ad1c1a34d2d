import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { type Cluster, resolveCluster } from './cluster.ts';
import type { Result } from './errors.ts';
import { readLog } from './logs.ts';
import { JANE_CERT, JANE_KEY } from './testing/certificates.ts';
import { type ManualClock, manualClock } from './testing/manual-clock.ts';
import { type Asked, type ScriptedServer, scriptedServer } from './testing/scripted-server.ts';
import { kubeconfig, testCluster, testFolder } from './testing/test-cluster.ts';
import { httpProxy, socksProxy } from './testing/test-proxy.ts';

const CANARY = 'c4nary-c4nary';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const KEY_LINE = JANE_KEY.split('\n')[1] ?? '';
const { signal } = new AbortController();

/** All that a careless log line could show of a failure: its fields, and its cause with whatever hangs on that. */
function expectNoCanary(outcome: unknown): void {
  const shown = [
    JSON.stringify(outcome, (_, value) =>
      value instanceof Error ? { ...value, message: value.message, stack: value.stack } : value,
    ),
    inspect(outcome, { depth: 12, showHidden: true }),
  ].join('\n');
  expect(shown).not.toContain('c4nary');
  expect(shown).not.toContain(base64(`jane:${CANARY}`));
  expect(shown).not.toContain(KEY_LINE);
}

const USERS: readonly [string, object][] = [
  ['a token', { token: CANARY }],
  ['a password', { username: 'jane', password: CANARY }],
  [
    'a certificate',
    { 'client-certificate-data': base64(JANE_CERT), 'client-key-data': base64(JANE_KEY) },
  ],
];

const ask = (cluster: Cluster): Promise<Result<unknown>> =>
  cluster.requestJson('/version', { signal, deadlineMs: 10_000, maxBytes: 1000 });

/** Sends back what it was sent, as a debugging proxy may. */
const echo = (asked: Asked): string => `You said ${JSON.stringify(asked.headers)}`;

const ANSWERS: readonly [string, (asked: Asked) => void][] = [
  ...[301, 400, 401, 403, 404, 407, 410, 422, 429, 500, 503].map(
    (code): [string, (asked: Asked) => void] => [
      `${code} that sends all back`,
      (asked) => asked.answer(code, echo(asked)),
    ],
  ),
  [
    'a Status that sends all back',
    (asked) => asked.answer(400, { kind: 'Status', code: 400, message: echo(asked) }),
  ],
  ['what is no JSON', (asked) => asked.answer(200, echo(asked))],
  ['half an answer', (asked) => asked.stream().cut()],
];

async function served(user: object): Promise<[ScriptedServer, Cluster, ManualClock]> {
  const server = await scriptedServer();
  onTestFinished(server.stop);
  const clock = manualClock();
  const { cluster } = await testCluster(clock, server.url, user);
  return [server, cluster, clock];
}

test.each(
  USERS.flatMap(([who, user]) => ANSWERS.map(([what, respond]) => ({ who, user, what, respond }))),
)('V10, T21: $who is told by no failure: $what', async ({ user, respond }) => {
  const [server, cluster] = await served(user);
  const answer = ask(cluster);
  respond(await server.next());
  const outcome = await answer;
  expect(outcome.ok).toBe(false);
  expectNoCanary(outcome);
});

test.each(USERS)('V10, T21: %s is told by no failure of the network', async (_, user) => {
  const [server, cluster, clock] = await served(user);
  const late = ask(cluster);
  await server.next();
  clock.advance(10_000);
  expectNoCanary(await late);
  await server.stop();
  const refused = await ask(cluster);
  expect(refused.ok).toBe(false);
  expectNoCanary(refused);
  await cluster.close();
  expectNoCanary(await ask(cluster));
});

test('V10, T21: a token is told by no failure of a log', async () => {
  const [server, cluster] = await served({ token: CANARY });
  const query = { namespace: 'shop', pod: 'web', container: 'app', run: 'current' } as const;
  const answer = readLog(cluster, query, signal);
  const asked = await server.next();
  asked.answer(400, echo(asked));
  expectNoCanary(await answer);
});

test('V10, T21: a token is told by no failure to speak HTTP or TLS', async () => {
  const server = createServer((socket: Socket) => {
    socket.on('error', () => undefined).end('SSH-2.0-OpenSSH_9.6\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  for (const scheme of ['http', 'https']) {
    const clock = manualClock();
    const { cluster } = await testCluster(clock, `${scheme}://127.0.0.1:${port}`, {
      token: CANARY,
    });
    const outcome = await ask(cluster);
    expect(outcome.ok).toBe(false);
    expectNoCanary(outcome);
  }
});

test('V10, T21: the password of a proxy is told by no failure', async () => {
  const login = `jane:${CANARY}`;
  const urls = [
    `http://${login}@${(await httpProxy({ manner: 407 })).host}`,
    `http://${login}@${(await httpProxy({ manner: 502 })).host}`,
    `https://${login}@${(await httpProxy({ isTls: true })).host}`,
    `http://${login}@127.0.0.1:1`,
    `https://${login}@127.0.0.1:1`,
    `socks5://${login}@127.0.0.1:1`,
    `socks5://${login}@${(await socksProxy('nobody:nothing')).host}`,
  ];
  for (const url of urls) {
    const clock = manualClock();
    const user = { token: CANARY };
    const { cluster } = await testCluster(clock, 'https://api.podline.test', user, {
      'proxy-url': url,
    });
    const outcome = await ask(cluster);
    expect(outcome.ok).toBe(false);
    expectNoCanary(outcome);
  }
});

const BROKEN: readonly [string, string][] = [
  ['no YAML', `token: "${CANARY}\n`],
  [
    'a tag that nobody knows, and no server',
    `clusters: [{name: c, cluster: {}}]\nx: !odd ${CANARY}`,
  ],
  [
    'the wrong shape',
    JSON.stringify({ clusters: { c: CANARY }, users: CANARY, contexts: [CANARY] }),
  ],
  ...(
    [
      ['a token of two lines', { token: `${CANARY}\n${CANARY}` }],
      ['two ways at once', { token: CANARY, username: 'jane', password: CANARY }],
      ['an auth-provider', { 'auth-provider': { name: 'oidc', config: { 'id-token': CANARY } } }],
      ['a field that nobody knows', { tokne: CANARY }],
      ['a certificate that is none', { 'client-certificate-data': base64(CANARY) }],
      [
        'half a key',
        {
          'client-certificate-data': base64(JANE_CERT),
          'client-key-data': base64(JANE_KEY.replace('END EC', 'END')),
        },
      ],
      ['an exec that cannot be', { exec: { command: 'x', args: [CANARY, 1], apiVersion: 'v0' } }],
      ['a user that is none', { as: [CANARY] }],
    ] satisfies [string, object][]
  ).map(([what, user]): [string, string] => [what, kubeconfig('https://c', user)]),
  ...[`ftp://u:${CANARY}@p`, `http://u:${CANARY}%@p`, `${CANARY}`].map(
    (proxy): [string, string] => [
      `a proxy that is none (${proxy.slice(0, 4)})`,
      kubeconfig('https://c', {}, { 'proxy-url': proxy }),
    ],
  ),
  ['credentials in the address', kubeconfig(`https://jane:${CANARY}@c`, {})],
];

test.each(BROKEN)('V10, T21: a kubeconfig with %s is not quoted', async (_, content) => {
  const path = `${await testFolder()}/config`;
  await writeFile(path, content);
  const clock = manualClock();
  const resolved = await resolveCluster({
    env: { KUBECONFIG: path },
    home: null,
    context: null,
    clock,
  });
  expect(resolved.kind).toBe('failed');
  expectNoCanary(resolved);
});
