import { join } from 'node:path';
import { type EvidenceEvent, MASK_RULES } from '@podline/domain';
import { type Cluster, resolveCluster } from '@podline/kube';
import { type Allow, type ReplayServer, startReplayServer } from '@podline/replay';
import { openStore } from '@podline/store';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from './clock.ts';
import { eventDesk } from './event-desk.ts';
import { newTally } from './tally.ts';
import { apiEvent } from './testing/events.ts';
import { testFolder } from './testing/folder.ts';
import { testHealth } from './testing/health.ts';
import { NOON, storedPod } from './testing/pods.ts';
import { aSnapshot } from './testing/recordings.ts';

const watching = { kind: 'watching' } as const;

/** An empty cluster that keeps all the truth. */
async function emptyCluster(allow: Allow = () => true): Promise<ReplayServer> {
  const server = await startReplayServer({ recordings: [], truth: 'all', allow });
  onTestFinished(() => server.close());
  return server;
}

async function clusterAt(server: ReplayServer, folder: string): Promise<Cluster> {
  const path = join(folder, 'kubeconfig');
  await server.writeKubeconfig(path);
  const env = { KUBECONFIG: path };
  const resolved = await resolveCluster({ env, home: null, context: null, clock: systemClock });
  if (resolved.kind !== 'cluster') throw new Error(resolved.kind);
  onTestFinished(() => resolved.cluster.close());
  return resolved.cluster;
}

/** A desk on a real log in `folder` that has these pods, watching what the server shows of the scope: all namespaces, if none is named. */
async function deskOn(
  server: ReplayServer,
  {
    folder,
    pods = [],
    isOn = true,
    scope = '',
  }: { folder: string; pods?: readonly string[]; isOn?: boolean; scope?: string },
) {
  const store = await openStore({ path: join(folder, 'podline.db'), now: () => NOON });
  const log = await store.forCluster({ id: 'cluster-1', name: 'shop', server: server.url });
  const record = async (uids: readonly string[]): Promise<void> => {
    const found = await Promise.all(uids.map((uid) => aSnapshot({ uid, name: uid })));
    const stored = found.map((it) => storedPod(it));
    await log.append({ transitions: [], pods: stored, checkpoint: null, gaps: [] });
  };
  await record(pods);
  const stop = new AbortController();
  const { health } = testHealth();
  health.heard('', watching, NOON);
  const tally = newTally();
  const said: string[] = [];
  const desk = eventDesk({
    ...{
      isOn,
      maskRules: MASK_RULES,
      health,
      tally,
      now: () => NOON,
      monotonic: () => performance.now(),
    },
    sleep: () => Promise.resolve(),
    say: { warn: (it) => said.push(it), info: (it) => said.push(it) },
  });
  const round = desk.open({ cluster: await clusterAt(server, folder), log, signal: stop.signal });
  // As often as the watch of the pods is opened.
  for (let time = 0; time < 2; time += 1) round.podsAreThere(scope);
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => {
    closing ??= (async () => {
      stop.abort();
      await round.ended();
      await store.close();
    })();
    return closing;
  };
  onTestFinished(close);
  return { desk, health, tally, said, record, close, log };
}

/** The events of the pod, from the first moment on at which they are so. */
async function eventsOnce(
  { desk }: Awaited<ReturnType<typeof deskOn>>,
  uid: string,
  are: (events: readonly EvidenceEvent[]) => boolean,
): Promise<readonly EvidenceEvent[]> {
  for (;;) {
    const told = Promise.withResolvers<void>();
    const end = desk.onChanged((uids) => uids.includes(uid) && told.resolve());
    const events = await desk.eventsOf(uid);
    if (!are(events)) await told.promise;
    end();
    if (are(events)) return events;
  }
}
const has = (count: number) => (events: readonly EvidenceEvent[]) => events.length === count;
const lists = (server: ReplayServer) =>
  server.truth.requests.filter(
    ({ resource, query }) => resource === 'events' && !query.includes('resourceVersion='),
  );

