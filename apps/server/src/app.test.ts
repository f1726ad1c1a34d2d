import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import type { PodEvidence, TimelineDocument } from '@podline/contract';
import { expect, onTestFinished, test } from 'vitest';
import { replay } from './cli/replay.ts';
import { testFolder } from './testing/folder.ts';
import { openPage } from './testing/page.ts';
import { live, pageOf, reads, tableAt, timelineOf } from './testing/pages.ts';
import { folderOf, type TableRow, tableOf } from './testing/recordings.ts';
import { runningApp, toldCluster } from './testing/running-app.ts';

for (const name of [
  'init-crashloop',
  'native-sidecars-three-with-inits',
  'statefulset-same-name-new-uid',
  'deployment-twenty-replicas',
]) {
  test(`${name}: the page reads as kubectl’s table did, in the middle and at the end`, async () => {
    const table = await tableOf(name);
    const cluster = await toldCluster([name]);
    const app = await runningApp(await testFolder(), cluster.kubeconfig);
    const page = pageOf(app);
    await live(page);
    // A moment right after a line of the table, and before the next one by far enough for the pod watch's own time.
    const middle = quietMoment(table);
    for (const moment of [middle, cluster.play.durationMs]) {
      cluster.play.advanceTo(moment);
      await page.rows(reads(tableAt(table, moment)));
    }
  });
}

/** A moment near the middle with nothing half a second around it: the watches' clocks differ a little. */
function quietMoment(rows: readonly TableRow[]): number {
  const times = rows.map(({ t }) => t);
  const quiet = times.filter(
    (t, index) => (times[index + 1] ?? Number.POSITIVE_INFINITY) - t > 1000,
  );
  return (quiet[Math.floor(quiet.length / 2)] ?? 0) + 500;
}

test('the API tells of the same pods, and of each run of each container', async () => {
  const name = 'init-crashloop';
  const cluster = await toldCluster([name]);
  cluster.play.advanceTo(1000);
  const app = await runningApp(await testFolder(), cluster.kubeconfig);
  const page = pageOf(app);
  await live(page);
  cluster.play.advanceTo(cluster.play.durationMs);
  const isAsInTable = reads(tableAt(await tableOf(name), Number.POSITIVE_INFINITY));
  // The cause is found a moment after the row is told.
  const rows = await page.rows((it) => isAsInTable(it) && it.every(({ cause }) => cause !== null));
  expect(await (await fetch(`${app.url}/api/pods`)).json()).toMatchObject({ pods: rows });
  const [row] = rows;
  if (row === undefined) throw new Error('No pod.');
  const told = await timelineOf(app, row);
  const [expected] = (JSON.parse(await replay(folderOf(name), 'json')) as TimelineDocument).pods;
  const runs = (pod = told.pods[0]) => pod?.lanes.map((lane) => [lane.container, lane.attempts]);
  expect(told.cluster).toBe('podline-replay');
  expect(runs()).toEqual(runs(expected));
});

test.each(['init-crashloop', 'app-image-pull-backoff-after-init', 'demo-payments'])(
  '%s: what its events told is in the timeline, pulls and findings with it, as in a replay',
  async (name) => {
    const cluster = await toldCluster([name]);
    cluster.play.advanceTo(1000);
    const app = await runningApp(await testFolder(), cluster.kubeconfig);
    const page = pageOf(app);
    await live(page);
    cluster.play.advanceTo(cluster.play.durationMs);
    const { pods } = JSON.parse(await replay(folderOf(name), 'json')) as TimelineDocument;
    expect(pods.some(({ events }) => events.length > 0)).toBe(true);
    for (const { uid, namespace, name: pod, events, startup } of pods) {
      const read = async () => {
        const [told] = (await timelineOf(app, { namespace, name: pod, uid })).pods;
        return { events: told?.events, startup: told?.startup };
      };
      await expect.poll(read, { timeout: 10_000 }).toEqual({ events, startup });
    }
  },
);

test('an open page is told of an event as it comes, of its repeats, and of the cause that quotes it', async () => {
  const cluster = await toldCluster(['init-image-pull-backoff']);
  cluster.play.advanceTo(1000);
  const app = await runningApp(await testFolder(), cluster.kubeconfig);
  const page = pageOf(app);
  await live(page);
  const [row] = await page.rows((rows) => rows.length === 1);
  if (row === undefined) throw new Error('No pod.');
  const isQuoted = ({ findings: [first] }: PodEvidence) =>
    first?.evidence.some(({ kind, text }) => kind === 'event' && text.includes('2 times')) === true;
  const seen = page.evidence(row, isQuoted);
  cluster.play.advanceTo(20_000);
  const { events } = await seen;
  expect(events.findLast(({ count }) => count === 2)).toMatchObject({
    component: 'kubelet',
    container: 'fetch',
    firstAt: expect.any(Number),
  });
});

