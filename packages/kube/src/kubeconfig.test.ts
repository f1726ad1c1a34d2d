import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { kubeconfigPaths, readKubeconfig } from './kubeconfig.ts';
import type { ClusterSettings } from './settings.ts';
import { AUTHORITY, JANE_CERT, JANE_KEY } from './testing/certificates.ts';
import { kubeconfig, testFolder } from './testing/test-cluster.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const SERVER = 'https://10.0.0.1:6443';

const config = (user: object = {}, cluster: object = {}): string =>
  kubeconfig(SERVER, user, cluster);

async function read(
  content: string,
  context: string | null = null,
  beside: Readonly<Record<string, string>> = {},
): Promise<ClusterSettings | string> {
  const folder = await testFolder();
  for (const [name, text] of Object.entries({ ...beside, config: content }))
    await writeFile(join(folder, name), text);
  const settings = await readKubeconfig([join(folder, 'config')], context);
  if (settings === null) return 'none';
  return settings.ok ? settings.value : settings.failure.sentence.replaceAll(`${folder}/`, '');
}

describe('where a kubeconfig stands', () => {
  test.each([
    ['at home', {}, '/home/me', ['/home/me/.kube/config']],
    ['where KUBECONFIG says', { KUBECONFIG: '/a:/b' }, '/home/me', ['/a', '/b']],
    ['at home when KUBECONFIG is empty', { KUBECONFIG: '' }, '/home/me', ['/home/me/.kube/config']],
    ['nowhere without a home', {}, null, []],
  ])('%s', (_, env, home, paths) => {
    expect(kubeconfigPaths(env, home)).toEqual(paths);
  });
});

describe('what a kubeconfig says', () => {
  test.each<[string, object, object, Partial<ClusterSettings>]>([
    [
      'a token',
      { token: 'abc' },
      {},
      { name: 'here', server: SERVER, identity: { kind: 'bearer', token: 'abc' } },
    ],
    ['nobody', {}, {}, { identity: { kind: 'none' } }],
    [
      'a user and a password',
      { username: 'u', password: 'p' },
      {},
      { identity: { kind: 'basic', username: 'u', password: 'p' } },
    ],
    [
      'a token file, trimmed',
      { tokenFile: 'tok' },
      {},
      { identity: { kind: 'bearer', token: 'from-file' } },
    ],
    [
      'a token file before a token',
      { token: 'abc', tokenFile: 'tok' },
      {},
      { identity: { kind: 'bearer', token: 'from-file' } },
    ],
    [
      'certificates within',
      { 'client-certificate-data': base64(JANE_CERT), 'client-key-data': base64(JANE_KEY) },
      { 'certificate-authority-data': base64(AUTHORITY) },
      { tls: { ca: AUTHORITY, cert: JANE_CERT, key: JANE_KEY, serverName: null, verify: true } },
    ],
    [
      'certificates in files beside it',
      { 'client-certificate': 'cert', 'client-key': 'key' },
      { 'certificate-authority': 'ca', 'tls-server-name': 'api.local' },
      {
        tls: {
          ca: AUTHORITY,
          cert: JANE_CERT,
          key: JANE_KEY,
          serverName: 'api.local',
          verify: true,
        },
      },
    ],
    [
      'certificates within before those in files, which then need not be there',
      {},
      { 'certificate-authority': 'gone', 'certificate-authority-data': base64(AUTHORITY) },
      { tls: { ca: AUTHORITY, cert: null, key: null, serverName: null, verify: true } },
    ],
    [
      'no check of the server',
      {},
      { 'insecure-skip-tls-verify': true },
      { tls: { ca: null, cert: null, key: null, serverName: null, verify: false } },
    ],
    [
      'a path behind the host',
      {},
      { server: 'https://rancher/k8s/clusters/c-1/' },
      { server: 'https://rancher/k8s/clusters/c-1' },
    ],
    ['plain http', {}, { server: 'http://127.0.0.1:8001' }, { server: 'http://127.0.0.1:8001' }],
    [
      'an exec plugin',
      {
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: 'login',
          args: ['--now'],
          env: [{ name: 'A', value: 'b' }],
          installHint: 'Install it.',
          provideClusterInfo: true,
          interactiveMode: 'IfAvailable',
        },
      },
      {},
      {
        identity: {
          kind: 'exec',
          plugin: {
            command: 'login',
            args: ['--now'],
            env: { A: 'b' },
            apiVersion: 'client.authentication.k8s.io/v1',
            installHint: 'Install it.',
            provideClusterInfo: true,
            clusterExtras: {},
            at: expect.stringContaining('config: user "u"'),
          },
        },
      },
    ],
  ])('%s', async (_, user, cluster, expected) => {
    const beside = {
      tok: ' from-file\n',
      ca: `${AUTHORITY}\n`,
      cert: `${JANE_CERT}\n`,
      key: `${JANE_KEY}\n`,
    };
    expect(await read(config(user, cluster), null, beside)).toMatchObject(expected);
  });

  test('the context that was asked for, not the current one', async () => {
    const both = JSON.parse(config({ token: 'abc' }));
    both.contexts.push({ name: 'there', context: { cluster: 'd' } });
    both.clusters.push({ name: 'd', cluster: { server: 'https://d' } });
    expect(await read(JSON.stringify(both), 'there')).toMatchObject({
      name: 'there',
      server: 'https://d',
      identity: { kind: 'none' },
    });
  });
});

