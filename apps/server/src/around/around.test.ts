import { Writable } from 'node:stream';
import type { PodRow } from '@podline/contract';
import type { ReplayOptions, ReplayServer } from '@podline/replay';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { App, AppParts } from '../app-parts.ts';
import { aService, aSlice, findingsOfPod, initRuns } from '../testing/around.ts';
import { testFolder } from '../testing/folder.ts';
import { live, pageOf } from '../testing/pages.ts';
import { runningApp, toldCluster } from '../testing/running-app.ts';

const SEED = 'seed-init-waits-for-service';
const LONG = { timeout: 20_000 };

async function running(
  recordings: readonly string[] = [],
  options: Partial<ReplayOptions> = {},
  parts: Partial<AppParts> = {},
): Promise<{ readonly cluster: ReplayServer; readonly app: App }> {
  const cluster = await toldCluster(recordings, options);
  cluster.play.advanceTo(cluster.play.durationMs);
  const app = await runningApp(await testFolder(), cluster.kubeconfig, parts);
  await live(pageOf(app));
  return { cluster, app };
}

/** What the first finding says of a pod, as soon as it says so. */
const saysOf = (app: App, name: string, namespace?: string) =>
  expect.poll(
    async () => (await findingsOfPod(app, name, namespace)).findings?.[0]?.sentence ?? 'nothing',
    LONG,
  );

test('the seed’s example: there is no Service of that name, until it appears, and then it is solved by itself', async () => {
  const recorded = Date.UTC(2026, 10, 22, 7, 40);
  const { cluster, app } = await running([SEED], {}, { now: () => recorded as never });
  await saysOf(app, 'example-pod', SEED).toMatch(
    /^init-myservice waits for the DNS name `myservice`; there is no Service of that name in `seed-init-waits-for-service`\. It has run for .*\. main-app waits for it\.$/,
  );
  const told = await findingsOfPod(app, 'example-pod', SEED);
  expect(told.pod).toMatchObject({ ready: '0/1', status: 'Init:0/1', restarts: '0' });
  expect(told.findings[0]).toMatchObject({
    code: 'waits-for',
    severity: 'critical',
    container: 'init-myservice',
    subject: `Service ${SEED}/myservice`,
  });
  const service = aService('myservice', {}, SEED);
  cluster.apply({
    ...service,
    metadata: { ...(service['metadata'] as object), creationTimestamp: '2026-11-22T07:39:55Z' },
  });
  await saysOf(app, 'example-pod', SEED).toContain(
    'the Service `myservice` exists, so the name should resolve.',
  );
  const [solved] = (await findingsOfPod(app, 'example-pod', SEED)).findings;
  expect(solved).toMatchObject({
    severity: 'info',
    title: 'init-myservice waited for the DNS name myservice, which is there now',
  });
  cluster.delete({ kind: 'services', namespace: SEED, name: 'myservice' });
  await saysOf(app, 'example-pod', SEED).toContain('there is no Service of that name');
});

test('a Service without ready endpoints leads to the stuck pod behind it, and on to its cause', async () => {
  const { cluster, app } = await running();
  cluster.apply(initRuns('web', { runs: 'until nc -z db 80; do sleep 1; done' }));
  const db = cluster.apply(
    initRuns('db-0', { labels: { app: 'db' }, runs: 'until nslookup store; do sleep 1; done' }),
  );
  cluster.apply(aService('db'));
  cluster.apply(aSlice('db', [{ uid: db.uid, ready: false }]));
  await saysOf(app, 'web').toContain(
    'setup waits for an answer of `db:80`; the Service `db` has no ready endpoint, of 1; its pod `db-0` is Init:0/1: setup waits for the DNS name `store`; there is no Service of that name in `shop`.',
  );
  const [finding] = (await findingsOfPod(app, 'web')).findings;
  expect(finding?.evidence.map(({ text }) => text)).toContain('Pod db-0: Init:0/1');
  // The pod that is no endpoint yet is found by its labels.
  cluster.apply(aSlice('db', []));
  await saysOf(app, 'web').toMatch(/no endpoint at all.*its pod `db-0` is Init:0\/1: setup waits/);
  cluster.apply(aSlice('db', [{ uid: db.uid, ready: true }]));
  await saysOf(app, 'web').toContain('the Service `db` has 1 ready endpoint');
});

test('a pod behind that fails is told by its own cause', async () => {
  const { cluster, app } = await running(['init-crashloop']);
  const list = (await (await fetch(`${app.url}/api/pods`)).json()) as {
    readonly pods: readonly PodRow[];
  };
  const [row] = list.pods;
  if (row === undefined) throw new Error('No pod.');
  const { namespace, name } = row;
  cluster.apply(aService('db', {}, namespace));
  cluster.apply(aSlice('db', [{ uid: row.uid, ready: false }], namespace));
  const runs = 'until nc -z db 80; do sleep 1; done';
  cluster.apply(initRuns('web', { namespace, runs }));
  const [own] = (await findingsOfPod(app, name, namespace)).findings;
  expect(own?.title).toBeTruthy();
  await saysOf(app, 'web', namespace).toContain(
    `its pod \`${name}\` is ${row.status}: ${own?.title}`,
  );
});