test('what was there and what comes is kept, repeats counted, mapped to its container', async () => {
  const server = await emptyCluster();
  server.apply(apiEvent('first', 'web-0'));
  const it = await deskOn(server, { folder: await testFolder(), pods: ['web-0'] });
  await eventsOnce(it, 'web-0', has(1));
  server.apply(apiEvent('second', 'web-0', { reason: 'Pulled', type: 'Normal' }));
  server.apply(apiEvent('first', 'web-0', { count: 7, lastTimestamp: '2026-11-22T12:05:00Z' }));
  const events = await eventsOnce(it, 'web-0', (all) => all.some(({ count }) => count === 7));
  expect(events.map(({ reason, count, container }) => [reason, count, container])).toEqual([
    ['Pulled', 1, 'app'],
    ['BackOff', 7, 'app'],
  ]);
  expect(events.at(-1)).toMatchObject({ firstAt: NOON, at: NOON + 300_000, component: 'kubelet' });
});

test('only events of pods are asked for', async () => {
  const server = await emptyCluster();
  server.apply(apiEvent('of-a-node', 'web-0', { involvedObject: { kind: 'Node', uid: 'web-0' } }));
  server.apply(apiEvent('of-the-pod', 'web-0'));
  const it = await deskOn(server, { folder: await testFolder(), pods: ['web-0'] });
  expect(await eventsOnce(it, 'web-0', has(1))).toMatchObject([{ message: 'of-the-pod' }]);
  const asked = server.truth.requests.filter(({ resource }) => resource === 'events');
  expect(asked.every(({ query }) => query.includes('involvedObject.kind%3DPod'))).toBe(true);
  expect(it.tally.eventsSeen).toBe(1);
});

test('of a namespace only its events are asked for, once, and its place to go on from is its own', async () => {
  const server = await emptyCluster();
  const folder = await testFolder();
  server.apply(apiEvent('first', 'web-0'));
  const it = await deskOn(server, { folder, pods: ['web-0'], scope: 'shop' });
  await eventsOnce(it, 'web-0', has(1));
  const asked = server.truth.requests.filter(({ resource }) => resource === 'events');
  expect(new Set(asked.map(({ namespace }) => namespace))).toEqual(new Set(['shop']));
  expect(lists(server)).toHaveLength(1);
  expect(await it.log.events.checkpoints()).toMatchObject([{ scope: 'shop' }]);
});

test('a restart goes on where it was: what came meanwhile is there, and nothing is listed', async () => {
  const server = await emptyCluster();
  const folder = await testFolder();
  server.apply(apiEvent('before', 'web-0'));
  const first = await deskOn(server, { folder, pods: ['web-0'] });
  await eventsOnce(first, 'web-0', has(1));
  await first.close();
  server.apply(apiEvent('between', 'web-0'));
  const before = lists(server).length;
  const second = await deskOn(server, { folder });
  expect(await eventsOnce(second, 'web-0', has(2))).toHaveLength(2);
  expect(lists(server)).toHaveLength(before);
});

test('where the cluster forgot what came meanwhile, what it still has is listed, and what it let go of stays', async () => {
  const server = await emptyCluster();
  const folder = await testFolder();
  server.apply(apiEvent('before', 'web-0'));
  const first = await deskOn(server, { folder, pods: ['web-0'] });
  await eventsOnce(first, 'web-0', has(1));
  await first.close();
  server.delete({ kind: 'events', namespace: 'shop', name: 'before' });
  server.apply(apiEvent('between', 'web-0'));
  server.compact();
  const second = await deskOn(server, { folder });
  const events = await eventsOnce(second, 'web-0', has(2));
  expect(events.map(({ message }) => message)).toEqual(['before', 'between']);
});

test('an event that comes before its pod is kept when the pod comes', async () => {
  const server = await emptyCluster();
  const it = await deskOn(server, { folder: await testFolder(), pods: ['web-0'] });
  server.apply(apiEvent('early', 'web-1'));
  server.apply(apiEvent('known', 'web-0'));
  await eventsOnce(it, 'web-0', has(1));
  expect(await it.desk.eventsOf('web-1')).toEqual([]);
  await it.record(['web-1']);
  it.desk.podsRecorded([{ uid: 'web-1' }]);
  expect(await eventsOnce(it, 'web-1', has(1))).toMatchObject([{ message: 'early' }]);
});

test('where they may not be read, that is a notice, and it goes when they may', async () => {
  const rights = { events: false };
  const server = await emptyCluster(({ resource }) => resource !== 'events' || rights.events);
  server.apply(apiEvent('first', 'web-0'));
  const it = await deskOn(server, { folder: await testFolder(), pods: ['web-0'] });
  await server.truth.until(({ requests }) => requests.some(({ status }) => status === 403));
  await expect
    .poll(() => it.health.status().notices)
    .toMatchObject([
      { code: 'EVENTS_NOT_READ', sentence: expect.stringContaining('list and watch on events') },
    ]);
  expect(it.health.status().watch).toEqual({ state: 'live' });
  rights.events = true;
  expect(await eventsOnce(it, 'web-0', has(1))).toHaveLength(1);
  await expect.poll(() => it.health.status().notices).toEqual([]);
  expect(it.said).toHaveLength(2);
});

