import type { IncomingMessage } from 'node:http';
import { ERRORS } from '@podline/contract';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { guardFor, security } from './security.ts';

type Verdict = 'all' | 'plain' | 'none';

/** What a server bound to `bind` lets through: everything, plain requests only, or nothing. */
function verdict(bind: string, host: string | undefined, origin: string | undefined): Verdict {
  const headers = {
    ...(host === undefined ? {} : { host }),
    ...(origin === undefined ? {} : { origin }),
  };
  const guard = guardFor(bind);
  // The guard reads the headers alone.
  const request = { headers } as IncomingMessage;
  if (guard.allowsUpgrade(request)) return guard.allows(request) ? 'all' : 'none';
  return guard.allows(request) ? 'plain' : 'none';
}

const LOOPBACK = '127.0.0.1';
const ANY = '0.0.0.0';

const table: readonly (readonly [
  name: string,
  bind: string,
  host: string | undefined,
  origin: string | undefined,
  verdict: Verdict,
])[] = [
  ['our own page', LOOPBACK, '127.0.0.1:7878', 'http://127.0.0.1:7878', 'all'],
  ['our own page by name', LOOPBACK, 'localhost:7878', 'http://localhost:7878', 'all'],
  ['our own page in capitals', LOOPBACK, 'LOCALHOST:7878', 'http://LOCALHOST:7878', 'all'],
  ['our own page by IPv6', LOOPBACK, '[::1]:7878', 'http://[::1]:7878', 'all'],
  ['our own page, bound to IPv6', '::1', '[::1]:7878', 'http://[::1]:7878', 'all'],
  ['our own page behind TLS', LOOPBACK, 'localhost', 'https://localhost', 'all'],
  ['another loopback address', LOOPBACK, '127.0.0.2:7878', 'http://127.0.0.2:7878', 'all'],
  ['a script without Origin', LOOPBACK, '127.0.0.1:7878', undefined, 'plain'],
  ['a page of another site', LOOPBACK, '127.0.0.1:7878', 'https://evil.example', 'none'],
  ['another port of this machine', LOOPBACK, 'localhost:7878', 'http://localhost:3000', 'none'],
  ['an Origin without our port', LOOPBACK, 'localhost:7878', 'http://localhost', 'none'],
  [
    'localhost is another site than 127.0.0.1',
    LOOPBACK,
    '127.0.0.1:7878',
    'http://localhost:7878',
    'none',
  ],
  ['a sandboxed frame', LOOPBACK, '127.0.0.1:7878', 'null', 'none'],
  ['an empty Origin', LOOPBACK, '127.0.0.1:7878', '', 'none'],
  [
    'an Origin of another scheme',
    LOOPBACK,
    'localhost:7878',
    'chrome-extension://localhost:7878',
    'none',
  ],
  [
    'our origin as a prefix',
    LOOPBACK,
    'localhost:7878',
    'http://localhost:7878.evil.example',
    'none',
  ],
  [
    'our origin as a suffix',
    LOOPBACK,
    'localhost:7878',
    'http://evil.example/http://localhost:7878',
    'none',
  ],
  [
    'our origin as a user name',
    LOOPBACK,
    'localhost:7878',
    'http://localhost:7878@evil.example',
    'none',
  ],
  ['our origin with a path', LOOPBACK, 'localhost:7878', 'http://localhost:7878/', 'none'],
  ['a rebound name', LOOPBACK, 'evil.example:7878', 'http://evil.example:7878', 'none'],
  ['a rebound name, without Origin', LOOPBACK, 'evil.example', undefined, 'none'],
  ['a name that begins like loopback', LOOPBACK, '127.0.0.1.evil.example', undefined, 'none'],
  ['a name that ends like localhost', LOOPBACK, 'evil.localhost', undefined, 'none'],
  ['localhost as the first label', LOOPBACK, 'localhost.evil.example', undefined, 'none'],
  ['localhost with a full stop', LOOPBACK, 'localhost.:7878', undefined, 'none'],
  ['127 that is no address', LOOPBACK, '127.0.0.999', undefined, 'none'],
  ['an address of the network', LOOPBACK, '192.168.1.7:7878', undefined, 'none'],
  ['IPv6 that is not loopback', LOOPBACK, '[fe80::1]:7878', undefined, 'none'],
  ['IPv6 without brackets', LOOPBACK, '::1', undefined, 'none'],
  ['no Host', LOOPBACK, undefined, undefined, 'none'],
  ['an empty Host', LOOPBACK, '', undefined, 'none'],
  ['a Host with a user', LOOPBACK, 'a@localhost', undefined, 'none'],
  ['a Host with a path', LOOPBACK, 'localhost/x', undefined, 'none'],
  ['two Hosts in one', LOOPBACK, 'localhost, evil.example', undefined, 'none'],
  ['a Host with a port that is none', LOOPBACK, 'localhost:78787878', undefined, 'none'],
  [
    'bound to all, any name with its own Origin',
    ANY,
    'podline.shop.example',
    'https://podline.shop.example',
    'all',
  ],
  ['bound to all, a probe by pod address', ANY, '10.0.0.7:7878', undefined, 'plain'],
  [
    'bound to all, a page of another site',
    ANY,
    'podline.shop.example',
    'https://evil.example',
    'none',
  ],
  ['bound to all, a sandboxed frame', ANY, 'podline.shop.example', 'null', 'none'],
  ['bound to all, no Host', ANY, undefined, undefined, 'none'],
  [
    'bound to a name of this machine only',
    'localhost',
    'localhost:7878',
    'http://localhost:7878',
    'all',
  ],
  [
    'bound to a name of this machine only, a rebound name',
    'localhost',
    'evil.example',
    undefined,
    'none',
  ],
];
for (const [name, bind, host, origin, expected] of table) {
  test(`${name} (Host ${host}, Origin ${origin}): ${expected}`, () => {
    expect(verdict(bind, host, origin)).toBe(expected);
  });
}

async function server(scriptHashes: readonly string[] = []) {
  const app = Fastify();
  await security(app, guardFor(LOOPBACK), scriptHashes);
  app.get('/', async () => 'the page');
  return app;
}

test('a foreign Host is told so, and learns nothing else', async () => {
  const app = await server();
  const foreign = { host: 'evil.example' };
  for (const url of ['/', '/there-is-nothing', '/api/pods']) {
    const answer = await app.inject({ url, headers: foreign });
    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toMatchObject({ code: 'FOREIGN_HOST', next: ERRORS.FOREIGN_HOST.next });
    expect(answer.body).not.toContain('the page');
  }
});

test('every answer, also a refusal, forbids frames, foreign scripts and referrers', async () => {
  const app = await server(["'sha256-abc='"]);
  for (const host of ['localhost', 'evil.example']) {
    const { headers } = await app.inject({ url: '/', headers: { host } });
    const policy = String(headers['content-security-policy']).split(';');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self' 'sha256-abc='");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['strict-transport-security']).toBeUndefined();
  }
});
