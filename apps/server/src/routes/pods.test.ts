import { EXPORT_KINDS, problem } from '@podline/contract';
import { formatRfc3339, millis, observe, PATIENCE, ROLE_RULES, seq } from '@podline/domain';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { EVERYBODY } from '../everybody.ts';
import { NO_SOURCES } from '../evidence-sources.ts';
import { type LivePods, livePods } from '../live-pods.ts';
import { Past } from '../past.ts';
import { errors } from '../plugins/errors.ts';
import { testHealth } from '../testing/health.ts';
import { NOON, storedPod, testLog } from '../testing/pods.ts';
import { aSnapshot } from '../testing/recordings.ts';
import { podRoutes } from './pods.ts';

const pastOf = (live: LivePods): Past =>
  new Past({
    live,
    rules: ROLE_RULES,
    patience: PATIENCE,
    sources: NO_SOURCES,
    maxAgeMs: null,
    now: () => millis(NOON + 5000),
  });

/** The routes over a log with `shop/web-0`, which is there, and another uid of that name, which was. */
async function server({ isOpen = true, viewer = EVERYBODY } = {}) {
  const pod = await aSnapshot({ uid: 'new', namespace: 'shop', name: 'web-0', createdAt: NOON });
  const before = { ...pod, uid: 'old', createdAt: millis(NOON - 60_000) };
  const { log } = await testLog();
  const seen = [before, pod].flatMap((it) =>
    observe(null, it, NOON).transitions.map((transition) => ({ uid: it.uid, transition })),
  );
  const gap = { scope: 'shop', from: NOON, to: millis(NOON + 1000), cause: 'Nobody watched.' };
  const { lastSeq } = await log.append({
    transitions: seen,
    pods: [storedPod(before, NOON), storedPod(pod)],
    checkpoint: null,
    gaps: [gap],
  });
  const live = livePods(log.epoch);
  if (isOpen) live.open(log, { pods: [storedPod(pod)], lastSeq, keptSince: seq(0) });
  const { health } = testHealth();
  const app = Fastify({ routerOptions: { maxParamLength: 253 } });
  errors(app);
  podRoutes(app, {
    live,
    events: { eventsOf: (uid) => log.eventsOf(uid) },
    past: pastOf(live),
    health,
    clusterName: () => 'the shop',
    now: () => millis(NOON + 5000),
    patience: PATIENCE,
    viewer,
  });
  return { app, health, log, lastSeq };
}

test('the list is every live pod as a row, true at its seq', async () => {
  const { app, log, lastSeq } = await server();
  const answer = (await app.inject('/api/pods')).json();
  expect(answer).toMatchObject({ seq: lastSeq, epoch: log.epoch });
  expect(answer.pods).toMatchObject([{ uid: 'new', namespace: 'shop', name: 'web-0' }]);
});

test('the list answers a query, an order and a window', async () => {
  const { app } = await server();
  const ask = async (search: string) => (await app.inject(`/api/pods?${search}`)).json();
  expect(await ask('q=ns:shop&sort=-age&from=0&size=5')).toMatchObject({
    total: 1,
    ofAll: 1,
    pods: [{ uid: 'new' }],
  });
  expect(await ask('q=ns:bank')).toMatchObject({ total: 0, ofAll: 1, pods: [] });
  expect(await ask('size=0')).toMatchObject({ total: 1, pods: [] });
  expect(await ask('from=1')).toMatchObject({ total: 1, pods: [] });
});

test('F40: a query is only ever a query', async () => {
  const { app } = await server();
  const hostile = ["' OR 1=1 --", '%', '_', '^web$', '"; DROP TABLE pod', '<script>', '$where'];
  for (const text of hostile) {
    const answer = await app.inject(
      `/api/pods?q=${encodeURIComponent(`"${text.replaceAll('"', '')}"`)}`,
    );
    expect([text, answer.json().total]).toEqual([text, 0]);
  }
  for (const [search, detail] of [
    ['q=foo:bar', 'There is no field foo. Text with a colon stands in quotes: "foo:…".'],
    ['sort=uid;DROP', null],
    ['sort=__proto__', null],
    ['from=-1', null],
    ['size=1e9x', null],
    [`q=${'x'.repeat(1001)}`, null],
    [`q=${'a+'.repeat(41)}`, 'A query has at most 40 terms.'],
  ] as const) {
    const answer = await app.inject(`/api/pods?${search}`);
    expect([search, answer.statusCode, answer.json().code]).toEqual([search, 400, 'BAD_REQUEST']);
    if (detail !== null) expect(answer.json().detail).toBe(detail);
  }
});

