import type { TimelineDocument } from '@podline/contract';
import { formatRfc3339, millis, PATIENCE } from '@podline/domain';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { EVERYBODY } from '../everybody.ts';
import { NO_SOURCES } from '../evidence-sources.ts';
import { livePods } from '../live-pods.ts';
import { Past } from '../past.ts';
import { errors } from '../plugins/errors.ts';
import { testHealth } from '../testing/health.ts';
import { pastOf, sightsOf } from '../testing/past.ts';
import { pastRoutes } from './past.ts';
import { podRoutes } from './pods.ts';

/** The routes over the crash loop of the recordings, asked a minute after its end. */
async function server(viewer = EVERYBODY) {
  const sights = await sightsOf('init-crashloop');
  const [first, last] = [sights[0]?.at ?? 0, sights.at(-1)?.at ?? 0];
  const now = millis(last + 60_000);
  const { past, live } = await pastOf(sights, now);
  const { health } = testHealth();
  const app = Fastify();
  errors(app);
  const parts = { live, past, health, now: () => now, viewer };
  const events = { eventsOf: async () => [] };
  podRoutes(app, { ...parts, events, clusterName: () => '', patience: PATIENCE });
  pastRoutes(app, parts);
  const get = async (path: string) => (await app.inject(path)).json();
  const at = (ms: number): string => formatRfc3339(millis(Math.ceil(ms / 1000) * 1000));
  return { app, get, first, last, now, at };
}

test('lists, Now and pods answer of a moment, and without one of now', async () => {
  const { get, first, last, at } = await server();
  const early = at(first);
  expect((await get(`/api/pods?at=${early}`)).pods).toMatchObject([{ status: 'Init:0/1' }]);
  expect((await get('/api/pods')).pods[0].restarts).toBeGreaterThan(3);
  expect((await get(`/api/pods?q=stuck&at=${early}`)).total).toBe(0);
  expect((await get(`/api/pods?q=stuck&at=${at(last)}`)).total).toBe(1);
  expect((await get(`/api/now?at=${at(last)}`)).figures).toMatchObject({ pods: 1, stuck: 1 });
  expect(await get('/api/now')).toMatchObject({ kind: 'now', figures: { pods: 1 } });
  const pod = '/api/pods/init-crashloop/example-pod/at';
  expect((await get(`${pod}?at=${early}`)).row).toMatchObject({ status: 'Init:0/1', restarts: 0 });
  expect((await get(pod)).row.restarts).toBeGreaterThan(3);
});

test('the history is counted in as many parts as are asked for', async () => {
  const { get, first, last, now, at } = await server();
  const all = await get('/api/history?buckets=10');
  expect([all.from, all.to, all.activity.counts.length]).toEqual([first, now, 10]);
  const part = await get(`/api/history?from=${at(last)}&buckets=5`);
  expect([part.from, part.activity.counts]).toEqual([first, [0, 0, 0, 0, 0]]);
});

test('the timeline of a moment is what was known by then, as a file too', async () => {
  const { app, get, first, last, at } = await server();
  const path = '/api/pods/init-crashloop/example-pod/timeline';
  const middle = at((first + last) / 2);
  const then = await get(`${path}?at=${middle}`);
  expect(then).toMatchObject({ version: 1, generatedAt: middle, pods: [{ deletedAt: null }] });
  const attempts = ({ pods }: TimelineDocument): number => pods[0]?.lanes[0]?.attempts.length ?? 0;
  const later = (document: TimelineDocument): readonly string[] =>
    JSON.stringify(document)
      .match(/"\d{4}-[^"]*Z"/g)
      ?.filter((it) => it.slice(1, -1) > middle) ?? [];
  expect(later(then)).toEqual([]);
  expect(later(await get(path))).not.toEqual([]);
  expect(attempts(then)).toBeGreaterThan(0);
  expect(attempts(await get(path))).toBeGreaterThan(attempts(then));
  const file = await app.inject(`${path}?at=${middle}&format=csv`);
  expect(file.headers['content-disposition']).toBe(
    `attachment; filename="example-pod.${middle.replaceAll(':', '-')}.csv"`,
  );
  const { uid } = then.pods[0];
  expect(await get(`${path}?at=${at(first - 1000)}&uid=${uid}`)).toMatchObject({
    code: 'NO_POD_THEN',
  });
  expect(await get(`${path}?at=2001-01-01T00:00:00Z`)).toMatchObject({ code: 'MOMENT_NOT_KEPT' });
});

