import { problem } from '@podline/contract';
import { millis } from '@podline/domain';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { watchHealth } from '../watch-health.ts';
import { healthRoutes } from './health.ts';

function server() {
  const health = watchHealth([''], () => {});
  const app = Fastify();
  healthRoutes(app, health);
  const ready = async () => {
    const answer = await app.inject('/readyz');
    return { status: answer.statusCode, ...answer.json() };
  };
  return { app, health, ready };
}

test('a process that answers is live, whatever the cluster does', async () => {
  const { app, health } = server();
  health.cannotBegin(problem('CLUSTER_UNREACHABLE'));
  const answer = await app.inject('/livez');
  expect([answer.statusCode, answer.body]).toEqual([200, 'ok\n']);
});

test('it is ready to serve pages in every state of the watch, and says which one it is', async () => {
  const { health, ready } = server();
  const fine = { status: 200, ready: true, notRecordingSince: null };
  expect(await ready()).toEqual({ ...fine, watch: 'connecting' });
  health.heard('', { kind: 'watching' }, millis(1));
  expect(await ready()).toEqual({ ...fine, watch: 'live' });
  const failure = { code: 'unreachable', tried: null, sentence: 'cut', cause: null } as const;
  health.heard('', { kind: 'failed', failure, retryInMs: 1 }, millis(2));
  expect(await ready()).toEqual({ ...fine, watch: 'stale' });
});

test('a database that takes no writes is told, and is no reason to be restarted', async () => {
  const { health, ready } = server();
  health.notRecording(millis(5000));
  expect(await ready()).toMatchObject({ status: 200, ready: true, notRecordingSince: 5000 });
});