test('whatever stands in a message is a text and no longer than it may be', async () => {
  const server = await emptyCluster();
  const hostile = `<img src=x onerror=alert(1)>'); DROP TABLE pod_event;--\u0000\u001b]0;\u202e`;
  server.apply(apiEvent('hostile', 'web-0', { message: hostile, type: '__proto__' }));
  server.apply(apiEvent('long', 'web-0', { message: 'x'.repeat(1_000_000) }));
  server.apply(apiEvent('odd', 'web-0', { count: -5, involvedObject: { kind: 'Pod', uid: {} } }));
  server.apply(apiEvent('empty', 'web-0', { reason: null }));
  const it = await deskOn(server, { folder: await testFolder(), pods: ['web-0'] });
  const events = await eventsOnce(it, 'web-0', has(2));
  const texts = new Map(events.map(({ uid, message }) => [uid, message ?? '']));
  expect([...texts.values()]).toContain(hostile.replace('\0', '\u{FFFD}'));
  expect(Math.max(...[...texts.values()].map((it) => Buffer.byteLength(it)))).toBe(1024);
});

test('secrets in what an event says are masked before it is kept, also where it is cut', async () => {
  const server = await emptyCluster();
  const secret = 'hunter2-S3cr3t';
  server.apply(apiEvent('probe', 'web-0', { message: `probe failed: password=${secret}` }));
  const long = `${'x'.repeat(970)} password="${secret}${'y'.repeat(100)}" ${'z'.repeat(2000)}`;
  server.apply(apiEvent('long', 'web-0', { message: long }));
  const it = await deskOn(server, { folder: await testFolder(), pods: ['web-0'] });
  const said = (await eventsOnce(it, 'web-0', has(2))).map(({ message }) => message ?? '');
  expect(said.some((words) => words === 'probe failed: password=•••')).toBe(true);
  expect(said.join('')).not.toContain('hunter2');
});

test('ten thousand events at once are taken in, and of each pod the newest are there', async () => {
  const server = await emptyCluster();
  const pods = Array.from({ length: 20 }, (_, n) => `web-${n}`);
  const it = await deskOn(server, { folder: await testFolder(), pods });
  server.apply(apiEvent('opening', 'web-0'));
  await eventsOnce(it, 'web-0', has(1));
  for (let n = 0; n < 10_000; n += 1) {
    const lastTimestamp = new Date(NOON + (n + 1) * 1000).toISOString();
    server.apply(apiEvent(`e-${n}`, pods[n % pods.length] ?? '', { lastTimestamp }));
  }
  for (const [index, uid] of pods.entries()) {
    const newest = 10_000 - pods.length + index;
    const events = await eventsOnce(it, uid, (all) => all.at(-1)?.message === `e-${newest}`);
    expect(events).toHaveLength(200);
  }
  expect(it.tally).toMatchObject({ eventsSeen: 10_001, eventsStored: 10_001, eventsDropped: 0 });
});

test('switched off it asks for nothing, and tells what was kept before', async () => {
  const server = await emptyCluster();
  const folder = await testFolder();
  server.apply(apiEvent('first', 'web-0'));
  const on = await deskOn(server, { folder, pods: ['web-0'] });
  await eventsOnce(on, 'web-0', has(1));
  await on.close();
  const asked = server.truth.requests.length;
  const off = await deskOn(server, { folder, isOn: false });
  expect(await off.desk.eventsOf('web-0')).toHaveLength(1);
  expect(server.truth.requests).toHaveLength(asked);
});

test('another writer of the log ends the recording of events with a sentence, and nothing else', async () => {
  const server = await emptyCluster();
  const folder = await testFolder();
  const first = await deskOn(server, { folder, pods: ['web-0'] });
  server.apply(apiEvent('first', 'web-0'));
  await eventsOnce(first, 'web-0', has(1));
  await deskOn(server, { folder });
  server.apply(apiEvent('second', 'web-0'));
  await expect
    .poll(() => first.said)
    .toEqual([expect.stringContaining('Kubernetes Events are not recorded any more.')]);
});
