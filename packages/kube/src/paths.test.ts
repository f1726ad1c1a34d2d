import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { collectionPath } from './api-path.ts';
import type { Cluster } from './cluster.ts';
import { readLog } from './logs.ts';
import { ownerTemplate } from './owner-template.ts';
import { urlOf } from './request-url.ts';
import { manualClock } from './testing/manual-clock.ts';
import { scriptedServer } from './testing/scripted-server.ts';
import { testCluster } from './testing/test-cluster.ts';

const { signal } = new AbortController();

const CRAFTED = [
  '',
  '../../secrets',
  '..',
  '.',
  '%2e%2e',
  '%2e%2e%2fsecrets',
  '..%2f..%2fsecrets',
  '%252e%252e',
  'shop/../../secrets',
  'shop%2f..%2f..%2fsecrets',
  'shop?watch=true&x=',
  'shop#',
  'shop\0',
  'shop%00',
  'shop\r\nGET /api/v1/secrets HTTP/1.1',
  'shop secrets',
  'shop\\..\\secrets',
  '@evil.test',
  '//evil.test/',
  'http://evil.test/',
  'shop\u2028',
  'ｓhop',
  '․․',
  '．．／secrets',
  'sho\u0301p',
  '\u202eshop',
];

/** What somebody types who wants elsewhere: pieces of paths and of names, glued. */
const crafted = fc.oneof(
  fc.constantFrom(...CRAFTED),
  fc.string({ unit: 'binary', maxLength: 70 }),
  fc
    .array(
      fc.constantFrom('..', '.', '/', '%2e', '%2F', '\\', '?', '#', '\0', ';', 'shop', 'secrets'),
      { minLength: 1, maxLength: 8 },
    )
    .map((parts) => parts.join('')),
);

/** A cluster, and every path that its server was asked for. */
async function recorded(): Promise<{ cluster: Cluster; paths: readonly string[] }> {
  const server = await scriptedServer();
  onTestFinished(server.stop);
  const { cluster } = await testCluster(manualClock(), server.url);
  const paths: string[] = [];
  const serve = async (): Promise<void> => {
    const asked = await server.next();
    paths.push(asked.path);
    asked.answer(404, {});
    void serve();
  };
  void serve();
  return { cluster, paths };
}

async function askEverything(cluster: Cluster, name: string): Promise<void> {
  const log = { namespace: 'shop', pod: 'web', container: 'app', run: 'current' } as const;
  for (const names of [{ namespace: name }, { pod: name }, { container: name }])
    await readLog(cluster, { ...log, ...names }, signal);
  const owner = { kind: 'ReplicaSet', name, uid: 'u' };
  await ownerTemplate(cluster, 'shop', owner, signal);
  await ownerTemplate(cluster, name, { ...owner, name: 'web' }, signal);
}

const NAME = '[a-z0-9]([-a-z0-9.]*[a-z0-9])?';
const INTENDED = new RegExp(
  `^/(api/v1/namespaces/${NAME}/pods/${NAME}/log|apis/apps/v1/namespaces/${NAME}/replicasets/${NAME})$`,
);

describe('a crafted name', () => {
  test('T13: of the corpus is not sent at all, but for the other name beside it', async () => {
    const { cluster, paths } = await recorded();
    for (const name of CRAFTED) await askEverything(cluster, name);
    expect(paths).toEqual([]);
  });

  test('T13: whatever it is, reaches no other path', async () => {
    const { cluster, paths } = await recorded();
    await fc.assert(
      fc.asyncProperty(crafted, async (name) => {
        await askEverything(cluster, name);
        return paths.every((path) => INTENDED.test(path));
      }),
      { numRuns: 300 },
    );
  });

  test('T13: whatever it is, either makes no path of a collection or the one of that name', () => {
    fc.assert(
      fc.property(crafted, (name) => {
        try {
          const path = collectionPath('pods', name);
          return path === `/api/v1/namespaces/${name}/pods` && INTENDED.test(`${path}/x/log`);
        } catch (error) {
          return error instanceof RangeError;
        }
      }),
    );
  });
});

describe('a path that got past every check of names', () => {
  test.each(CRAFTED.filter((name) => name !== ''))('T13: with %j is not sent', async (name) => {
    const { cluster, paths } = await recorded();
    const path = `/api/v1/namespaces/${name}/pods`;
    expect(await cluster.request(path, { signal })).toMatchObject({
      failure: { code: 'rejected', tried: null },
    });
    expect(paths).toEqual([]);
  });

  test('T13: is sent only where a URL parser leaves it as it is', () => {
    fc.assert(
      fc.property(crafted, (name) => {
        const path = `/api/v1/namespaces/${name}/pods`;
        const url = urlOf('https://rancher/k8s/clusters/c-1', path);
        if (url === null) return true;
        const { pathname, search, hash, host } = new URL(url);
        return (
          pathname === `/k8s/clusters/c-1${path}` && host === 'rancher' && search + hash === ''
        );
      }),
      { numRuns: 1000 },
    );
  });
});
