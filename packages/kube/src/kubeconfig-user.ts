/** Certificates and credentials of one kubeconfig entry, read from the file or from where it points to. */
import { type JsonRecord, list, record, text } from './api-json.ts';
import { failed, misconfigured, type Result, success } from './errors.ts';
import { type ExecPlugin, type Identity, readNamed, type Tls } from './settings.ts';

export interface Entry {
  readonly raw: JsonRecord;
  /** File and entry, for the sentence of a failure. */
  readonly at: string;
  /** Relative paths are relative to the file that names them. */
  readonly beside: (path: string) => string;
}

/** The TLS settings of a cluster and a user. */
export async function tlsOf(entries: {
  readonly cluster: Entry;
  readonly user: Entry;
}): Promise<Result<Tls>> {
  const { cluster, user } = entries;
  const ca = await pem(cluster, 'certificate-authority');
  if (!ca.ok) return ca;
  const cert = await pem(user, 'client-certificate');
  if (!cert.ok) return cert;
  const key = await pem(user, 'client-key');
  if (!key.ok) return key;
  if ((cert.value === null) !== (key.value === null))
    return failed(misconfigured(`${user.at} has one of client-certificate and client-key only.`));
  return success({
    ca: ca.value,
    cert: cert.value,
    key: key.value,
    serverName: text(cluster.raw['tls-server-name']),
    verify: cluster.raw['insecure-skip-tls-verify'] !== true,
  });
}

/** `FIELD-data` (base64) wins over the file that `FIELD` names, as in client-go. */
async function pem(entry: Entry, field: string): Promise<Result<string | null>> {
  const data = text(entry.raw[`${field}-data`]);
  if (data !== null) {
    const decoded = Buffer.from(data, 'base64').toString('utf8');
    if (decoded.includes('-----BEGIN ')) return success(decoded);
    return failed(misconfigured(`${entry.at} has a ${field}-data that is not base64 of PEM.`));
  }
  const path = text(entry.raw[field]);
  if (path === null) return success(null);
  return readNamed(entry.beside(path), `${entry.at}, field ${field},`);
}

/** Who the user is. More than one way at once is refused, as kubectl does. */
export async function identityOf(user: Entry): Promise<Result<Identity>> {
  const ways: readonly string[] = [
    ...(given(user, 'token') || given(user, 'tokenFile') ? ['token'] : []),
    ...(given(user, 'username') || given(user, 'password') ? ['username and password'] : []),
    ...(given(user, 'exec') ? ['exec'] : []),
  ];
  if (ways.length > 1)
    return failed(misconfigured(`${user.at} has both ${ways.join(' and ')}; keep one.`));
  switch (ways[0]) {
    case 'token':
      return bearer(user);
    case 'username and password':
      return success({
        kind: 'basic',
        username: text(user.raw['username']) ?? '',
        password: text(user.raw['password']) ?? '',
      });
    case 'exec':
      return exec(user);
    default:
      return success({ kind: 'none' });
  }
}

const given = (user: Entry, field: string): boolean =>
  user.raw[field] !== undefined && user.raw[field] !== null && user.raw[field] !== '';

async function bearer(user: Entry): Promise<Result<Identity>> {
  const path = text(user.raw['tokenFile']);
  // client-go: the file takes precedence over the token beside it.
  const token =
    path === null
      ? success((text(user.raw['token']) ?? '').trim())
      : await readNamed(user.beside(path), `${user.at}, field tokenFile,`);
  if (!token.ok) return token;
  // A line break within would make the header invalid, and the error would quote the token.
  if (/^[\x21-\x7e]+$/.test(token.value)) return success({ kind: 'bearer', token: token.value });
  return failed(misconfigured(`${user.at} has a token with characters that no token has.`));
}

function exec(user: Entry): Result<Identity> {
  const raw = record(user.raw['exec']);
  const command = text(raw['command']);
  if (command === null) return failed(misconfigured(`${user.at}, field exec.command, is missing.`));
  const apiVersion = text(raw['apiVersion']);
  if (apiVersion === null || !/^client\.authentication\.k8s\.io\/v1(beta1)?$/.test(apiVersion))
    return failed(misconfigured(`${user.at}, field exec.apiVersion, is neither v1 nor v1beta1.`));
  if (text(raw['interactiveMode']) === 'Always')
    return failed(
      misconfigured(`${user.at}, field exec.interactiveMode, is Always; Podline has no terminal.`),
    );
  const plugin: ExecPlugin = {
    command: command.includes('/') ? user.beside(command) : command,
    args: list(raw['args']).flatMap((arg) => (typeof arg === 'string' ? [arg] : [])),
    env: envOf(raw),
    apiVersion,
    installHint: text(raw['installHint']),
    provideClusterInfo: raw['provideClusterInfo'] === true,
    at: user.at,
  };
  return success({ kind: 'exec', plugin });
}

const envOf = (raw: JsonRecord): Readonly<Record<string, string>> =>
  Object.fromEntries(
    list(raw['env']).flatMap((pair) => {
      const { name, value } = record(pair);
      return typeof name === 'string' && typeof value === 'string' ? [[name, value]] : [];
    }),
  );
