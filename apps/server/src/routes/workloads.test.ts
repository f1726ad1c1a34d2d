import type { WorkloadState, WorkloadsAnswer } from '@podline/contract';
import { expect, test } from 'vitest';
import { testFolder } from '../testing/folder.ts';
import { live, pageOf, reads, tableAt } from '../testing/pages.ts';
import { recorded, tableOf } from '../testing/recordings.ts';
import { runningApp, toldCluster } from '../testing/running-app.ts';

/** The whole server on a recording, and the recording played to `moment` before its eyes. */
async function watched(name: string, moment: number) {
  const cluster = await toldCluster([name]);
  const app = await runningApp(await testFolder(), cluster.kubeconfig);
  const page = pageOf(app);
  await live(page);
  const table = await tableOf(name);
  const births = (await recorded(name)).pods.filter(({ type }) => type === 'ADDED');
  let played = 0;
  /** Each pod is seen when it is created: of a start that began unseen nothing is counted. */
  const playTo = async (ms: number): Promise<void> => {
    for (const { t, object } of births) {
      if (t <= played || t > ms) continue;
      cluster.play.advanceTo(t);
      await page.rows((rows) => rows.some(({ uid }) => uid === object.metadata['uid']));
    }
    played = ms;
    cluster.play.advanceTo(ms);
    await page.rows(reads(tableAt(table, ms)));
  };
  await playTo(moment);
  const ask = (path: string): Promise<Response> => fetch(`${app.url}/api/workloads/${path}`);
  const state = async (path: string): Promise<WorkloadState> =>
    (await (await ask(path)).json()) as WorkloadState;
  return { playTo, ask, state, cluster, url: `${app.url}/api/workloads` };
}

/** `web-b 3 pods 2 live`. */
const revisions = ({ revisions: told }: WorkloadState): readonly string[] =>
  told.map(({ revision, pods, live: there }) => `${revision}: ${pods} pods, ${there} live`);

const ROLLOUT = 'deployment-rollout-with-init';

test('a rollout under way: both revisions, the new one first, gone pods with them', async () => {
  const { playTo, state } = await watched(ROLLOUT, 14_000);
  const path = `${ROLLOUT}/Deployment/web`;
  const middle = await state(path);
  expect(revisions(middle)).toEqual(['9ff6c5968: 2 pods, 2 live', '5cff845685: 3 pods, 2 live']);
  await playTo(22_952);
  const end = await state(path);
  expect(revisions(end)).toEqual(['9ff6c5968: 3 pods, 3 live', '5cff845685: 3 pods, 0 live']);
  expect(end).toMatchObject({ namespace: ROLLOUT, kind: 'Deployment', name: 'web', isCut: false });
  expect(end.pods.map(({ uid }) => uid)).toEqual(end.uids);
  const [pod] = end.pods;
  expect(pod).toMatchObject({ status: 'Running', ready: '1/1', revision: '9ff6c5968' });
  expect(pod?.lanes.map(({ name, role }) => `${role} ${name}`)).toEqual([
    'init migrate',
    'app web',
  ]);
  expect(pod?.lanes[0]?.segments.map(({ kind }) => kind)).toContain('completed');
  expect(pod?.stages.map(({ stage }) => stage)).toEqual([
    'scheduling',
    'sandbox',
    'init',
    'apps',
    'readiness',
  ]);
  const last = end.pods.at(-1);
  expect(last).toMatchObject({ revision: '5cff845685', deletedAt: expect.any(Number) });
});

test('start-up times of each revision, stage and container', async () => {
  const { state } = await watched(ROLLOUT, 22_952);
  const { revisions: told } = await state(`${ROLLOUT}/Deployment/web`);
  for (const { starts } of told) {
    expect(starts.map(({ stage, container }) => `${stage} ${container}`)).toEqual([
      'start null',
      'scheduling null',
      'sandbox null',
      'init migrate',
      'apps null',
      'readiness null',
      'readiness web',
    ]);
    const [whole] = starts;
    expect(whole?.durationsMs).toHaveLength(3);
    expect(whole?.p50Ms).toBeGreaterThanOrEqual(3000);
    expect(whole?.p95Ms).toBe(whole?.durationsMs.at(-1));
  }
});

