/** Round after round: fresh uids, moved times, and never a moment in which everything vanishes. */

import { afterEach, describe, expect, it } from 'vitest';
import { type ReplayOptions, type ReplayServer, startReplayServer } from './api-server.ts';
import { manualClock } from './manual-clock.ts';
import { playbackOf } from './playback.ts';
import {
  getJson,
  listVersion,
  type OpenStream,
  open,
  recorded,
  type WatchEvent,
} from './test-client.ts';

const NOW = Date.parse('2030-01-02T03:04:05.678Z');
const servers: ReplayServer[] = [];
async function serve(names: readonly string[], options: Partial<ReplayOptions> = {}) {
  const server = await startReplayServer({
    recordings: await Promise.all(names.map(recorded)),
    times: 'now',
    loop: true,
    startOn: 'told',
    clock: manualClock(NOW),
    ...options,
  });
  servers.push(server);
  return server;
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** All events of a stream up to the newest pod that there is now. */
async function untilNow(server: ReplayServer, stream: OpenStream): Promise<WatchEvent[]> {
  const pods = (await getJson(server, '/api/v1/pods')).items;
  const last = Math.max(...pods.map(({ metadata }) => Number(metadata.resourceVersion)));
  const events: WatchEvent[] = [];
  for (let seen = 0; seen < last; ) {
    const event = await stream.event();
    seen = Number(event.object.metadata.resourceVersion);
    events.push(event);
  }
  return events;
}

const NAMES = ['demo-shop', 'demo-payments', 'demo-data', 'demo-platform'];

describe('a second round', () => {
  it('replaces each pod by its own counterpart, and never takes one away without', async () => {
    const server = await serve(NAMES);
    const stream = await open(
      server,
      `/api/v1/pods?watch=1&resourceVersion=${await listVersion(server)}`,
    );
    const { durationMs } = server.play;
    server.play.advanceTo(durationMs - 1);
    await untilNow(server, stream);
    const before = (await getJson(server, '/api/v1/pods')).items;
    server.play.advanceTo(2 * durationMs - 1);
    const events = await untilNow(server, stream);

    const alive = new Map(
      before.map(({ metadata }) => [`${metadata.namespace}/${metadata.name}`, metadata.uid]),
    );
    const oldUids = new Set(alive.values());
    for (const [index, { type, object }] of events.entries()) {
      const key = `${object.metadata.namespace}/${object.metadata.name}`;
      if (type !== 'DELETED' || !oldUids.has(object.metadata.uid)) continue;
      const next = events[index + 1];
      expect(next?.type).toBe('ADDED');
      expect(`${next?.object.metadata.namespace}/${next?.object.metadata.name}`).toBe(key);
      expect(next?.object.metadata.uid).not.toBe(object.metadata.uid);
      alive.delete(key);
    }
    // Each pod that was there at the end of the first round has come again.
    expect([...alive.keys()]).toEqual([]);
    const after = (await getJson(server, '/api/v1/pods')).items;
    expect(after.map(({ metadata }) => metadata.name)).toEqual(
      before.map(({ metadata }) => metadata.name),
    );
  });

  it('has uids, container ids and Event names of its own, and Events that point at its pods', async () => {
    const server = await serve(['init-crashloop']);
    const idsIn = async () => {
      const [pods, events] = [
        await getJson(server, '/api/v1/pods'),
        await getJson(server, '/api/v1/events'),
      ];
      const text = JSON.stringify(pods);
      return {
        pod: pods.items[0]?.metadata.uid ?? '',
        containers: [...text.matchAll(/containerd:\/\/[0-9a-f]{64}/g)].map(([id]) => id),
        events: events.items.map(({ metadata }) => `${metadata.name} ${metadata.uid}`),
        involved: events.items.map((event) => (event['involvedObject'] as { uid: string }).uid),
        messages: JSON.stringify(events),
      };
    };
    server.play.advanceTo(server.play.durationMs - 1);
    const first = await idsIn();
    server.play.advanceTo(2 * server.play.durationMs - 1);
    const second = await idsIn();
    expect(second.pod).not.toBe(first.pod);
    expect(second.containers).toHaveLength(first.containers.length);
    expect(first.containers.filter((id) => second.containers.includes(id))).toEqual([]);
    expect(second.events).toHaveLength(2 * first.events.length);
    expect(second.involved.filter((uid) => uid === second.pod)).toHaveLength(first.events.length);
    // The kubelet names the pod's uid in its back-off messages.
    expect(second.messages).toContain(`_init-crashloop(${second.pod})`);
  });

  it('drops Events when nobody has repeated them for as long as Events are kept', async () => {
    const server = await serve(['init-crashloop'], { eventTtlMs: 60_000 });
    server.play.advanceTo(2 * server.play.durationMs);
    const involved = (await getJson(server, '/api/v1/events')).items.map(
      (event) => (event['involvedObject'] as { uid: string }).uid,
    );
    const { items } = await getJson(server, '/api/v1/pods');
    expect(new Set(involved)).toEqual(new Set([items[0]?.metadata.uid]));
  });
});

describe('moved times', () => {
  it('keep their distances, in whole seconds, and lie just before now', async () => {
    const server = await serve(['init-three-in-order'], { loop: false, headStartMs: 18_198 });
    server.play.advanceTo(server.play.durationMs);
    const [moved] = (await getJson(server, '/api/v1/pods')).items;
    const original = (await recorded('init-three-in-order')).pods.at(-1)?.object;
    const times = (object: unknown) =>
      (JSON.stringify(object).match(/"\d{4}-\d\d-\d\dT[^"]*Z"/g) ?? []).map((time) =>
        Date.parse(time.slice(1, -1)),
      );
    const shifts = times(original).map((time, index) => (times(moved)[index] ?? 0) - time);
    expect(shifts.length).toBeGreaterThan(10);
    expect(new Set(shifts).size).toBe(1);
    expect((shifts[0] ?? 1) % 1000).toBe(0);
    const latest = Math.max(...times(moved));
    expect(latest).toBeLessThanOrEqual(NOW);
    expect(latest).toBeGreaterThan(NOW - 20_000);
  });

  it('of the next round are one duration later', async () => {
    const server = await serve(['init-three-in-order']);
    const createdAt = async () =>
      Date.parse(
        (await getJson(server, '/api/v1/pods')).items[0]?.metadata.creationTimestamp ?? '',
      );
    const { durationMs } = server.play;
    server.play.advanceTo(durationMs - 1);
    const first = await createdAt();
    server.play.advanceTo(2 * durationMs - 1);
    expect(Math.abs((await createdAt()) - first - durationMs)).toBeLessThanOrEqual(1000);
  });

  it('untouched stay as recorded, and so do the uids of the first round', async () => {
    const server = await serve(['init-three-in-order', 'init-crashloop'], { times: 'untouched' });
    server.play.advanceTo(10_000);
    const { items } = await getJson(server, '/api/v1/namespaces/init-three-in-order/pods');
    const original = (await recorded('init-three-in-order')).pods[1]?.object.metadata;
    expect(items[0]?.metadata.uid).toBe(original?.['uid']);
    expect(items[0]?.metadata.creationTimestamp).toBe(original?.['creationTimestamp']);
    // Two clusters have no common resourceVersions, so these are new ones.
    expect(BigInt(items[0]?.metadata.resourceVersion ?? 0)).toBeGreaterThan(BigInt(NOW));
  });
});

describe('the order of a play', () => {
  it('is one of rising resourceVersions over all kinds and clusters', async () => {
    const server = await serve([...NAMES, 'init-crashloop']);
    const stream = await open(
      server,
      `/api/v1/pods?watch=1&resourceVersion=${await listVersion(server)}`,
    );
    server.play.advanceTo(server.play.durationMs);
    const versions = (await untilNow(server, stream)).map(({ object }) =>
      Number(object.metadata.resourceVersion),
    );
    const { recorded: lines } = playbackOf(
      await Promise.all([...NAMES, 'init-crashloop'].map(recorded)),
    );
    expect(versions.length).toBe(lines.filter(({ plural }) => plural === 'pods').length);
    expect(versions.every((version, index) => version > (versions[index - 1] ?? 0))).toBe(true);
  });
});
