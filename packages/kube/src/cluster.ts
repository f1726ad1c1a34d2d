/** Which cluster to speak to, and how to speak to it. */
import { createHash } from 'node:crypto';
import { record, text } from './api-json.ts';
import type { Clock } from './clock.ts';
import { type Connection, connect } from './connection.ts';
import {
  failed,
  type KubeFailure,
  misconfigured,
  protocolFailure,
  type Result,
  success,
} from './errors.ts';
import { kubeconfigPaths, readKubeconfig } from './kubeconfig.ts';
import { proxyOfEnvironment } from './proxy.ts';
import { isInCluster, readServiceAccount, SERVICE_ACCOUNT_DIR } from './service-account.ts';
import type { ClusterSettings } from './settings.ts';

/** An API server and our way in. It only reads, access reviews apart, which change nothing. */
export interface Cluster extends Connection {
  /** The kubeconfig's context, or `in-cluster`. */
  readonly name: string;
  /** The API server's URL; holds no credential. */
  readonly server: string;
  readonly clock: Clock;
}

export type ResolvedCluster =
  | {
      readonly kind: 'cluster';
      readonly cluster: Cluster;
      readonly from: 'service-account' | 'kubeconfig';
    }
  /** Nothing names a cluster: neither a service account nor a kubeconfig is there. */
  | { readonly kind: 'none' }
  /** Something names a cluster and cannot be used: never a reason to show another one. Call again to try again. */
  | { readonly kind: 'failed'; readonly failure: KubeFailure };

/**
 * The cluster that this process is meant to watch: by the service account it runs under, else by KUBECONFIG or
 * `~/.kube/config`. Naming a `context` asks for the kubeconfig, wherever we run. Sends nothing to the cluster.
 */
export async function resolveCluster(options: {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Null when there is no home folder. */
  readonly home: string | null;
  /** Null: the current one. */
  readonly context: string | null;
  readonly clock: Clock;
  /** Names us in the API server's audit log; default `podline`. */
  readonly userAgent?: string;
  readonly serviceAccountDir?: string;
}): Promise<ResolvedCluster> {
  const { env, context, clock, userAgent = 'podline' } = options;
  const dir = options.serviceAccountDir ?? SERVICE_ACCOUNT_DIR;
  const throughProxy = (settings: Result<ClusterSettings>): Result<ClusterSettings> => {
    if (!settings.ok || settings.value.proxy !== null) return settings;
    const proxy = proxyOfEnvironment(settings.value.server, env);
    return proxy.ok ? success({ ...settings.value, proxy: proxy.value }) : proxy;
  };
  const resolved = (
    from: 'service-account' | 'kubeconfig',
    settings: Result<ClusterSettings>,
    reread: () => Promise<Result<ClusterSettings>>,
  ): ResolvedCluster => {
    if (!settings.ok) return { kind: 'failed', failure: settings.failure };
    const { name, server } = settings.value;
    const connection = connect({ settings: settings.value, reread, env, userAgent, clock });
    return { kind: 'cluster', from, cluster: { name, server, clock, ...connection } };
  };

  if (context === null && (await isInCluster(env, dir))) {
    const read = async (): Promise<Result<ClusterSettings>> =>
      throughProxy(await readServiceAccount(env, dir));
    return resolved('service-account', await read(), read);
  }
  const paths = kubeconfigPaths(env, options.home);
  const found = await readKubeconfig(paths, context);
  if (found !== null) {
    const settings = throughProxy(found);
    // The context stays the one found now, even if somebody makes another one current later.
    const name = settings.ok ? settings.value.name : context;
    const read = async (): Promise<Result<ClusterSettings>> =>
      throughProxy((await readKubeconfig(paths, name)) ?? failed(noKubeconfig(paths)));
    return resolved('kubeconfig', settings, read);
  }
  const isAskedFor = context !== null || (env['KUBECONFIG'] ?? '') !== '';
  return isAskedFor ? { kind: 'failed', failure: noKubeconfig(paths) } : { kind: 'none' };
}

const noKubeconfig = (paths: readonly string[]): KubeFailure =>
  misconfigured(
    paths.length === 0
      ? 'A context was named, but there is no kubeconfig.'
      : `The kubeconfig ${paths.join(', ')} does not exist.`,
    paths.join(', '),
  );

const SMALL_ANSWER_MS = 10_000;

/**
 * What tells this cluster from others for as long as it exists: the uid of its namespace kube-system or, where that
 * may not be read, a hash of the address. A cluster that cannot be asked is a failure, never another id.
 */
export async function clusterId(cluster: Cluster, signal: AbortSignal): Promise<Result<string>> {
  const answer = await cluster.requestJson('/api/v1/namespaces/kube-system', {
    signal,
    deadlineMs: SMALL_ANSWER_MS,
  });
  if (answer.ok) {
    const uid = text(record(record(answer.value.json)['metadata'])['uid']);
    return success(uid ?? addressHash(cluster));
  }
  const { code } = answer.failure;
  return code === 'forbidden' || code === 'not-found' ? success(addressHash(cluster)) : answer;
}

const addressHash = (cluster: Cluster): string =>
  `address-${createHash('sha256').update(cluster.server).digest('hex').slice(0, 32)}`;

/** The API server's version as it names it itself, e.g. `v1.36.2`. */
export async function serverVersion(
  cluster: Cluster,
  signal: AbortSignal,
): Promise<Result<string>> {
  const answer = await cluster.requestJson('/version', { signal, deadlineMs: SMALL_ANSWER_MS });
  if (!answer.ok) return answer;
  const version = text(record(answer.value.json)['gitVersion']);
  if (version !== null) return success(version);
  return failed(protocolFailure(`${cluster.server} does not say its version.`, answer.value.tried));
}
