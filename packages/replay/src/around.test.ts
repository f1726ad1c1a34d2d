import { expect, it } from 'vitest';
import { get, getJson, open } from './test-client.ts';
import { world } from './test-world.ts';

const KINDS = [
  ['Service', '/api/v1', 'services', 'v1'],
  ['EndpointSlice', '/apis/discovery.k8s.io/v1', 'endpointslices', 'discovery.k8s.io/v1'],
  ['Job', '/apis/batch/v1', 'jobs', 'batch/v1'],
] as const;

it.each(KINDS)('serves a %s under its group: list, get, watch, delete', async (...row) => {
  const [kind, group, plural, apiVersion] = row;
  const { server } = await world();
  const empty = await getJson(server, `${group}/${plural}`);
  expect(empty).toMatchObject({ kind: `${kind}List`, apiVersion, items: [] });
  const from = server.resourceVersion();
  const path = `${group}/namespaces/shop/${plural}`;
  const stream = await open(server, `${path}?watch=1&resourceVersion=${from}`);
  server.apply({ kind, metadata: { name: 'db', namespace: 'shop' }, spec: { suspend: true } });
  server.delete({ kind: plural, namespace: 'shop', name: 'db' });
  const events = await stream.events(2);
  expect(events.map(({ type, object }) => [type, object.kind, object['apiVersion']])).toEqual([
    ['ADDED', kind, apiVersion],
    ['DELETED', kind, apiVersion],
  ]);
  expect((await get(server, `${path}/db`)).status).toBe(404);
});

it('a kind is found under no group but its own', async () => {
  const { server } = await world();
  for (const path of [
    '/apis/batch/v1/pods',
    '/api/v1/jobs',
    '/api/v1/endpointslices',
    '/apis/discovery.k8s.io/v1/services',
    '/apis/nowhere.k8s.io/v1/jobs',
    '/apis/batch/v1beta1/jobs',
  ])
    expect([path, (await get(server, path)).status]).toEqual([path, 404]);
});

it('rights are asked for by group', async () => {
  const asked: string[] = [];
  const { server } = await world({
    allow: ({ group, resource, verb }) => {
      asked.push(`${verb} ${resource}.${group}`);
      return resource !== 'jobs';
    },
  });
  expect((await get(server, '/apis/batch/v1/jobs')).status).toBe(403);
  expect((await get(server, '/api/v1/services')).status).toBe(200);
  expect(asked).toEqual(['list jobs.batch', 'list services.']);
});
