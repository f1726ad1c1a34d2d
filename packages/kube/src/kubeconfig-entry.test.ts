import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readKubeconfig } from './kubeconfig.ts';
import { AUTHORITY, JANE_CERT, JANE_KEY, JOE_KEY } from './testing/certificates.ts';
import { kubeconfig, testFolder } from './testing/test-cluster.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

const config = (user: object = {}, cluster: object = {}): string =>
  kubeconfig('https://10.0.0.1:6443', user, cluster);

/** The sentence of the failure; paths without the folder. */
async function read(
  content: string,
  context: string | null = null,
  beside: Readonly<Record<string, string>> = {},
): Promise<string> {
  const folder = await testFolder();
  for (const [name, text] of Object.entries({ ...beside, config: content }))
    await writeFile(join(folder, name), text);
  const settings = await readKubeconfig([join(folder, 'config')], context);
  if (settings === null || settings.ok) return 'fine';
  return settings.failure.sentence.replaceAll(`${folder}/`, '');
}

describe('what is wrong with an entry, in one sentence: it', () => {
  test.each<[string, object, object, string]>([
    [
      'sets what Podline does not know',
      { 'token-file': '/token' },
      {},
      'config: user "u" sets token-file, which Podline does not know; remove it.',
    ],
    [
      'sets what Podline does not know of a cluster',
      {},
      { proxy: 'http://p' },
      'config: cluster "c" sets proxy, which Podline does not know; remove it.',
    ],
    [
      'has the auth-provider of GKE',
      { 'auth-provider': { name: 'gcp', config: { 'access-token': 's3cret' } } },
      {},
      'config: user "u" has the auth-provider "gcp", which Podline does not support; install gke-gcloud-auth-plugin and run `gcloud container clusters get-credentials` again.',
    ],
    [
      'has the auth-provider of AKS',
      { 'auth-provider': { name: 'azure' } },
      {},
      'config: user "u" has the auth-provider "azure", which Podline does not support; install kubelogin and run `kubelogin convert-kubeconfig`.',
    ],
    [
      'has the auth-provider of OpenID Connect',
      { 'auth-provider': { name: 'oidc' } },
      {},
      'config: user "u" has the auth-provider "oidc", which Podline does not support; log in by an exec plugin such as kubectl-oidc_login.',
    ],
    [
      'has an auth-provider that nobody knows',
      { 'auth-provider': { name: 'constructor' } },
      {},
      'config: user "u" has the auth-provider "constructor", which Podline does not support; log in by an exec plugin.',
    ],
    [
      'trusts an authority and everybody',
      {},
      { 'insecure-skip-tls-verify': true, 'certificate-authority-data': base64(AUTHORITY) },
      'config: cluster "c" has both insecure-skip-tls-verify and a certificate-authority; keep one.',
    ],
    [
      "has somebody else's key",
      { 'client-certificate-data': base64(JANE_CERT), 'client-key-data': base64(JOE_KEY) },
      {},
      'config: user "u" has a client-certificate that does not belong to its client-key.',
    ],
    [
      'has half a key',
      {
        'client-certificate-data': base64(JANE_CERT),
        'client-key-data': base64(JANE_KEY.replace(/\n.*\n/, '\n')),
      },
      {},
      'config: user "u" has a client-certificate or client-key that cannot be read (an encrypted key cannot be used).',
    ],
    [
      'points to a certificate that is none',
      {},
      { 'certificate-authority': 'half' },
      'config: cluster "c", field certificate-authority, names half, which is not PEM.',
    ],
    [
      'names a proxy that is no URL',
      {},
      { 'proxy-url': 'p:s3cret@proxy' },
      'config: cluster "c", field proxy-url, is no URL of a proxy.',
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
      { 'client-certificate-data': base64(JANE_CERT) },
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
    ...(
      [
        [
          { interactiveMode: 'maybe' },
          '.interactiveMode, is none of Never, IfAvailable and Always',
        ],
        [{ args: ['a', 1] }, '.args, holds something that is no text'],
        [{ env: [{ name: 'A' }] }, '.env, holds something other than name and value'],
        [{ argz: ['a'] }, ', sets argz, which Podline does not know; remove it'],
      ] as const
    ).map(
      ([more, what]) =>
        [
          `has an exec with ${JSON.stringify(more)}`,
          { exec: { command: 'x', apiVersion: 'client.authentication.k8s.io/v1', ...more } },
          {},
          `config: user "u", field exec${what}.`,
        ] satisfies [string, object, object, string],
    ),
  ])('%s', async (_, user, cluster, sentence) => {
    expect(
      await read(config(user, cluster), null, { empty: ' \n', half: JANE_CERT.slice(0, 100) }),
    ).toBe(sentence);
  });

  test('points to a file that is not there', async () => {
    const sentence = await read(config({ tokenFile: 'gone' }));
    expect(sentence).toMatch(
      /^config: user "u", field tokenFile, names gone, which cannot be read: ENOENT/,
    );
  });
});
