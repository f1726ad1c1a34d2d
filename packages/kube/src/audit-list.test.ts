import { expect, onTestFinished, test } from 'vitest';
import { listVersions } from './audit-list.ts';
import { manualClock } from './testing/manual-clock.ts';
import { type Asked, scriptedServer } from './testing/scripted-server.ts';
import { testCluster } from './testing/test-cluster.ts';

async function asking() {
  const server = await scriptedServer();
  onTestFinished(server.stop);
  const { cluster } = await testCluster(manualClock({ random: () => 0 }), server.url);
  const stop = new AbortController();
  const listed = listVersions({
    ...{ cluster, resource: 'pods', namespace: 'shop', signal: stop.signal },
  });
  return { server, listed, stop };
}

const metadata = (uid: string, resourceVersion: string) => ({ name: uid, uid, resourceVersion });
const partial = (uid: string, version: string) => ({
  kind: 'PartialObjectMetadata',
  metadata: metadata(uid, version),
});
const whole = (uid: string, version: string) => ({ metadata: metadata(uid, version), spec: {} });
const page = (items: readonly object[], next?: string) => ({
  kind: 'PartialObjectMetadataList',
  metadata: { resourceVersion: '50', ...(next === undefined ? {} : { continue: next }) },
  items,
});
const answer = async (asked: Promise<Asked>, body: object): Promise<Asked> => {
  const one = await asked;
  one.answer(200, body);
  return one;
};

test.each([
  ['metadata alone', partial],
  ['whole objects, from a server that knows no other form', whole],
])('gives the version of each object, over all pages, from %s', async (_, item) => {
  const { server, listed } = await asking();
  const first = await answer(server.next(), page([item('a', '7'), item('b', '8')], 'more'));
  expect(first.query).toEqual({ limit: '500' });
  expect(first.headers.accept).toBe(
    'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json',
  );
  const second = await answer(server.next(), page([item('c', '9')]));
  expect(second.query).toEqual({ limit: '500', continue: 'more' });
  expect(await listed).toEqual({
    ok: true,
    value: {
      resourceVersion: '50',
      versions: new Map([
        ['a', '7'],
        ['b', '8'],
        ['c', '9'],
      ]),
    },
  });
});

test('F5: a list that expires between two pages is no list', async () => {
  const { server, listed } = await asking();
  await answer(server.next(), page([partial('a', '7')], 'more'));
  (await server.next()).answer(410, { kind: 'Status', code: 410, message: 'too old' });
  expect(await listed).toMatchObject({ ok: false, failure: { code: 'expired' } });
});

test('stopped, it is no list', async () => {
  const { server, listed, stop } = await asking();
  const asked = await server.next();
  stop.abort();
  expect(await listed).toMatchObject({ ok: false, failure: { code: 'aborted' } });
  await asked.left;
});
