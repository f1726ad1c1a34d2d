/** The cluster we run in, by the service account that the kubelet mounts into our pod. */
import { access } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import { failed, misconfigured, type Result, success } from './errors.ts';
import { type ClusterSettings, isToken, readNamed } from './settings.ts';

export const SERVICE_ACCOUNT_DIR = '/var/run/secrets/kubernetes.io/serviceaccount';

type Env = Readonly<Record<string, string | undefined>>;

/** Whether a kubelet started us with a service account: both variables and the token file are there. */
export async function isInCluster(env: Env, dir: string): Promise<boolean> {
  if (!env['KUBERNETES_SERVICE_HOST'] || !env['KUBERNETES_SERVICE_PORT']) return false;
  return exists(join(dir, 'token'));
}

/** Read anew each time: the kubelet replaces the token long before it expires. */
export async function readServiceAccount(env: Env, dir: string): Promise<Result<ClusterSettings>> {
  const token = await readNamed(join(dir, 'token'), 'The service account');
  if (!token.ok) return token;
  if (!isToken(token.value))
    return failed(
      misconfigured('The service account has a token with characters that no token has.'),
    );
  const caFile = join(dir, 'ca.crt');
  // Without a CA file client-go goes on with the machine's authorities, and so do we.
  const ca = (await exists(caFile))
    ? await readNamed(caFile, 'The service account')
    : success(null);
  if (!ca.ok) return failed(ca.failure);
  const host = env['KUBERNETES_SERVICE_HOST'] ?? '';
  return success({
    name: 'in-cluster',
    server: `https://${isIPv6(host) ? `[${host}]` : host}:${env['KUBERNETES_SERVICE_PORT']}`,
    tls: { ca: ca.value, cert: null, key: null, serverName: null, verify: true },
    proxy: null,
    identity: { kind: 'bearer', token: token.value },
    impersonation: {},
  });
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    // Absent, or not for us: either way there is nothing to use.
    return false;
  }
}