test.each([
  ['/api/pods?at=soon', 'BAD_REQUEST', 'at needs a moment, as in at=2026-11-22T14:03:20Z.'],
  ['/api/now?at=2026-02-30T00:00:00Z', 'BAD_REQUEST', 'at needs a moment, as in'],
  [
    '/api/pods/shop/web/at?at=2090-01-01T00:00:00Z',
    'BAD_REQUEST',
    '2090-01-01T00:00:00Z has not come yet.',
  ],
  [
    '/api/pods?at=2001-01-01T00:00:00Z',
    'MOMENT_NOT_KEPT',
    'What is kept begins at 2026-11-22T07:39:2',
  ],
  ['/api/history?from=2001-01-01T00:00:00Z', 'MOMENT_NOT_KEPT', 'What is kept begins at'],
  ['/api/history?buckets=481', 'BAD_REQUEST', 'buckets'],
  [`/api/now?at=${'2'.repeat(65)}`, 'BAD_REQUEST', 'at must NOT have more than 64 characters'],
])('%s is refused: %s', async (path, code, detail) => {
  const { app } = await server();
  const answer = await app.inject(path);
  expect([answer.statusCode, answer.json().code]).toEqual([400, code]);
  expect(answer.json().detail).toContain(detail);
});

test('a pod that came later was not there, and one that nobody saw is not known', async () => {
  const { get, first, last, at } = await server();
  const uid = (await get('/api/pods')).pods[0].uid;
  const path = '/api/pods/init-crashloop/example-pod/at';
  expect(await get(`${path}?at=${at(first - 1000)}&uid=${uid}`)).toMatchObject({
    code: 'NO_POD_THEN',
    detail: 'init-crashloop/example-pod',
  });
  expect(await get(`/api/pods/shop/web/at?at=${at(last)}`)).toMatchObject({
    code: 'POD_NOT_FOUND',
  });
});

test('before the cluster is known nothing is said of any moment', async () => {
  const live = livePods('an-epoch');
  const { health } = testHealth();
  const now = () => millis(0);
  const past = new Past({
    live,
    rules: [],
    patience: PATIENCE,
    sources: NO_SOURCES,
    maxAgeMs: null,
    now,
  });
  const app = Fastify();
  pastRoutes(app, { live, past, health, now, viewer: EVERYBODY });
  for (const path of [
    '/api/now',
    '/api/history',
    '/api/pods/shop/web/at?at=2026-01-01T00:00:00Z',
  ]) {
    const answer = await app.inject(path);
    expect([path, answer.statusCode, answer.json().code]).toEqual([
      path,
      503,
      'CLUSTER_UNREACHABLE',
    ]);
  }
});

test('to a viewer who may not see the pods there were none', async () => {
  const { get, last, at } = await server({ ...EVERYBODY, canSee: () => false });
  const then = `at=${at(last)}`;
  const { pods } = await (await server()).get(`/api/pods?${then}`);
  const [{ namespace, name }] = pods;
  expect(await get(`/api/pods?${then}`)).toMatchObject({ total: 0, ofAll: 0, pods: [] });
  expect(await get('/api/pods')).toMatchObject({ total: 0, pods: [] });
  for (const path of ['timeline', `timeline?${then}`, `at?${then}`])
    expect(await get(`/api/pods/${namespace}/${name}/${path}`)).toMatchObject({
      code: 'POD_NOT_FOUND',
    });
});