test('a similar name, and the same name elsewhere', async () => {
  const { cluster, app } = await running();
  cluster.apply(initRuns('a', { runs: 'until nslookup postgres; do sleep 1; done' }));
  cluster.apply(initRuns('b', { runs: 'until nslookup redis; do sleep 1; done' }));
  cluster.apply(aService('postgresql'));
  cluster.apply(aService('redis', {}, 'data'));
  await saysOf(app, 'a').toContain('no Service of that name in `shop` (there is `postgresql`).');
  await saysOf(app, 'b').toContain('(there is one in `data`, called `redis.data` from here).');
});

test('a Job that is waited for, and its pod', async () => {
  const { cluster, app } = await running();
  const runs = 'kubectl wait --for=condition=complete job/migrate --timeout=1h';
  const job = { kind: 'Job', metadata: { name: 'migrate', namespace: 'shop' } };
  cluster.apply(initRuns('web', { runs }));
  await saysOf(app, 'web').toContain('there is no Job of that name in `shop`');
  cluster.apply(job);
  const owner = { kind: 'Job', name: 'migrate' };
  cluster.apply(initRuns('migrate-x', { runs: 'until nslookup db; do sleep 1; done', owner }));
  await saysOf(app, 'web').toContain(
    'that Job is active; its pod `migrate-x` is Init:0/1: setup waits for the DNS name `db`; there is no Service of that name in `shop`.',
  );
  const condition = { type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' };
  cluster.apply({ ...job, status: { conditions: [condition] } });
  await saysOf(app, 'web').toContain('that Job has failed (BackoffLimitExceeded)');
  cluster.apply({ ...job, status: { conditions: [{ type: 'Complete', status: 'True' }] } });
  await saysOf(app, 'web').toContain('that Job is complete');
});

/** What the log says, line by line. */
function heardLog() {
  const lines: string[] = [];
  const sink = new Writable({
    write(line, _, done) {
      lines.push(String(JSON.parse(String(line)).msg));
      done();
    },
  });
  return { lines, logger: pino({ level: 'info' }, sink) };
}

test('what may not be read is said by the finding and once in the log; pods go on; and it is read once it may', async () => {
  const refused = new Set(['services', 'endpointslices', 'jobs']);
  const { lines, logger } = heardLog();
  const { cluster, app } = await running(
    [],
    { allow: ({ resource }) => !refused.has(resource) },
    { logger },
  );
  cluster.apply(initRuns('web', { runs: 'until nc -z db 80; do sleep 1; done' }));
  const db = cluster.apply(initRuns('db-0', { labels: { app: 'db' }, runs: 'sleep 1' }));
  cluster.apply(aService('db'));
  cluster.apply(aSlice('db', [{ uid: db.uid, ready: false }]));
  await saysOf(app, 'web').toContain(
    'whether there is a Service of that name in `shop` was not checked, because Podline may not list Services there.',
  );
  await expect.poll(() => lines.filter((it) => it.includes('optional')), LONG).toHaveLength(3);
  expect(lines.find((it) => it.startsWith('Services may not be read, which is optional.'))).toMatch(
    /grant get, list and watch on services, as k8s\/base\/rbac\.yaml does\..*403/,
  );
  // Endpoints stay forbidden: the pods that its labels choose are counted in their place.
  refused.delete('services');
  await saysOf(app, 'web').toContain('the Service `db` has no ready endpoint, of 1; its pod');
  expect(lines).toContain('Services are read now.');
  expect(await (await fetch(`${app.url}/readyz`)).json()).toMatchObject({ watch: 'live' });
});

test('a namespace that is not watched is not said to lack anything', async () => {
  const { cluster, app } = await running([], {}, { namespaces: ['shop'] });
  cluster.apply(initRuns('web', { runs: 'until nslookup db.data; do sleep 1; done' }));
  cluster.apply(aService('db', {}, 'data'));
  await saysOf(app, 'web').toContain(
    'whether there is a Service of that name in `data` was not checked, because Podline does not watch that namespace.',
  );
});

test('nothing around is asked for before the pods are there, and their list is never one of many', async () => {
  const { cluster, app } = await running([], { truth: 'all' });
  cluster.apply(initRuns('web', { runs: 'until nslookup db; do sleep 1; done' }));
  await saysOf(app, 'web').toContain('there is no Service');
  const asked = cluster.truth.requests.map(({ path }) => path.split('/').at(-1));
  const place = (plural: string) => asked.indexOf(plural);
  expect(place('pods')).toBeGreaterThan(-1);
  expect(place('services')).toBeGreaterThan(place('pods'));
});
