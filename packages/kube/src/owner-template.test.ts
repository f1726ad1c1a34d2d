import type { Owner } from '@podline/domain';
import { expect, onTestFinished, test } from 'vitest';
import { ownerTemplate } from './owner-template.ts';
import { manualClock } from './testing/manual-clock.ts';
import { scriptedServer } from './testing/scripted-server.ts';
import { testCluster } from './testing/test-cluster.ts';

const owner = (kind: string, name = 'web-5d9'): Owner => ({ kind, name, uid: 'owner-1' });

const holding = (names: readonly string[], uid = 'owner-1') => ({
  metadata: { uid },
  spec: { template: { spec: { containers: names.map((name) => ({ name })) } } },
});

async function asked(of: Owner, namespace = 'shop') {
  const server = await scriptedServer();
  onTestFinished(server.stop);
  const { cluster } = await testCluster(manualClock(), server.url);
  const answer = ownerTemplate(cluster, namespace, of, new AbortController().signal);
  return { answer, server };
}

test.each([
  ['ReplicaSet', '/apis/apps/v1/namespaces/shop/replicasets/web-5d9'],
  ['StatefulSet', '/apis/apps/v1/namespaces/shop/statefulsets/web-5d9'],
  ['DaemonSet', '/apis/apps/v1/namespaces/shop/daemonsets/web-5d9'],
  ['Job', '/apis/batch/v1/namespaces/shop/jobs/web-5d9'],
  ['ReplicationController', '/api/v1/namespaces/shop/replicationcontrollers/web-5d9'],
])('the template of a %s is read by name', async (kind, path) => {
  const { answer, server } = await asked(owner(kind));
  const request = await server.next();
  expect([request.method, request.path]).toEqual(['GET', path]);
  request.answer(200, holding(['web', 'cache']));
  expect(await answer).toEqual(['web', 'cache']);
});

test.each<[string, number, object]>([
  ['no right to read it', 403, {}],
  ['an owner that is gone', 404, {}],
  ['another owner of that name by now', 200, holding(['web'], 'owner-2')],
  ['an owner without a template', 200, { metadata: { uid: 'owner-1' } }],
  ['nonsense', 200, { metadata: 7, spec: [] }],
])('%s tells nothing', async (_, status, body) => {
  const { answer, server } = await asked(owner('ReplicaSet'));
  (await server.next()).answer(status, body);
  expect(await answer).toBeNull();
});

test.each([
  ['a kind without a template', owner('Node'), 'shop'],
  ['a kind that only an object’s prototype knows', owner('constructor'), 'shop'],
  ['a name that would lead elsewhere', owner('Job', '../secrets/x'), 'shop'],
  ['a namespace that would lead elsewhere', owner('Job'), '..'],
])('%s is not asked for', async (_, of, namespace) => {
  const { answer } = await asked(of, namespace);
  expect(await answer).toBeNull();
});
