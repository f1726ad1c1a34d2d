import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { kubeconfigPaths, readKubeconfig } from './kubeconfig.ts';
import type { ClusterSettings } from './settings.ts';
import { kubeconfig, testFolder } from './testing/test-cluster.ts';

const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
const KEY = '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----';
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
      { 'client-certificate-data': base64(PEM), 'client-key-data': base64(KEY) },
      { 'certificate-authority-data': base64(PEM) },
      { tls: { ca: PEM, cert: PEM, key: KEY, serverName: null, verify: true } },
    ],
    [
      'certificates in files beside it',
      { 'client-certificate': 'pem', 'client-key': 'key' },
      { 'certificate-authority': 'pem', 'tls-server-name': 'api.local' },
      { tls: { ca: PEM, cert: PEM, key: KEY, serverName: 'api.local', verify: true } },
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
            at: expect.stringContaining('config: user "u"'),
          },
        },
      },
    ],
  ])('%s', async (_, user, cluster, expected) => {
    const beside = { tok: ' from-file\n', pem: `${PEM}\n`, key: `${KEY}\n` };
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

  test.each<[string, object, object, string]>([
    [
      'impersonates',
      { as: 'jane' },
      {},
      'config: user "u" sets as, which Podline does not support.',
    ],
    [
      'impersonates groups',
      { 'as-groups': ['ops'] },
      {},
      'config: user "u" sets as-groups, which Podline does not support.',
    ],
    [
      'has an auth-provider',
      { 'auth-provider': { name: 'oidc' } },
      {},
      'config: user "u" sets auth-provider, which Podline does not support.',
    ],
    [
      'goes through a proxy',
      {},
      { 'proxy-url': 'http://p' },
      'config: cluster "c" sets proxy-url, which Podline does not support.',
    ],
    [
      'has another scheme',
      {},
      { server: 'ftp://x' },
      'config: cluster "c" has a server that is no http or https URL.',
    ],
    [
      'hides credentials in the URL',
      {},
      { server: 'https://u:p@x' },
      'config: cluster "c" has credentials in its server URL; put them under users.',
    ],
    [
      'has two identities',
      { token: 'a', username: 'u' },
      {},
      'config: user "u" has both token and username and password; keep one.',
    ],
    [
      'has a certificate without key',
      { 'client-certificate-data': base64(PEM) },
      {},
      'config: user "u" has one of client-certificate and client-key only.',
    ],
    [
      'has a CA that is none',
      {},
      { 'certificate-authority-data': 'AAAA' },
      'config: cluster "c" has a certificate-authority-data that is not base64 of PEM.',
    ],
    [
      'has a token in two lines',
      { token: 'a\nb' },
      {},
      'config: user "u" has a token with characters that no token has.',
    ],
    [
      'points to an empty token file',
      { tokenFile: 'empty' },
      {},
      'config: user "u", field tokenFile, names empty, which is empty.',
    ],
    [
      'has an exec without command',
      { exec: { apiVersion: 'client.authentication.k8s.io/v1' } },
      {},
      'config: user "u", field exec.command, is missing.',
    ],
    [
      'has an exec of an old version',
      { exec: { command: 'x', apiVersion: 'client.authentication.k8s.io/v1alpha1' } },
      {},
      'config: user "u", field exec.apiVersion, is neither v1 nor v1beta1.',
    ],
    [
      'wants a terminal',
      {
        exec: {
          command: 'x',
          apiVersion: 'client.authentication.k8s.io/v1',
          interactiveMode: 'Always',
        },
      },
      {},
      'config: user "u", field exec.interactiveMode, is Always; Podline has no terminal.',
    ],
  ])('%s', async (_, user, cluster, sentence) => {
    expect(await read(config(user, cluster), null, { empty: ' \n' })).toBe(sentence);
  });

  test('points to a file that is not there', async () => {
    const sentence = await read(config({ tokenFile: 'gone' }));
    expect(sentence).toMatch(
      /^config: user "u", field tokenFile, names gone, which cannot be read: ENOENT/,
    );
  });
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
