/** A cluster by way of a real kubeconfig in a folder of its own. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Clock } from '../clock.ts';
import { type Cluster, resolveCluster } from '../cluster.ts';

/** A folder that goes when the test ends. */
export async function testFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'podline-kube-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** JSON is YAML. */
export const kubeconfig = (server: string, user: object, cluster: object = {}): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'here',
    contexts: [{ name: 'here', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server, ...cluster } }],
    users: [{ name: 'u', user }],
  });

/** The cluster at `server`; `path` is its kubeconfig, to be rewritten. */
export async function testCluster(
  clock: Clock,
  server: string,
  user: object = { token: 'secret-1' },
  cluster: object = {},
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly cluster: Cluster; readonly path: string }> {
  const path = join(await testFolder(), 'config');
  await writeFile(path, kubeconfig(server, user, cluster));
  const resolved = await resolveCluster({
    env: { KUBECONFIG: path, PATH: process.env['PATH'], ...env },
    home: null,
    context: null,
    clock,
  });
  if (resolved.kind !== 'cluster') throw new Error(JSON.stringify(resolved));
  onTestFinished(() => resolved.cluster.close());
  return { cluster: resolved.cluster, path };
}
