import { millis } from '@podline/domain';
import type { Cluster } from '@podline/kube';
import Fastify from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { EVERYBODY } from '../everybody.ts';
import { errors } from '../plugins/errors.ts';
import { testHealth } from '../testing/health.ts';
import { pastOf, sightsOf } from '../testing/past.ts';
import { podLogsRoute } from './pod-logs.ts';

/** It is asked for nothing: whoever may not is refused before. */
const CLUSTER = {} as Cluster;

test.each([
  [
    'to a viewer who may not read logs it is said',
    { canReadLogs: () => false },
    403,
    'LOGS_NOT_ALLOWED',
  ],
  ['to one who may not see the pod there is none', { canSee: () => false }, 404, 'POD_NOT_FOUND'],
])('%s', async (_, rights, status, code) => {
  const sights = await sightsOf('init-crashloop');
  const { live } = await pastOf(sights, millis(0));
  const app = Fastify();
  onTestFinished(() => app.close());
  errors(app);
  podLogsRoute(app, {
    ...{
      live,
      health: testHealth().health,
      door: { cluster: () => CLUSTER, set: () => undefined },
    },
    ...{ viewer: { ...EVERYBODY, ...rights }, maskRules: [], sleep: async () => undefined },
    ...{ stopping: new AbortController().signal, addressOf: () => null },
  });
  const [{ namespace, name } = { namespace: '', name: '' }] = sights.map((it) => it.snapshot);
  const answer = await app.inject(`/api/pods/${namespace}/${name}/logs`);
  expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
});