describe('what is wrong with a kubeconfig, in one sentence', () => {
  const without = (key: string): string =>
    JSON.stringify({ ...JSON.parse(config()), [key]: undefined });
  test.each<[string, string, string | null, string]>([
    ['is empty', '', null, 'The kubeconfig config is empty.'],
    [
      'is no YAML',
      'a: b\ntoken: "s3cret\n',
      null,
      'The kubeconfig config is not YAML (line 3: MISSING_CHAR).',
    ],
    ['has no contexts', without('contexts'), null, 'The kubeconfig config has no contexts.'],
    [
      'has no current context',
      without('current-context'),
      null,
      'The kubeconfig config has no current-context; set one, or name a context.',
    ],
    [
      'names a current context that is not there',
      JSON.stringify({ ...JSON.parse(config()), 'current-context': 'gone' }),
      null,
      'The kubeconfig config current-context names "gone", which it does not hold.',
    ],
    [
      'lacks the context asked for',
      config(),
      'there',
      'The kubeconfig config has no context "there".',
    ],
    [
      'lacks the cluster',
      without('clusters'),
      null,
      'The kubeconfig config context "here" names the cluster "c", which does not exist.',
    ],
    [
      'lacks the user',
      without('users'),
      null,
      'The kubeconfig config context "here" names the user "u", which does not exist.',
    ],
    [
      'lacks the server',
      JSON.stringify({ ...JSON.parse(config()), clusters: [{ name: 'c', cluster: {} }] }),
      null,
      'The kubeconfig config cannot be used: clusters[0].cluster.server is missing.',
    ],
  ])('%s', async (_, content, context, sentence) => {
    expect(await read(content, context)).toBe(sentence);
  });
});

test('V10: a tag that nobody knows is passed over, as kubectl does; the library would quote the lines around it', async () => {
  const content = config({ token: 'TOKEN' }).replace('"TOKEN"', '!odd abc-def');
  expect(await read(content)).toMatchObject({ identity: { kind: 'bearer', token: 'abc-def' } });
});

test("another user's file that is not there is no concern of ours", async () => {
  const both = JSON.parse(config({ token: 'abc' }));
  both.users.push({ name: 'other', user: { 'token-file': '/nowhere', tokenFile: '/nowhere' } });
  expect(await read(JSON.stringify(both))).toMatchObject({ identity: { token: 'abc' } });
});

test('aliases without end are refused', async () => {
  const levels = Array.from(
    { length: 9 },
    (_, n) => `a${n + 1}: &a${n + 1} [${'*a'.concat(`${n}, `).repeat(9)}]`,
  );
  expect(await read(['a0: &a0 [x]', ...levels].join('\n'))).toBe(
    'The kubeconfig config has more aliases than any kubeconfig.',
  );
});

describe('several kubeconfigs', () => {
  test('are merged: the first to say something wins, and a missing one is passed over', async () => {
    const folder = await testFolder();
    const first = join(folder, 'first');
    const second = join(folder, 'second');
    await writeFile(first, JSON.stringify({ 'current-context': 'here', clusters: [] }));
    await writeFile(second, config({ token: 'abc' }));
    const settings = await readKubeconfig([join(folder, 'gone'), first, second], null);
    expect(settings).toMatchObject({ ok: true, value: { name: 'here', server: SERVER } });
  });

  test('that are all missing are none', async () => {
    expect(await readKubeconfig(['/nowhere/config'], null)).toBeNull();
  });
});
