import { millis } from '@podline/domain';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { EVERYBODY } from '../everybody.ts';
import { livePods } from '../live-pods.ts';
import { errors } from '../plugins/errors.ts';
import { testHealth } from '../testing/health.ts';
import { NOON, storedPod, testLog } from '../testing/pods.ts';
import { aSnapshot } from '../testing/recordings.ts';
import { findingsRoute } from './findings.ts';

/** The route over a log with `shop/web-0`, which is there, and another uid of that name, which was. */
async function server({ isOpen = true, viewer = EVERYBODY } = {}) {
  const pod = await aSnapshot({ uid: 'new', namespace: 'shop', name: 'web-0', createdAt: NOON });
  const before = { ...pod, uid: 'old', createdAt: millis(NOON - 60_000) };
  const { log } = await testLog();
  const pods = [storedPod(before, NOON), storedPod(pod)];
  const { lastSeq } = await log.append({ transitions: [], pods, checkpoint: null, gaps: [] });
  const live = livePods(log.epoch);
  if (isOpen) live.open(log, { pods: [storedPod(pod)], lastSeq, keptSince: lastSeq });
  const asked: string[] = [];
  const app = Fastify({ routerOptions: { maxParamLength: 253 } });
  errors(app);
  findingsRoute(app, {
    ...{ live, viewer, health: testHealth().health, now: () => millis(NOON + 5000) },
    findings: {
      findingsOf: async ({ uid }, { name }) => {
        asked.push(`${uid} for ${name}`);
        return [];
      },
    },
  });
  const ask = (path: string, query = '') => app.inject(`/api/pods/${path}/findings${query}`);
  return { ask, asked };
}

test('a pod with kubectl’s columns and what is found of it, by name or by uid, also of one that is gone', async () => {
  const { ask, asked } = await server();
  expect((await ask('shop/web-0')).json()).toEqual({
    version: 1,
    generatedAt: '2026-11-22T12:00:05Z',
    pod: {
      ...{ uid: 'new', namespace: 'shop', name: 'web-0', deletedAt: null },
      ...{ ready: expect.any(String), status: expect.any(String), restarts: '0' },
    },
    findings: [],
  });
  const gone = (await ask('shop/web-0', '?uid=old')).json();
  expect(gone.pod).toMatchObject({ uid: 'old', deletedAt: '2026-11-22T12:00:00Z' });
  expect(asked).toEqual(['new for everybody', 'old for everybody']);
});

test.each([
  ['shop/nobody', 404, 'POD_NOT_FOUND'],
  ['Shop/web-0', 400, 'BAD_REQUEST'],
  ['shop/..%2f..%2fetc', 400, 'BAD_REQUEST'],
])('of %s nothing is told: %i', async (path, status, code) => {
  const { ask } = await server();
  const answer = await ask(path);
  expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
});

test('before the cluster is known nothing is said of any pod', async () => {
  const { ask } = await server({ isOpen: false });
  expect((await ask('shop/web-0')).statusCode).toBe(503);
});

test('to a viewer who may not see the pod there is none', async () => {
  const { ask, asked } = await server({ viewer: { ...EVERYBODY, canSee: () => false } });
  const answer = await ask('shop/web-0');
  expect([answer.statusCode, answer.json().code, asked]).toEqual([404, 'POD_NOT_FOUND', []]);
});
