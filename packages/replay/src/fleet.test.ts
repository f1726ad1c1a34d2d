import { describe, expect, it } from 'vitest';
import { fleetOf } from './fleet.ts';
import { get, getJson, listVersion, open, recorded, recording } from './test-client.ts';
import { world } from './test-world.ts';

const options = { pods: 40, seed: 's', spreadMs: 60_000, namespaces: 3, nodes: 5 };
const NAME = 'native-sidecar-happy';

async function fleetWorld(name = NAME, more: Partial<Parameters<typeof fleetOf>[1]> = {}) {
  return world({ recordings: [fleetOf(await recorded(name), { ...options, ...more })] });
}

const unique = (values: readonly unknown[]): number => new Set(values).size;

describe('a fleet', () => {
  it('is as many pods as wanted, each with a name and a uid of its own, over namespaces and nodes', async () => {
    const { server } = await fleetWorld();
    server.play.advanceTo(75_000);
    const { items } = await getJson(server, '/api/v1/pods');
    expect(items).toHaveLength(40);
    expect(unique(items.map(({ metadata }) => metadata.uid))).toBe(40);
    expect(unique(items.map(({ metadata }) => metadata.name))).toBe(40);
    expect(unique(items.map(({ metadata }) => metadata.namespace))).toBe(3);
    const nodes = (items as unknown as { spec: { nodeName: string } }[]).map(
      (item) => item.spec.nodeName,
    );
    expect(unique(nodes)).toBe(5);
    const known = (await getJson(server, '/api/v1/nodes')).items.map(
      ({ metadata }) => metadata.name,
    );
    expect(known).toEqual(expect.arrayContaining(nodes));
    const namespaces = (await getJson(server, '/api/v1/namespaces')).items;
    expect(namespaces.map(({ metadata }) => metadata.name)).toEqual(
      expect.arrayContaining(['fleet-1', 'fleet-2', 'fleet-3']),
    );
  });

  it('has the recorded history of each pod, in its order, and no recorded identity in it', async () => {
    const of = await recorded(NAME);
    const { server } = await fleetWorld();
    const stream = await open(
      server,
      `/api/v1/pods?watch=1&resourceVersion=${await listVersion(server)}`,
    );
    server.play.advanceTo(server.play.durationMs);
    const lines = of.pods.filter(({ type }) => type !== 'BOOKMARK');
    const events = await stream.events(40 * lines.length);
    const byPod = Map.groupBy(events, ({ object }) => object.metadata.uid);
    expect(byPod.size).toBe(40);
    const shape = (event: object) =>
      JSON.stringify(event).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'T');
    const statusOf = ({ type, object }: { type: string; object: object }) => {
      const { status } = object as { status: object };
      return shape({ type, status }).replaceAll(/[0-9a-f]{64}/g, 'ID');
    };
    for (const told of byPod.values()) expect(told.map(statusOf)).toEqual(lines.map(statusOf));
    const recordedUid = String(of.pods[0]?.object.metadata['uid']);
    expect(JSON.stringify(events)).not.toContain(recordedUid);
    const versions = events.map(({ object }) => Number(object.metadata.resourceVersion));
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    expect(unique(versions)).toBe(versions.length);
  });

  it('spreads its pods over time by its seed: the same one again, another one otherwise', async () => {
    const of = await recorded(NAME);
    const times = (seed: string) => [...fleetOf(of, { ...options, seed }).times()];
    expect(times('s')).toEqual(times('s'));
    expect(times('s')).not.toEqual(times('t'));
    const { server } = await fleetWorld();
    server.play.advanceTo(30_000);
    const { items } = await getJson(server, '/api/v1/pods');
    expect(items.length).toBeGreaterThan(10);
    expect(items.length).toBeLessThan(30);
    const created = items.map(({ metadata }) => Date.parse(metadata.creationTimestamp));
    expect(Math.max(...created)).toBeLessThanOrEqual(of.recordedAtMs + 30_000);
    expect(unique(created)).toBeGreaterThan(5);
  });

  it('F20: without a spread is a burst: all that happens to all pods happens at the same moments', async () => {
    const { server } = await fleetWorld(NAME, { pods: 500, spreadMs: 0 });
    const from = server.resourceVersion();
    const stream = await open(server, `/api/v1/pods?watch=1&resourceVersion=${from}`);
    server.play.advanceTo(server.play.durationMs);
    const { length } = server.truth.changes.filter(({ resource }) => resource === 'pods');
    expect(length).toBeGreaterThan(5000);
    const events = await stream.events(length);
    expect(events.at(-1)?.object.metadata.resourceVersion).toBe(
      String(
        server.truth.changes.filter(({ resource }) => resource === 'pods').at(-1)?.resourceVersion,
      ),
    );
  });

  it('repeats a recording of many pods, and tells their Events of them', async () => {
    const { server } = await fleetWorld('deployment-twenty-replicas', { pods: 50, spreadMs: 0 });
    server.play.advanceTo(5000);
    const { items } = await getJson(server, '/api/v1/pods');
    expect(items).toHaveLength(50);
    const events = (await getJson(server, '/api/v1/events')).items as unknown as {
      metadata: { name: string };
      involvedObject: { kind: string; uid: string; name: string };
      message: string;
    }[];
    const byUid = new Map(items.map(({ metadata }) => [metadata.uid, metadata]));
    expect(events.length).toBeGreaterThan(50);
    for (const { metadata, involvedObject, message } of events) {
      const pod = byUid.get(involvedObject.uid);
      expect(pod?.name).toBe(involvedObject.name);
      expect(metadata.name).toMatch(`${pod?.name}.`);
      if (message.startsWith('Successfully assigned'))
        expect(message).toContain(`${pod?.namespace}/${pod?.name} to fleet-node-`);
    }
  });

  it('can do without Events, and can be selected from', async () => {
    const { server } = await fleetWorld(NAME, { events: false });
    server.play.advanceTo(75_000);
    expect((await getJson(server, '/api/v1/events')).items).toEqual([]);
    const on = async (selector: string) =>
      (await getJson(server, `/api/v1/pods?fieldSelector=${selector}`)).items.length;
    const all = await Promise.all(
      [1, 2, 3, 4, 5].map((node) => on(`spec.nodeName=fleet-node-${node}`)),
    );
    expect(all.reduce((sum, count) => sum + count)).toBe(40);
  });

  it('serves the logs of its pods', async () => {
    const { server } = await fleetWorld('init-crashloop', { pods: 3, spreadMs: 10_000 });
    server.play.advanceTo(server.play.durationMs);
    const { items } = await getJson(server, '/api/v1/pods');
    for (const { metadata } of items) {
      const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}/log`;
      const spec = (await getJson(server, path.replace(/\/log$/, ''))) as unknown as {
        spec: { initContainers: { name: string }[] };
      };
      const { status, text } = await get(
        server,
        `${path}?container=${spec.spec.initContainers[0]?.name}`,
      );
      expect(status).toBe(200);
      expect(text.length).toBeGreaterThan(10);
    }
  });

  it('is played round after round, with other uids in each', async () => {
    const of = fleetOf(await recorded(NAME), { ...options, pods: 5, spreadMs: 0 });
    const { server } = await world({ recordings: [of], loop: true });
    const uids = async () =>
      (await getJson(server, '/api/v1/pods')).items.map(({ metadata }) => metadata.uid);
    server.play.advanceTo(20_000);
    const first = await uids();
    server.play.advanceTo(server.play.durationMs + 20_000);
    const second = await uids();
    expect(unique([...first, ...second])).toBe(10);
  });

  it('plays beside recordings and other fleets, each in its own time', async () => {
    const of = await recorded(NAME);
    const fleets = ['one', 'two'].map((name) => fleetOf(of, { ...options, pods: 3, name }));
    const { server } = await world({ recordings: [of, ...fleets] });
    server.play.advanceTo(server.play.durationMs);
    const byNamespace = Map.groupBy(
      server.truth.changes,
      ({ namespace }) => namespace.split('-')[0],
    );
    expect([...byNamespace.keys()].toSorted()).toEqual(['native', 'one', 'two']);
    expect(byNamespace.get('two')?.length).toBe(3 * (byNamespace.get('native')?.length ?? 0));
  });

  it.each([
    ['no pod', recording([]), options, 'The recording made-up holds no pod to make a fleet of.'],
    ['half a pod', null, { ...options, pods: 0.5 }, 'A fleet needs at least one pod'],
    ['no namespace', null, { ...options, namespaces: [] }, 'A fleet needs at least one pod'],
  ])('of %s is refused in a sentence', async (_, of, wanted, says) => {
    const from = of ?? (await recorded(NAME));
    expect(() => fleetOf(from, wanted)).toThrow(says);
  });

  it('needs a name of its own beside another', async () => {
    const twin = fleetOf(await recorded(NAME), options);
    await expect(world({ recordings: [twin, twin] })).rejects.toThrow(
      'Two fleets are called fleet: give each a name of its own.',
    );
  });
});
