import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { impersonationOf } from './impersonation.ts';
import { manualClock } from './testing/manual-clock.ts';
import { testCluster } from './testing/test-cluster.ts';

const of = (raw: object) =>
  impersonationOf({ raw: { ...raw }, at: 'user "u"', beside: (path) => path });

describe('acting as somebody else', () => {
  test.each<[string, object, object]>([
    ['nobody', {}, {}],
    ['nobody, as Go writes it', { as: '', 'as-groups': null, 'as-user-extra': {} }, {}],
    ['a user', { as: 'jane' }, { 'Impersonate-User': ['jane'] }],
    [
      'a service account',
      { as: 'system:serviceaccount:a:b' },
      { 'Impersonate-User': ['system:serviceaccount:a:b'] },
    ],
    [
      'a uid and groups',
      { as: 'jane', 'as-uid': '0-1', 'as-groups': ['ops', 'a, b'] },
      {
        'Impersonate-User': ['jane'],
        'Impersonate-Uid': ['0-1'],
        'Impersonate-Group': ['ops', 'a, b'],
      },
    ],
    [
      'extra, its keys escaped as client-go does',
      { as: 'jane', 'as-user-extra': { 'acme.com/project': ['a', 'b'], 'ä%': ['c'] } },
      {
        'Impersonate-User': ['jane'],
        'Impersonate-Extra-acme.com%2Fproject': ['a', 'b'],
        'Impersonate-Extra-%C3%A4%25': ['c'],
      },
    ],
  ])('%s', (_, raw, value) => {
    expect(of(raw)).toEqual({ ok: true, value });
  });

  test.each<[string, object, string]>([
    ['groups alone', { 'as-groups': ['ops'] }, 'sets as-groups without as; name the user too.'],
    ['a uid alone', { 'as-uid': '1' }, 'sets as-uid without as; name the user too.'],
    [
      'extra alone',
      { 'as-user-extra': { a: ['b'] } },
      'sets as-user-extra without as; name the user too.',
    ],
    ['a number', { as: 5 }, ', field as, holds something that is no name.'],
    ['a list of users', { as: ['jane'] }, ', field as, holds something that is no name.'],
    [
      'groups that are no list',
      { as: 'jane', 'as-groups': 'ops' },
      ', field as-groups, holds something that is no name.',
    ],
    [
      'a group that is none',
      { as: 'jane', 'as-groups': ['ops', ''] },
      ', field as-groups, holds something that is no name.',
    ],
    [
      'a header within',
      { as: 'jane\r\nImpersonate-Group: system:masters' },
      ', field as, holds something that is no name.',
    ],
    [
      'extra that is no map',
      { as: 'jane', 'as-user-extra': 'a=b' },
      ', field as-user-extra, holds something that is no name.',
    ],
    [
      'extra whose values are no list',
      { as: 'jane', 'as-user-extra': { a: 'b' } },
      ', field as-user-extra, holds something that is no name.',
    ],
  ])('%s: refused, for else we would be somebody else than was asked for', (_, raw, what) => {
    expect(of(raw)).toMatchObject({
      ok: false,
      failure: {
        code: 'misconfigured',
        sentence: `user "u"${what.startsWith(',') ? '' : ' '}${what}`,
      },
    });
  });
});

test('each group goes in a header of its own, beside the token, in UTF-8', async () => {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const { rawHeaders } = request;
    rawHeaders.forEach((name, at) => {
      const value = Buffer.from(rawHeaders[at + 1] ?? '', 'latin1').toString('utf8');
      if (at % 2 === 0 && /^(impersonate|authorization)/i.test(name))
        seen.push(`${name}: ${value}`);
    });
    response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  const { cluster } = await testCluster(
    manualClock(),
    `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    {
      token: 'abc',
      as: 'jäne',
      'as-groups': ['ops', 'dev'],
      'as-user-extra': { 'a/b': ['1', '2'] },
    },
  );
  await cluster.requestJson('/version', {
    signal: new AbortController().signal,
    deadlineMs: 10_000,
  });
  expect(seen).toEqual([
    'authorization: Bearer abc',
    'Impersonate-User: jäne',
    'Impersonate-Group: ops',
    'Impersonate-Group: dev',
    'Impersonate-Extra-a%2Fb: 1',
    'Impersonate-Extra-a%2Fb: 2',
  ]);
});
