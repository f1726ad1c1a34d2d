import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type ReplayOptions, type ReplayServer, startReplayServer } from './api-server.ts';
import { recordingNames } from './demo.ts';
import { manualClock } from './manual-clock.ts';
import {
  get,
  getJson,
  line,
  listVersion,
  open,
  pod,
  recorded,
  recording,
  recordingsDir,
} from './test-client.ts';

const servers: ReplayServer[] = [];
async function serve(options: ReplayOptions): Promise<ReplayServer> {
  const server = await startReplayServer({ startOn: 'told', ...options });
  servers.push(server);
  return server;
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

describe('a replay server', () => {
  it('is reached by a kubeconfig with its own context and token', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
    const server = await serve({
      recordings: [await recorded('init-crashloop')],
      contextName: 'my: "cluster"',
    });
    await server.writeKubeconfig(join(dir, 'config'));
    const text = await readFile(join(dir, 'config'), 'utf8');
    expect(text).toBe(server.kubeconfig);
    expect(text).toContain(String.raw`current-context: "my: \"cluster\""`);
    expect(text).toContain(`server: "${server.url}"`);
    // Without it the JavaScript client refuses plain HTTP.
    expect(text).toContain('insecure-skip-tls-verify: true');
    expect((await stat(join(dir, 'config'))).mode & 0o077).toBe(0);
    await rm(dir, { recursive: true });
  });

  it('tells the recorded version, and its health without a token', async () => {
    const server = await serve({ recordings: [await recorded('init-crashloop')] });
    expect(await getJson(server, '/version')).toMatchObject({
      major: '1',
      minor: '36',
      gitVersion: 'v1.36.2',
    });
    for (const path of ['/livez', '/readyz', '/healthz'])
      expect(await (await fetch(server.url + path)).text()).toBe('ok');
  });

  it('has the namespaces and nodes of its pods, and a kube-system that names the cluster', async () => {
    const recordings = [await recorded('node-lost'), await recorded('init-crashloop')];
    const server = await serve({ recordings, clusterUid: 'c1' });
    const namespaces = await getJson(server, '/api/v1/namespaces');
    expect(namespaces.items.map(({ metadata }) => metadata.name)).toEqual([
      ...[
        'default',
        'init-crashloop',
        'kube-node-lease',
        'kube-public',
        'kube-system',
        'node-lost',
      ],
    ]);
    expect((await getJson(server, '/api/v1/namespaces/kube-system')).metadata.uid).toBe('c1');
    const nodes = await getJson(server, '/api/v1/nodes');
    expect(nodes.items.length).toBeGreaterThan(0);
    const name = nodes.items[0]?.metadata.name ?? '';
    expect(await getJson(server, `/api/v1/nodes/${name}`)).toMatchObject({
      kind: 'Node',
      metadata: { name },
    });
    const again = await serve({ recordings });
    const third = await serve({ recordings: recordings.toReversed() });
    const identity = (of: ReplayServer) => getJson(of, '/api/v1/namespaces/kube-system');
    expect((await identity(again)).metadata.uid).toBe((await identity(third)).metadata.uid);
  });

  it('answers access reviews: everything, unless told otherwise', async () => {
    const recordings = [await recorded('init-crashloop')];
    const ask = async (server: ReplayServer, kind: string, spec: object) => {
      const path = `/apis/authorization.k8s.io/v1/${kind.toLowerCase()}s`;
      const body = JSON.stringify({ kind, apiVersion: 'authorization.k8s.io/v1', spec });
      const answer = await get(server, path, { method: 'POST', body });
      expect(answer.status).toBe(201);
      return JSON.parse(answer.text);
    };
    const open = await serve({ recordings });
    const logs = { verb: 'get', resource: 'pods', subresource: 'log', namespace: 'shop' };
    expect(await ask(open, 'SelfSubjectAccessReview', { resourceAttributes: logs })).toMatchObject({
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: logs },
      status: { allowed: true },
    });
    const narrow = await serve({
      recordings,
      allow: ({ user, resource, namespace }) =>
        user === 'ann' || (resource === 'pods' && namespace === 'shop'),
    });
    const may = async (kind: string, spec: object) =>
      (await ask(narrow, kind, spec)).status.allowed;
    expect(await may('SelfSubjectAccessReview', { resourceAttributes: logs })).toBe(false);
    expect(await may('SubjectAccessReview', { user: 'ann', resourceAttributes: logs })).toBe(true);
    expect(await may('SubjectAccessReview', { user: 'bob', resourceAttributes: logs })).toBe(false);
    const rules = await ask(narrow, 'SelfSubjectRulesReview', { namespace: 'shop' });
    expect(rules.status.resourceRules).toEqual([
      { verbs: ['get', 'list', 'watch'], apiGroups: [''], resources: ['pods'] },
    ]);
  });

  it('plays a recording as recorded: every object byte for byte, with its own resourceVersion', async () => {
    const crashloop = await recorded('init-crashloop');
    const server = await serve({ recordings: [crashloop] });
    const stream = await open(
      server,
      `/api/v1/pods?watch=1&resourceVersion=${await listVersion(server)}`,
    );
    server.play.advanceTo(server.play.durationMs);
    for (const { type, text } of crashloop.pods.filter(({ type }) => type !== 'BOOKMARK'))
      expect(await stream.next()).toBe(`{"type":"${type}","object":${text}}`);
  });

  it('serves one pod as it is at this moment, and 404 when it is gone', async () => {
    const server = await serve({ recordings: [await recorded('init-force-deleted')] });
    const path = '/api/v1/namespaces/init-force-deleted/pods/example-pod';
    expect((await get(server, path)).status).toBe(404);
    server.play.advanceTo(3000);
    expect(await getJson(server, path)).toMatchObject({
      kind: 'Pod',
      metadata: { name: 'example-pod' },
    });
    server.play.advanceTo(server.play.durationMs);
    expect((await get(server, path)).status).toBe(404);
  });

  it('keeps a page of a list true to its first page while the cluster moves on', async () => {
    const server = await serve({ recordings: [await recorded('deployment-twenty-replicas')] });
    server.play.advanceTo(5000);
    const first = await getJson(server, '/api/v1/pods?limit=15');
    expect(first.metadata.remainingItemCount).toBe(5);
    server.play.advanceTo(server.play.durationMs);
    expect((await getJson(server, '/api/v1/pods')).items).toHaveLength(3);
    const second = await getJson(
      server,
      `/api/v1/pods?limit=15&continue=${first.metadata.continue}`,
    );
    expect(second.items).toHaveLength(5);
    expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
  });

  it('keeps no more history than it is told to', async () => {
    const server = await serve({ recordings: [await recorded('init-crashloop')], windowSize: 3 });
    const version = await listVersion(server);
    server.play.advanceTo(server.play.durationMs);
    const stream = await open(server, `/api/v1/pods?watch=1&resourceVersion=${version}`);
    expect((await stream.rest()).join()).toContain(`too old resource version: ${version} (`);
  });

  it('waits for a version of the near future, as a lagging API server does', async () => {
    const clock = manualClock(0);
    const lines = [1, 2].map((version) =>
      line(version, 'ADDED', pod(`p${version}`, version + 100)),
    );
    const server = await serve({ recordings: [recording(lines)], clock });
    const listing = getJson(
      server,
      '/api/v1/pods?resourceVersion=102&resourceVersionMatch=NotOlderThan',
    );
    // The request is there once another, sent after it on the same machine, has been answered.
    await getJson(server, '/api/v1/pods');
    server.play.advanceTo(2);
    const ticking = setInterval(() => clock.advance(3000), 1);
    const list = await listing.finally(() => clearInterval(ticking));
    expect(list.items).toHaveLength(2);
  });

  it('ends its watches when it is closed', async () => {
    const server = await startReplayServer({ recordings: [await recorded('init-crashloop')] });
    const stream = await open(server, '/api/v1/pods?watch=1&resourceVersion=0');
    await server.close();
    await expect(stream.rest()).rejects.toThrow();
  });

  it.each([
    [{ speed: 0 }, 'The speed must be a number above 0 or at-once, not 0.'],
    [
      { speed: 'at-once', loop: true },
      'A recording that is played at once cannot be played round after round.',
    ],
  ] as const)('refuses %j in a sentence', async (options, says) => {
    const recordings = [await recorded('init-crashloop')];
    await expect(startReplayServer({ recordings, ...options })).rejects.toThrow(says);
  });
});

describe('every recording of the repository', async () => {
  it.each(await recordingNames(recordingsDir))('%s is served to its end', async (name) => {
    const of = await recorded(name);
    const server = await serve({ recordings: [of], startOn: 'at-once', speed: 'at-once' });
    const alive = new Map<string, string>();
    for (const { type, object } of of.pods) {
      if (type === 'DELETED') alive.delete(String(object.metadata['name']));
      else if (type !== 'BOOKMARK')
        alive.set(String(object.metadata['name']), object.metadata.resourceVersion);
    }
    const { items } = await getJson(server, '/api/v1/pods');
    expect(
      Object.fromEntries(items.map(({ metadata }) => [metadata.name, metadata.resourceVersion])),
    ).toEqual(Object.fromEntries(alive));
  });
});
