import { describe, expect, it } from 'vitest';
import { get, getJson, open, recorded } from './test-client.ts';
import { shopPod, world } from './test-world.ts';

const A = { namespace: 'shop', name: 'a' };
const PATH = '/api/v1/namespaces/shop/pods/a';

describe('a world without a recording', () => {
  it('is empty but for its namespaces, and takes objects that are written into it', async () => {
    const { server } = await world();
    expect((await getJson(server, '/api/v1/pods')).items).toEqual([]);
    expect((await getJson(server, '/api/v1/namespaces')).items).toHaveLength(4);
    expect(await getJson(server, '/version')).toMatchObject({ gitVersion: 'v1.36.2' });
    const { uid, resourceVersion } = server.apply(shopPod('a', { labels: { app: 'till' } }));
    expect(await getJson(server, PATH)).toEqual({
      kind: 'Pod',
      apiVersion: 'v1',
      metadata: {
        ...{ name: 'a', namespace: 'shop', uid, labels: { app: 'till' }, resourceVersion },
        creationTimestamp: '2026-11-22T12:00:00Z',
      },
      spec: { containers: [{ name: 'app' }] },
      status: { phase: 'Running', startTime: '2026-11-22T11:59:58Z' },
    });
  });

  it('has versions that rise, and uids and creation times that stay while an object does', async () => {
    const { server, clock } = await world();
    const first = server.apply(shopPod('a'));
    clock.advance(60_000);
    const second = server.apply(shopPod('a'));
    const other = server.apply(shopPod('b'));
    expect(second.uid).toBe(first.uid);
    expect(other.uid).not.toBe(first.uid);
    expect((await getJson(server, PATH)).metadata.creationTimestamp).toBe('2026-11-22T12:00:00Z');
    const versions = [first, second, other].map(({ resourceVersion }) => Number(resourceVersion));
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    expect(server.resourceVersion()).toBe(versions.at(-1));
  });

  it('tells watchers what is written, changed and deleted', async () => {
    const { server } = await world();
    const stream = await open(server, '/api/v1/pods?watch=1&labelSelector=on=yes');
    server.apply(shopPod('a'));
    server.mutate(A, (pod) => ({
      ...pod,
      metadata: { ...(pod['metadata'] as object), labels: { on: 'yes' } },
    }));
    server.mutate(A, (pod) => ({ ...pod, status: { phase: 'Failed' } }));
    server.delete(A);
    const events = await stream.events(3);
    expect(events.map(({ type }) => type)).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
    expect(events[2]?.object).toMatchObject({ status: { phase: 'Failed' } });
    expect((await get(server, PATH)).status).toBe(404);
  });

  it('takes Events, Nodes and Namespaces as well', async () => {
    const { server } = await world();
    server.apply({ kind: 'Node', metadata: { name: 'n1' } });
    server.apply({ kind: 'Namespace', metadata: { name: 'shop' } });
    server.apply({ kind: 'Event', metadata: { name: 'a.1' }, reason: 'Pulled' });
    expect((await getJson(server, '/api/v1/nodes/n1')).kind).toBe('Node');
    expect((await getJson(server, '/api/v1/namespaces')).items).toHaveLength(5);
    const { items } = await getJson(
      server,
      '/api/v1/namespaces/default/events?fieldSelector=reason=Pulled',
    );
    expect(items).toHaveLength(1);
    server.delete({ kind: 'nodes', name: 'n1' });
    expect((await getJson(server, '/api/v1/nodes')).items).toEqual([]);
  });

  it('F25: a pod that is created anew between lists has its name, and another uid', async () => {
    const { server, clock } = await world();
    const { uid } = server.apply(shopPod('a'));
    const before = await getJson(server, '/api/v1/pods');
    clock.advance(1000);
    const again = server.recreate(A);
    const after = await getJson(server, '/api/v1/pods');
    expect(before.items[0]?.metadata).toMatchObject({ name: 'a', uid });
    expect(after.items).toHaveLength(1);
    expect(after.items[0]?.metadata).toMatchObject({
      ...{ name: 'a', uid: again.uid, creationTimestamp: '2026-11-22T12:00:01Z' },
    });
    expect(again.uid).not.toBe(uid);
  });

  it('F25: of a uid that is not the present one, is another object: the present one is deleted first', async () => {
    const { server } = await world();
    server.apply(shopPod('a', { uid: 'one' }));
    server.apply(shopPod('a', { uid: 'two' }));
    expect(server.truth.changes.map(({ type, uid }) => `${type} ${uid}`)).toEqual([
      ...['ADDED one', 'DELETED one', 'ADDED two'],
    ]);
  });

  it('gives the same uids for the same seed', async () => {
    const [one, two, other] = [
      await world({ seed: 's' }),
      await world({ seed: 's' }),
      await world({ seed: 't' }),
    ].map(({ server }) => server.apply(shopPod('a')).uid);
    expect(one).toBe(two);
    expect(one).not.toBe(other);
  });

  it.each<[string, (server: Awaited<ReturnType<typeof world>>['server']) => unknown, string]>([
    [
      'change of nothing',
      (server) => server.mutate(A, (pod) => pod),
      'There is no object shop/a among the pods.',
    ],
    [
      'deletion of nothing',
      (server) => server.delete(A),
      'There is no object shop/a among the pods.',
    ],
    [
      'object without a name',
      (server) => server.apply({ metadata: {} }),
      'An object needs a `metadata.name`.',
    ],
    [
      'unknown kind',
      (server) => server.apply({ kind: 'Secret', metadata: { name: 'a' } }),
      'The kinds that can be written are Pod, Event, Node, Namespace, Service, EndpointSlice, Job, not Secret.',
    ],
  ])('refuses in a sentence: %s', async (_, write, says) => {
    const { server } = await world();
    expect(() => write(server)).toThrow(says);
  });
});

describe('a recording', () => {
  it('can be changed by hand, and goes on with versions of the server from then', async () => {
    const { server } = await world({ recordings: [await recorded('init-crashloop')] });
    server.play.advanceTo(5000);
    const [pod] = (await getJson(server, '/api/v1/pods')).items;
    const { namespace = '', name = '', uid } = pod?.metadata ?? {};
    const stream = await open(
      server,
      `/api/v1/pods?watch=1&resourceVersion=${server.resourceVersion()}`,
    );
    expect(server.mutate({ namespace, name }, (object) => object).uid).toBe(uid);
    server.play.advanceTo(server.play.durationMs);
    const events = await stream.events(10);
    const versions = events.map(({ object }) => Number(object.metadata.resourceVersion));
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    expect(events.every(({ object }) => object.metadata.uid === uid)).toBe(true);
  });
});
