import type { WorkloadUsual } from '@podline/contract';
import { durationMs, millis, PATIENCE } from '@podline/domain';
import type { CountedStart } from '@podline/store';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { errors } from '../plugins/errors.ts';
import { testHealth } from '../testing/health.ts';
import { NOON, testLog } from '../testing/pods.ts';
import { Usuals } from '../usual.ts';
import { usualRoutes } from './usual.ts';

/** So many starts of a revision, each of which took its init so long; one a minute from `fromMinute` on. */
const starts = (
  revision: string,
  fromMinute: number,
  seconds: number,
  count: number,
): readonly CountedStart[] =>
  Array.from({ length: count }, (_, n) => {
    const at = millis(NOON + (fromMinute + n) * 60_000);
    const took = { at, durationMs: durationMs(seconds * 1000), attempts: 1 };
    return {
      podUid: `${revision}-${n}`,
      template: { namespace: 'shop', kind: 'CronJob', name: 'sync' },
      revision,
      at,
      fingerprint: {
        containers: {
          fetch: { image: `fetch:${revision}`, command: null, env: [], resources: {}, probes: {} },
        },
      },
      facts: [{ ...took, container: 'fetch', stage: 'init', end: 'finished' }],
    };
  });

async function server({ isOpen = true } = {}) {
  const { log } = await testLog();
  const usuals = new Usuals(PATIENCE);
  if (isOpen) usuals.open(log);
  await log.recordStarts([...starts('a', 0, 4, 12), ...starts('b', 60, 9, 6)]);
  const app = Fastify({ routerOptions: { maxParamLength: 253 } });
  errors(app);
  usualRoutes(app, { usuals, health: testHealth().health });
  const ask = async (path: string) => {
    const answer = await app.inject(`/api/workloads/${path}`);
    return { status: answer.statusCode, told: answer.json<WorkloadUsual>() };
  };
  return { ask };
}

test('what is usual of a workload, by revision, and since when it is slower', async () => {
  const { ask } = await server();
  const { told } = await ask('shop/CronJob/sync/usual');
  expect(told).toMatchObject({ namespace: 'shop', kind: 'CronJob', name: 'sync', starts: 18 });
  expect(
    told.revisions.map(({ revision, starts: count, firstAt }) => [revision, count, firstAt]),
  ).toEqual([
    ['b', 6, NOON + 3_600_000],
    ['a', 12, NOON],
  ]);
  expect(told.revisions[0]?.stages).toMatchObject([{ container: 'fetch', p50Ms: 9000, starts: 6 }]);
  expect(told.slowerSince).toEqual([
    {
      container: 'fetch',
      stage: 'init',
      revision: 'b',
      before: 'a',
      fromMs: 4000,
      toMs: 9000,
      changed: [{ container: 'fetch', what: 'image', name: null, from: 'fetch:a', to: 'fetch:b' }],
    },
  ]);
});

test.each([
  ['of a revision with enough starts, those', '?revision=a', 12, 4000],
  ['of one with few, all', '?revision=b', 18, 9000],
  ['of one that never started, all', '?revision=c', 18, 9000],
  ['of the newest where none is named', '', 18, 9000],
])('a pod is measured by %s', async (_, search, count, p95Ms) => {
  const { ask } = await server();
  const { told } = await ask(`shop/CronJob/sync/usual${search}`);
  expect([told.usual.starts, told.usual.stages[0]?.p95Ms]).toEqual([count, p95Ms]);
});

test('a CronJob’s Job is asked for as its CronJob', async () => {
  const { ask } = await server();
  expect((await ask('shop/Job/sync-29922293/usual')).told).toMatchObject({
    kind: 'CronJob',
    starts: 18,
  });
});

test('of a workload that nobody saw start, nothing is usual', async () => {
  const { ask } = await server();
  const { status, told } = await ask('shop/Deployment/web/usual');
  expect([status, told.starts, told.revisions, told.slowerSince, told.usual.stages]).toEqual([
    200,
    0,
    [],
    [],
    [],
  ]);
});

test('before the cluster is known, it is asked to wait', async () => {
  const { ask } = await server({ isOpen: false });
  expect((await ask('shop/CronJob/sync/usual')).status).toBe(503);
});

test.each([
  'Shop/CronJob/sync',
  'shop/Cron%20Job/sync',
  'shop/CronJob/..%2f',
  `shop/CronJob/${'x'.repeat(300)}`,
])('an address that names nothing is refused: %s', async (path) => {
  const { ask } = await server();
  expect((await ask(`${path}/usual`)).status).toBeGreaterThanOrEqual(400);
  expect((await ask(`shop/CronJob/sync/usual?revision=${encodeURIComponent('a b')}`)).status).toBe(
    400,
  );
});
