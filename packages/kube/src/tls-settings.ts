/** The TLS material of a kubeconfig's cluster and user: within it, or in the files it points to. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { text } from './api-json.ts';
import { failed, misconfigured, type Result, success } from './errors.ts';
import type { Entry } from './kubeconfig-entry.ts';
import { readNamed, type Tls } from './settings.ts';

/**
 * The TLS settings of a cluster and a user. A certificate whose key is another one's (a rotation seen half-way) is a failure, so
 * that whoever reads again keeps the last good pair.
 */
export async function tlsOf(cluster: Entry, user: Entry): Promise<Result<Tls>> {
  const ca = await pem(cluster, 'certificate-authority');
  if (!ca.ok) return ca;
  const cert = await pem(user, 'client-certificate');
  if (!cert.ok) return cert;
  const key = await pem(user, 'client-key');
  if (!key.ok) return key;
  const verify = cluster.raw['insecure-skip-tls-verify'] !== true;
  if (!verify && ca.value !== null)
    return failed(
      misconfigured(
        `${cluster.at} has both insecure-skip-tls-verify and a certificate-authority; keep one.`,
      ),
    );
  if ((cert.value === null) !== (key.value === null))
    return failed(misconfigured(`${user.at} has one of client-certificate and client-key only.`));
  const fault = pairFault(cert.value, key.value);
  if (fault !== null) return failed(misconfigured(`${user.at} has a client-certificate ${fault}.`));
  return success({
    ca: ca.value,
    cert: cert.value,
    key: key.value,
    serverName: text(cluster.raw['tls-server-name']),
    verify,
  });
}

/** `FIELD-data` (base64) wins over the file that `FIELD` names, as in client-go. */
async function pem(entry: Entry, field: string): Promise<Result<string | null>> {
  const data = text(entry.raw[`${field}-data`]);
  if (data !== null) {
    const decoded = Buffer.from(data, 'base64').toString('utf8');
    if (isPem(decoded)) return success(decoded);
    return failed(misconfigured(`${entry.at} has a ${field}-data that is not base64 of PEM.`));
  }
  const path = text(entry.raw[field]);
  if (path === null) return success(null);
  const content = await readNamed(entry.beside(path), `${entry.at}, field ${field},`);
  if (!content.ok || isPem(content.value)) return content;
  return failed(
    misconfigured(`${entry.at}, field ${field}, names ${entry.beside(path)}, which is not PEM.`),
  );
}

const isPem = (content: string): boolean =>
  content.includes('-----BEGIN ') && content.includes('-----END ');

/** What is wrong with a client certificate and its key, or null; both null is fine. */
export function pairFault(cert: string | null, key: string | null): string | null {
  if (cert === null || key === null) return null;
  try {
    const isPair = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
    return isPair ? null : 'that does not belong to its client-key';
  } catch {
    // The cause may quote the key, and says no more than this.
    return 'or client-key that cannot be read (an encrypted key cannot be used)';
  }
}
