import { problem } from '@podline/contract';
import { millis } from '@podline/domain';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { testHealth } from '../testing/health.ts';
import { healthRoutes } from './health.ts';

function server() {
  const { health, moveTo } = testHealth();
  const app = Fastify();
  healthRoutes(app, health);
  const ready = async () => {
    const answer = await app.inject('/readyz');
    return { status: answer.statusCode, ...answer.json() };
  };
  return { app, health, moveTo, ready };
}

test('a process that answers is live, whatever the cluster does', async () => {
  const { app, health } = server();
  health.cannotBegin(problem('CLUSTER_UNREACHABLE'));
  const answer = await app.inject('/livez');
  expect([answer.statusCode, answer.body]).toEqual([200, 'ok\n']);
});

test('F21: it serves pages in every state of the watch, and says which one it is and whether the first list is over', async () => {
  const { health, moveTo, ready } = server();
  const fine = { status: 200, ready: true, notRecordingSince: null };
  expect(await ready()).toEqual({ ...fine, watch: 'connecting', synced: false });
  health.heard('', { kind: 'watching' }, millis(1));
  expect(await ready()).toEqual({ ...fine, watch: 'live', synced: true });
  moveTo(2);
  const failure = { code: 'forbidden', tried: null, sentence: 'no', cause: null } as const;
  health.heard('', { kind: 'failed', failure, retryInMs: 1 }, millis(2));
  expect(await ready()).toEqual({ ...fine, watch: 'stale', synced: true });
});

test('F45: a database that takes no writes is told, and is no reason to be restarted', async () => {
  const { health, ready } = server();
  health.notRecording(millis(5000));
  expect(await ready()).toMatchObject({ status: 200, ready: true, notRecordingSince: 5000 });
});