test('asked with since it tells of the pods of which something was recorded since, and of all what they add up to', async () => {
  const { playTo, state } = await watched(ROLLOUT, 14_000);
  const path = `${ROLLOUT}/Deployment/web`;
  const before = await state(path);
  expect((await state(`${path}?since=${before.seq}`)).pods).toEqual([]);
  await playTo(22_952);
  const after = await state(`${path}?since=${before.seq}`);
  const all = await state(path);
  expect(after.uids).toEqual(all.uids);
  expect(after.revisions).toEqual(all.revisions);
  const told = new Set(after.pods.map(({ uid }) => uid));
  const quiet = before.pods.filter(({ uid }) => !told.has(uid));
  expect(told.size).toBeLessThan(all.uids.length);
  // Who folds the two has the same as who asks for all.
  expect(all.pods).toEqual(
    all.uids.map((uid) => [...after.pods, ...quiet].find((pod) => pod.uid === uid)),
  );
});

test('the list of workloads is what controls the pods that a query finds', async () => {
  const { playTo, url } = await watched(ROLLOUT, 14_000);
  const list = async (search: string): Promise<WorkloadsAnswer> =>
    (await (await fetch(`${url}?${search}`)).json()) as WorkloadsAnswer;
  const all = await list('');
  expect(all).toMatchObject({
    total: 1,
    workloads: [{ kind: 'Deployment', name: 'web', pods: 4 }],
  });
  expect(all.workloads[0]?.revisions).toEqual(['9ff6c5968', '5cff845685']);
  expect(await list('q=ns:elsewhere')).toEqual({ total: 0, workloads: [] });
  expect((await fetch(`${url}?q=foo:bar`)).status).toBe(400);
  expect((await fetch(`${url}?at=soon`)).status).toBe(400);
  await playTo(22_952);
  expect((await list('q=web')).workloads).toMatchObject([{ pods: 3, ready: 3, stuck: 0 }]);
});

test('a moment that cannot be shown is refused', async () => {
  const { ask, playTo } = await watched(ROLLOUT, 14_000);
  await playTo(22_952);
  const path = `${ROLLOUT}/Deployment/web`;
  for (const [at, status, code] of [
    ['soon', 400, 'BAD_REQUEST'],
    ['2090-01-01T00:00:00Z', 400, 'BAD_REQUEST'],
    ['2001-01-01T00:00:00Z', 400, 'MOMENT_NOT_KEPT'],
  ] as const) {
    const answer = await ask(`${path}?at=${at}`);
    const { code: told } = (await answer.json()) as { code: string };
    expect([at, answer.status, told]).toEqual([at, status, code]);
  }
});

for (const [name, path, expected] of [
  [
    'statefulset-same-name-new-uid',
    'statefulset-same-name-new-uid/StatefulSet/db',
    /^db-\w+: \d pods, 2 live$/,
  ],
  [
    'native-sidecar-job-completes',
    'native-sidecar-job-completes/Job/report',
    /^null: 1 pods, 1 live$/,
  ],
  [
    'deployment-twenty-replicas',
    'deployment-twenty-replicas/Deployment/fleet',
    /^\w+: \d+ pods, \d+ live$/,
  ],
] as const) {
  test(`${name}: its pods are found`, async () => {
    const { state, cluster, playTo } = await watched(name, 5000);
    await playTo(cluster.play.durationMs);
    const told = await state(path);
    expect(revisions(told)[0]).toMatch(expected);
    expect(told.pods.every(({ lanes }) => lanes.length > 0)).toBe(true);
  });
}

test('another kind, name or namespace is another workload: 404, by name', async () => {
  const { ask } = await watched(ROLLOUT, 14_000);
  for (const path of [
    `${ROLLOUT}/StatefulSet/web`,
    `${ROLLOUT}/Deployment/we`,
    `${ROLLOUT}/Deployment/web-9ff6c5968`,
    'elsewhere/Deployment/web',
    `${ROLLOUT}/CronJob/web`,
  ]) {
    const answer = await ask(path);
    expect([path, answer.status]).toEqual([path, 404]);
    expect(await answer.json()).toMatchObject({ code: 'WORKLOAD_NOT_FOUND' });
  }
  for (const path of [
    `${ROLLOUT}/Deploy%20ment/web`,
    `${ROLLOUT}/Deployment/Web`,
    `${ROLLOUT}/Deployment/web?since=-1`,
    `${ROLLOUT}/Deployment/web?since=x`,
    `${ROLLOUT}/${'K'.repeat(64)}/web`,
  ]) {
    expect([path, (await ask(path)).status]).toEqual([path, 400]);
  }
});
