import { afterEach, describe, expect, it } from 'vitest';
import type { ReplayServer } from './api-server.ts';
import { type DemoOptions, startDemoServer } from './demo.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';
import { get, getJson, listVersion, open, recordingsDir } from './test-client.ts';

const servers: ReplayServer[] = [];
async function demo(clock: ManualClock, options: Partial<DemoOptions> = {}): Promise<ReplayServer> {
  const server = await startDemoServer({ recordingsDir, clock, ...options });
  servers.push(server);
  return server;
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const NOW = Date.parse('2030-01-02T03:04:05.678Z');

/** Watches pods, which is what the demo waits for. */
async function watched(server: ReplayServer, clock: ManualClock) {
  const version = await listVersion(server);
  const stream = await open(server, `/api/v1/pods?watch=1&resourceVersion=${version}`);
  clock.advance(1000);
  return { version, stream };
}

describe('the demo', () => {
  it('is empty until somebody watches, and then tells its past as changes that happened until now', async () => {
    const clock = manualClock(NOW);
    const server = await demo(clock);
    clock.advance(3_600_000);
    expect((await getJson(server, '/api/v1/pods')).items).toEqual([]);
    const { stream } = await watched(server, clock);
    const [first] = await stream.events(1);
    expect(first?.type).toBe('ADDED');
    const created = Date.parse(first?.object.metadata.creationTimestamp ?? '');
    expect(created).toBeGreaterThan(clock.now() - 245_000);
    expect(created).toBeLessThan(clock.now() - 235_000);
    const { items } = await getJson(server, '/api/v1/pods');
    expect(items.length).toBeGreaterThan(30);
    const times = JSON.stringify(items).match(/"\d{4}-\d\d-\d\dT[^"]*Z"/g) ?? [];
    const latest = Math.max(...times.map((time) => Date.parse(time.slice(1, -1))));
    expect(latest).toBeLessThanOrEqual(clock.now());
    expect(latest).toBeGreaterThan(clock.now() - 10_000);
  });

  it('runs on in real time', async () => {
    const clock = manualClock(NOW);
    const server = await demo(clock);
    await watched(server, clock);
    const before = server.resourceVersion();
    clock.advance(60_000);
    expect(server.play.position()).toBe(240_000 + 1000 - 250 + 60_000);
    expect(server.resourceVersion()).toBeGreaterThan(before);
  });

  it('started again has other uids and higher resourceVersions, refuses the old ones, and is the same cluster', async () => {
    const clock = manualClock(NOW);
    const first = await demo(clock);
    await watched(first, clock);
    const old = await getJson(first, '/api/v1/pods');
    const second = await demo(clock);
    const { version } = await watched(second, clock);
    expect(Number(version)).toBeGreaterThan(Number(old.metadata.resourceVersion));
    const uids = new Set(
      (await getJson(second, '/api/v1/pods')).items.map(({ metadata }) => metadata.uid),
    );
    expect(old.items.filter(({ metadata }) => uids.has(metadata.uid))).toEqual([]);
    const stream = await open(
      second,
      `/api/v1/pods?watch=1&resourceVersion=${old.metadata.resourceVersion}`,
    );
    expect((await stream.rest()).join()).toContain('"reason":"Expired","code":410');
    const system = '/api/v1/namespaces/kube-system';
    expect((await getJson(second, system)).metadata.uid).toBe(
      (await getJson(first, system)).metadata.uid,
    );
  });

  it('plays other recordings beside its own', async () => {
    const clock = manualClock(NOW);
    const server = await demo(clock, { add: ['init-image-pull-backoff', 'demo-shop'] });
    await watched(server, clock);
    expect(
      (await getJson(server, '/api/v1/namespaces/init-image-pull-backoff/pods')).items,
    ).toHaveLength(1);
  });

  it('has the Service that shop’s checkout looks for in the wrong namespace', async () => {
    const server = await demo(manualClock(NOW));
    const { items } = await getJson(server, '/api/v1/services');
    expect(items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual([
      'payments/payments-api',
    ]);
  });

  it('names what there is when asked for what there is not', async () => {
    await expect(demo(manualClock(NOW), { add: ['init-image-pul'] })).rejects.toMatchObject({
      code: 'recording-unknown',
      message: expect.stringMatching(
        /^There is no recording "init-image-pul" in .*; there are: app-backoff-resets, .*\.$/,
      ),
    });
  });

  it('has the logs of its containers, moved with them, whatever attempt they are at', async () => {
    const clock = manualClock(NOW);
    const server = await demo(clock);
    await watched(server, clock);
    const { items } = await getJson(server, '/api/v1/namespaces/shop/pods');
    const search = items.find(({ metadata }) => metadata.name.startsWith('search-'))?.metadata.name;
    const log = await get(
      server,
      `/api/v1/namespaces/shop/pods/${search}/log?container=load-index&previous=true`,
    );
    expect(log.status).toBe(200);
    const at = Date.parse(log.text.slice(0, 24));
    expect(at).toBeLessThanOrEqual(clock.now());
    expect(at).toBeGreaterThan(clock.now() - 241_000);
  });
});
