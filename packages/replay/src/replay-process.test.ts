import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { ReplayProcessOptions } from './process-commands.ts';
import { startReplayProcess } from './replay-process.ts';
import { get, getJson, open, recordingsDir } from './test-client.ts';
import { shopPod } from './test-world.ts';

const DIR = join(recordingsDir, 'native-sidecar-happy');

async function started(options: Partial<ReplayProcessOptions> = {}) {
  const dir = await mkdtemp(join(tmpdir(), 'replay-process-'));
  const kubeconfig = join(dir, 'kubeconfig');
  const server = await startReplayProcess({
    kubeconfig,
    server: { truth: 'all', startOn: 'told' },
    ...options,
  });
  onTestFinished(async () => {
    server.kill();
    await server.ended;
    await rm(dir, { recursive: true });
  });
  const address = { url: server.url, kubeconfig: await readFile(kubeconfig, 'utf8') };
  return { dir, server, address };
}

it('is served from another process, and told what to do with lines of JSON', async () => {
  const fleet = { recording: DIR, pods: 20, seed: 's', spreadMs: 0, name: 'many' };
  const { dir, server, address } = await started({ recordings: [DIR], fleets: [fleet] });
  await server.command({ do: 'advance', to: 20_000 });
  expect((await getJson(address, '/api/v1/pods')).items).toHaveLength(21);

  const fault = { on: 'list', do: { kind: 'status', code: 503 } } as const;
  const id = (await server.command({ do: 'inject', fault })) as string;
  expect((await get(address, '/api/v1/pods')).status).toBe(503);
  await server.command({ do: 'done', id });
  expect(await server.command({ do: 'times', id })).toBe(1);
  await server.command({ do: 'inject', fault });
  await server.command({ do: 'clear' });

  const written = await server.command({ do: 'apply', object: shopPod('a') });
  expect(written).toEqual({ uid: expect.any(String), resourceVersion: expect.any(String) });
  const ref = { namespace: 'shop', name: 'a' };
  const patch = { status: { phase: 'Failed', startTime: null }, metadata: { labels: { x: 'y' } } };
  await server.command({ do: 'patch', ref, patch });
  const pod = await getJson(address, '/api/v1/namespaces/shop/pods/a');
  expect(pod).toMatchObject({ status: { phase: 'Failed' }, metadata: { labels: { x: 'y' } } });
  expect(pod).not.toHaveProperty('status.startTime');
  expect(await server.command({ do: 'recreate', ref })).not.toMatchObject({
    uid: pod.metadata.uid,
  });
  await server.command({ do: 'delete', ref });
  expect(await server.command({ do: 'counts' })).toEqual({ 'list pods': 2, 'get pods': 1 });
  expect(await server.command({ do: 'version' })).toBeGreaterThan(1e15);

  const file = join(dir, 'truth.ndjson');
  await server.command({ do: 'truth', file });
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  const changes = lines.map((line) => JSON.parse(line)).flatMap(({ change }) => change ?? []);
  expect(changes.at(-1)).toMatchObject({ type: 'DELETED', name: 'a', resource: 'pods' });
  expect(JSON.parse(changes.at(-1).text).metadata.name).toBe('a');

  await expect(server.command({ do: 'delete', ref })).rejects.toThrow(
    'There is no object shop/a among the pods.',
  );
  await expect(server.command({ do: 'dance' } as never)).rejects.toThrow('There is no command');
  await server.command({ do: 'close' });
  expect(await server.ended).toBe(0);
  await expect(server.command({ do: 'counts' })).rejects.toThrow('has ended');
});

it('F10: keeps the token in a file when told so, and demands another one', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'replay-token-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  const tokenFile = join(dir, 'token');
  const { server, address } = await started({ tokenFile });
  expect(address.kubeconfig).toContain(`tokenFile: ${JSON.stringify(tokenFile)}`);
  const token = await readFile(tokenFile, 'utf8');
  const asked = async (bearer: string) =>
    (await fetch(`${server.url}/version`, { headers: { authorization: `Bearer ${bearer}` } }))
      .status;
  expect(await asked(token)).toBe(200);
  expect(await server.command({ do: 'rotate-token', token: 'next' })).toBe('next');
  expect([await asked(token), await asked('next')]).toEqual([401, 200]);
});

/** What a process does, in one letter: T is stopped. */
const stateOf = async (pid: number): Promise<string | undefined> =>
  (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.[0];

it.skipIf(process.platform !== 'linux')(
  'F15: frozen it is silent and its connections stay; thawed it says what it owes',
  async () => {
    const { server, address } = await started();
    const stream = await open(address, '/api/v1/pods?watch=1');
    server.freeze();
    while ((await stateOf(server.pid)) !== 'T');
    const written = server.command({ do: 'apply', object: shopPod('a') });
    // The kernel takes the connection, so nobody refuses it; who should answer stands still.
    const heard: string[] = [];
    const listing = getJson(address, '/api/v1/pods').finally(() => heard.push('list'));
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    await once(socket, 'connect');
    expect(heard).toEqual([]);
    socket.destroy();
    server.thaw();
    await written;
    expect((await stream.event()).object.metadata.name).toBe('a');
    expect((await listing).kind).toBe('PodList');
  },
);

it('killed it is gone with its connections', async () => {
  const { server, address } = await started();
  const stream = await open(address, '/api/v1/pods?watch=1');
  server.kill();
  await expect(stream.rest()).rejects.toThrow();
  expect(await server.ended).toBeNull();
});

it('that cannot start says why', async () => {
  await expect(started({ recordings: ['/nowhere'] })).rejects.toThrow(
    '/nowhere/meta.json cannot be read',
  );
});