test('only the namespaces that were named are watched', async () => {
  const cluster = await toldCluster(['demo-shop', 'demo-payments', 'demo-data']);
  cluster.play.advanceTo(60_000);
  const app = await runningApp(await testFolder(), cluster.kubeconfig, {
    namespaces: ['shop', 'data'],
  });
  const page = pageOf(app);
  expect(await live(page)).toMatchObject({ namespaces: ['shop', 'data'] });
  const rows = await page.rows((it) => it.some((row) => row.namespace === 'data'));
  expect(new Set(rows.map(({ namespace }) => namespace))).toEqual(new Set(['shop', 'data']));
});

test('a cluster that does not answer is named, waited for, and live by itself when it comes', async () => {
  const port = await freePort();
  const tries: (() => void)[] = [];
  const asleep = Promise.withResolvers<void>();
  const config = (await toldCluster(['init-crashloop'])).kubeconfig;
  const address = `http://127.0.0.1:${port}`;
  const app = await runningApp(
    await testFolder(),
    config.replace(/http:\/\/127\.0\.0\.1:\d+/, address).replace(/token: .*/, 'token: a-token'),
    {
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve(), { once: true });
          // The pause after the first try; others sleep for other reasons.
          if (ms !== 1000) return;
          tries.push(resolve);
          asleep.resolve();
        }),
    },
  );
  const page = pageOf(app);
  const status = await page.status(
    ({ watch }) => watch.state === 'connecting' && watch.problem !== null,
  );
  expect(status).toMatchObject({
    isDemo: false,
    cluster: 'podline-replay',
    server: address,
    watch: {
      state: 'connecting',
      problem: { code: 'CLUSTER_UNREACHABLE', detail: expect.stringContaining(address) },
    },
  });
  const readiness = await fetch(`${app.url}/readyz`);
  expect([readiness.status, await readiness.json()]).toEqual([
    200,
    { ready: true, synced: false, watch: 'connecting', notRecordingSince: null },
  ]);
  expect((await fetch(`${app.url}/api/pods`)).status).toBe(503);

  const cluster = await toldCluster(['init-crashloop'], { port, token: 'a-token' });
  cluster.play.advanceTo(cluster.play.durationMs);
  await asleep.promise;
  tries.at(-1)?.();
  await live(page);
  await page.rows((rows) => rows.length === 1);
});

test('a page of another site and a rebound name get neither the API nor the feed', async () => {
  const cluster = await toldCluster(['init-crashloop']);
  const app = await runningApp(await testFolder(), cluster.kubeconfig);
  const foreign = openPage(app.url, 'https://evil.example');
  await expect(foreign.status(() => true)).rejects.toThrow('ended the connection');
  const { port } = new URL(app.url);
  const statusFor = (headers: Record<string, string>) =>
    new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port, path: '/api/pods', headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on('error', reject)
        .end();
    });
  expect(await statusFor({ host: `evil.example:${port}` })).toBe(403);
  expect(await statusFor({ origin: 'https://evil.example' })).toBe(403);
});

test('the built page is served with a policy that lets it run', async () => {
  const folder = await testFolder();
  const webFolder = join(folder, 'build');
  await mkdir(webFolder);
  await writeFile(join(webFolder, 'index.html'), '<script>start()</script>');
  const cluster = await toldCluster(['init-crashloop']);
  const app = await runningApp(folder, cluster.kubeconfig, { webFolder });
  const answer = await fetch(`${app.url}/pods/shop/web-0`);
  expect(await answer.text()).toBe('<script>start()</script>');
  expect(answer.headers.get('content-security-policy')).toMatch(/script-src 'self' 'sha256-/);
});

test('an address with a broken escape is refused in our own words', async () => {
  const cluster = await toldCluster(['init-crashloop']);
  const app = await runningApp(await testFolder(), cluster.kubeconfig);
  const answer = await fetch(`${app.url}/%zz`);
  expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'BAD_REQUEST' }]);
});

test('a port that is taken leaves nothing open behind', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  const cluster = await toldCluster(['init-crashloop']);
  const folder = await testFolder();
  await expect(runningApp(folder, cluster.kubeconfig, { port })).rejects.toThrow('EADDRINUSE');
  const app = await runningApp(folder, cluster.kubeconfig);
  expect((await fetch(`${app.url}/livez`)).status).toBe(200);
});

test('a close in the middle of everything ends the watch, the pages and the port', async () => {
  const cluster = await toldCluster(['init-crashloop']);
  const app = await runningApp(await testFolder(), cluster.kubeconfig);
  const page = pageOf(app);
  await live(page);
  const lost = expect(page.rows(() => false)).rejects.toThrow('ended the connection');
  await app.close();
  await lost;
  await app.watching;
  await expect(fetch(`${app.url}/livez`)).rejects.toThrow();
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
