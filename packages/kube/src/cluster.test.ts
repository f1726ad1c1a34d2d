import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { clusterId, resolveCluster, serverVersion } from './cluster.ts';
import { manualClock } from './testing/manual-clock.ts';
import { type ScriptedServer, scriptedServer } from './testing/scripted-server.ts';
import { kubeconfig, testCluster, testFolder } from './testing/test-cluster.ts';

const never = new AbortController().signal;
const status = (code: number) => ({ kind: 'Status', code, message: 'no' });

async function server(): Promise<ScriptedServer> {
  const scripted = await scriptedServer();
  onTestFinished(scripted.stop);
  return scripted;
}

/** A home with a kubeconfig, and a service account's folder. */
async function places(): Promise<{ home: string; account: string }> {
  const folder = await testFolder();
  const account = join(folder, 'account');
  await mkdir(join(folder, '.kube'));
  await mkdir(account);
  await writeFile(join(folder, '.kube', 'config'), kubeconfig('http://kubeconfig', {}));
  await writeFile(join(account, 'token'), 'account-token\n');
  return { home: folder, account };
}

const IN_POD = { KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '443' };

describe('which cluster', () => {
  const clock = manualClock();

  test('the one it runs in comes first', async () => {
    const { home, account } = await places();
    const found = await resolveCluster({
      env: IN_POD,
      home,
      context: null,
      clock,
      serviceAccountDir: account,
    });
    expect(found).toMatchObject({
      kind: 'cluster',
      from: 'service-account',
      cluster: { name: 'in-cluster', server: 'https://10.96.0.1:443' },
    });
  });

  test('an IPv6 service address is written in brackets', async () => {
    const { home, account } = await places();
    const env = { ...IN_POD, KUBERNETES_SERVICE_HOST: 'fd00::1' };
    const found = await resolveCluster({
      env,
      home,
      context: null,
      clock,
      serviceAccountDir: account,
    });
    expect(found).toMatchObject({ cluster: { server: 'https://[fd00::1]:443' } });
  });

  test('a service account with an empty token is a failure, not the next place', async () => {
    const { home, account } = await places();
    await writeFile(join(account, 'token'), '\n');
    const found = await resolveCluster({
      env: IN_POD,
      home,
      context: null,
      clock,
      serviceAccountDir: account,
    });
    expect(found).toMatchObject({ kind: 'failed', failure: { code: 'misconfigured' } });
  });

  test('a named context asks for the kubeconfig, also in a pod', async () => {
    const { home, account } = await places();
    const found = await resolveCluster({
      env: IN_POD,
      home,
      context: 'here',
      clock,
      serviceAccountDir: account,
    });
    expect(found).toMatchObject({
      from: 'kubeconfig',
      cluster: { name: 'here', server: 'http://kubeconfig' },
    });
  });

  test('in a pod without a service account the kubeconfig counts', async () => {
    const { home } = await places();
    const found = await resolveCluster({
      env: IN_POD,
      home,
      context: null,
      clock,
      serviceAccountDir: '/nowhere',
    });
    expect(found).toMatchObject({ from: 'kubeconfig' });
  });

  test('nothing anywhere is none', async () => {
    const home = await testFolder();
    expect(await resolveCluster({ env: {}, home, context: null, clock })).toEqual({ kind: 'none' });
    expect(await resolveCluster({ env: {}, home: null, context: null, clock })).toEqual({
      kind: 'none',
    });
  });

  test.each([
    [
      'KUBECONFIG names no file',
      { KUBECONFIG: '/nowhere/config' },
      null,
      'The kubeconfig /nowhere/config does not exist.',
    ],
    [
      'a context is named and there is no kubeconfig',
      {},
      'there',
      'A context was named, but there is no kubeconfig.',
    ],
  ])('%s: a failure, for something was asked for', async (_, env, context, sentence) => {
    const found = await resolveCluster({ env, home: null, context, clock });
    expect(found).toMatchObject({ kind: 'failed', failure: { code: 'misconfigured', sentence } });
  });

  test('a broken kubeconfig is a failure, never none', async () => {
    const { home } = await places();
    await writeFile(join(home, '.kube', 'config'), '');
    const found = await resolveCluster({ env: {}, home, context: null, clock });
    expect(found).toMatchObject({ kind: 'failed', failure: { code: 'misconfigured' } });
  });
});

describe('what a cluster is called', () => {
  test('by the uid of kube-system', async () => {
    const scripted = await server();
    const { cluster } = await testCluster(manualClock(), scripted.url);
    const id = clusterId(cluster, never);
    const asked = await scripted.next();
    expect(asked.path).toBe('/api/v1/namespaces/kube-system');
    asked.answer(200, { metadata: { uid: 'uid-of-kube-system' } });
    expect(await id).toEqual({ ok: true, value: 'uid-of-kube-system' });
  });

  test('by its address where that is forbidden, always the same', async () => {
    const scripted = await server();
    const { cluster } = await testCluster(manualClock(), scripted.url);
    const ask = async () => {
      const id = clusterId(cluster, never);
      (await scripted.next()).answer(403, status(403));
      return id;
    };
    const first = await ask();
    expect(first).toMatchObject({
      ok: true,
      value: expect.stringMatching(/^address-[0-9a-f]{32}$/),
    });
    expect(await ask()).toEqual(first);
  });

  test('not at all while it cannot be asked: another id would be another log', async () => {
    const scripted = await server();
    const { cluster } = await testCluster(manualClock(), scripted.url);
    await scripted.stop();
    expect(await clusterId(cluster, never)).toMatchObject({
      ok: false,
      failure: { code: 'unreachable' },
    });
  });

  test('its version is its own word', async () => {
    const scripted = await server();
    const { cluster } = await testCluster(manualClock(), scripted.url);
    const version = serverVersion(cluster, never);
    (await scripted.next()).answer(200, { major: '1', gitVersion: 'v1.36.2' });
    expect(await version).toEqual({ ok: true, value: 'v1.36.2' });
  });

  test('an answer without a version is not taken for one', async () => {
    const scripted = await server();
    const { cluster } = await testCluster(manualClock(), scripted.url);
    const version = serverVersion(cluster, never);
    (await scripted.next()).answer(200, 'hello');
    expect(await version).toMatchObject({ ok: false, failure: { code: 'protocol' } });
  });
});