test('a timeline is the document of the newest pod of that name', async () => {
  const { app } = await server();
  const answer = await app.inject('/api/pods/shop/web-0/timeline');
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toMatchObject({
    version: 1,
    cluster: 'the shop',
    generatedAt: '2026-11-22T12:00:05Z',
    gaps: [{ from: '2026-11-22T12:00:00Z', to: '2026-11-22T12:00:01Z', cause: 'Nobody watched.' }],
    pods: [{ uid: 'new', namespace: 'shop', name: 'web-0', deletedAt: null }],
  });
});

for (const [format, type, file] of [
  ['json', 'application/json', 'web-0.json'],
  ['csv', 'text/csv', 'web-0.csv'],
  ['perfetto', 'application/json', 'web-0.trace.json'],
  ['otlp', 'application/json', 'web-0.otlp.json'],
] as const) {
  test(`a timeline can be taken away as ${format}, as a file of its own name`, async () => {
    const { app } = await server();
    const document = (await app.inject('/api/pods/shop/web-0/timeline')).json();
    const answer = await app.inject(`/api/pods/shop/web-0/timeline?format=${format}`);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe(`${type}; charset=utf-8`);
    expect(answer.headers['content-disposition']).toBe(`attachment; filename="${file}"`);
    expect(answer.body).toBe(EXPORT_KINDS[format].text(document));
  });
}

test('an older pod is asked for by its uid', async () => {
  const { app } = await server();
  const answer = await app.inject('/api/pods/shop/web-0/timeline?uid=old');
  expect(answer.json().pods).toMatchObject([{ uid: 'old', deletedAt: formatRfc3339(NOON) }]);
});

for (const path of [
  '/api/pods/shop/web-1/timeline',
  '/api/pods/other/web-0/timeline',
  '/api/pods/shop/web-0/timeline?uid=never-seen',
  `/api/pods/shop/${'a'.repeat(253)}/timeline`,
]) {
  test(`${path.slice(0, 50)} is a pod that nobody saw: 404, by name`, async () => {
    const { app } = await server();
    const answer = await app.inject(path);
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ code: 'POD_NOT_FOUND' });
    expect(path).toContain(`/api/pods/${answer.json().detail}/`);
  });
}

for (const path of [
  '/api/pods/Shop/web-0/timeline',
  '/api/pods/shop/web_0/timeline',
  '/api/pods/shop/-web/timeline',
  '/api/pods/shop/web-0%2f../timeline',
  '/api/pods/shop/%3Cscript%3E/timeline',
  '/api/pods/shop/web-0%00/timeline',
  '/api/pods/shop/web-0/timeline?uid=',
  '/api/pods/shop/web-0/timeline?format=xml',
  '/api/pods/shop/web-0/timeline?format=__proto__',
  "/api/pods/shop/web-0/timeline?uid='%20OR%201=1",
  `/api/pods/shop/web-0/timeline?uid=${'a'.repeat(65)}`,
  '/api/pods/shop/web-0/timeline?uid=old&uid=new',
]) {
  test(`${path.slice(0, 60)} is no name of Kubernetes: 400`, async () => {
    const answer = await (await server()).app.inject(path);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'BAD_REQUEST' });
  });
}

test('before the cluster is known nothing is said of pods, only why', async () => {
  const { app, health } = await server({ isOpen: false });
  const paths = ['/api/pods', '/api/pods/shop/web-0/timeline'];
  for (const path of paths) {
    const answer = await app.inject(path);
    expect([answer.statusCode, answer.json().code]).toEqual([503, 'CLUSTER_UNREACHABLE']);
  }
  const refused = problem('CLUSTER_REFUSED_CREDENTIALS', 'https://10.0.0.1 says 401.');
  health.cannotBegin(refused);
  for (const path of paths) {
    const answer = await app.inject(path);
    expect([answer.statusCode, answer.json()]).toEqual([503, refused]);
  }
});

test('a list of no pods is an answer once the cluster is known', async () => {
  const { log } = await testLog();
  const live = livePods(log.epoch);
  live.open(log, { pods: [], lastSeq: seq(0), keptSince: seq(0) });
  const app = Fastify();
  const { health } = testHealth();
  const events = { eventsOf: async () => [] };
  const parts = {
    live,
    past: pastOf(live),
    events,
    health,
    clusterName: () => '',
    now: () => NOON,
  };
  podRoutes(app, { ...parts, patience: PATIENCE, viewer: EVERYBODY });
  expect((await app.inject('/api/pods')).json()).toMatchObject({ seq: 0, pods: [] });
});
