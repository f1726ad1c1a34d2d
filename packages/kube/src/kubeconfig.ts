/** One context of a kubeconfig as settings; whatever is broken or not honoured is a failure that names file and field. */
import { readFile } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import type { Cluster, KubeConfig, User } from '@kubernetes/client-node';
import { LineCounter, parseDocument } from 'yaml';
import { type JsonRecord, list, record, text } from './api-json.ts';
import { failed, type KubeFailure, misconfigured, type Result, success } from './errors.ts';
import { identityOf, tlsOf } from './kubeconfig-user.ts';
import type { ClusterSettings } from './settings.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The files to read, first wins: those of KUBECONFIG, or `.kube/config` at home. */
export function kubeconfigPaths(env: Env, home: string | null): readonly string[] {
  const named = (env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  if (named.length > 0) return named;
  return home === null ? [] : [join(home, '.kube', 'config')];
}

/**
 * The given context (null: the current one) of the files that exist.
 * Null when none of the files exists. Merged as kubectl does: the first file to say something wins.
 */
export async function readKubeconfig(
  paths: readonly string[],
  context: string | null,
): Promise<Result<ClusterSettings> | null> {
  const files: KubeconfigFile[] = [];
  for (const path of paths) {
    const file = await readFileOf(path);
    if (file === null) continue;
    if (!file.ok) return file;
    files.push(file.value);
  }
  if (files.length === 0) return null;
  return settingsOf(files, context);
}

interface KubeconfigFile {
  readonly path: string;
  readonly config: KubeConfig;
  /** The same document untouched: the client library drops the fields that it does not know. */
  readonly raw: JsonRecord;
}

async function readFileOf(path: string): Promise<Result<KubeconfigFile> | null> {
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (error) {
    if (text(record(error)['code']) === 'ENOENT') return null;
    const reason = error instanceof Error ? error.message : String(error);
    return refuse(path, `cannot be read: ${reason}`, error);
  }
  const lines = new LineCounter();
  // No pretty errors: they quote the lines around the fault, and those hold credentials.
  const document = parseDocument(content, { lineCounter: lines, prettyErrors: false });
  const [fault] = document.errors;
  if (fault !== undefined)
    return refuse(path, `is not YAML (line ${lines.linePos(fault.pos[0]).line}: ${fault.code})`);
  const raw = record(document.toJS());
  if (Object.keys(raw).length === 0) return refuse(path, 'is empty');
  return loaded(path, content, raw);
}

async function loaded(
  path: string,
  content: string,
  raw: JsonRecord,
): Promise<Result<KubeconfigFile>> {
  // Loaded late: the library takes 0.7 s and 90 MB, which recordings and the in-cluster account need not pay.
  const { KubeConfig: Library } = await import('@kubernetes/client-node');
  const config = new Library();
  try {
    config.loadFromString(content);
  } catch (error) {
    // The library's messages name the field, e.g. "clusters[0].cluster.server is missing".
    const reason = error instanceof Error ? error.message : String(error);
    return refuse(path, `cannot be used: ${reason}`, error);
  }
  return success({ path, config, raw });
}

async function settingsOf(
  files: readonly KubeconfigFile[],
  wanted: string | null,
): Promise<Result<ClusterSettings>> {
  const where = files.map((file) => file.path).join(', ');
  if (files.every((file) => list(file.raw['contexts']).length === 0))
    return refuse(where, 'has no contexts');
  const current = files.map((file) => text(file.raw['current-context'])).find((it) => it !== null);
  const name = wanted ?? current;
  if (name === undefined)
    return refuse(where, 'has no current-context; set one, or name a context');

  const context = findIn(files, (file) =>
    file.config.getContexts().find((entry) => entry.name === name),
  );
  if (context === null) {
    const field = wanted === null ? 'current-context names' : 'has no context';
    return refuse(
      where,
      `${field} ${quoted(name)}${wanted === null ? ', which it does not hold' : ''}`,
    );
  }
  const cluster = findIn(files, (file) =>
    file.config.getClusters().find((entry) => entry.name === context.entry.cluster),
  );
  if (cluster === null)
    return refuse(
      context.file.path,
      `context ${quoted(name)} names the cluster ${quoted(context.entry.cluster)}, which does not exist`,
    );
  const user = findIn(files, (file) =>
    file.config.getUsers().find((entry) => entry.name === context.entry.user),
  );
  if (user === null && text(context.entry.user) !== null)
    return refuse(
      context.file.path,
      `context ${quoted(name)} names the user ${quoted(context.entry.user)}, which does not exist`,
    );
  return assembled(name, cluster, user);
}

interface Found<T> {
  readonly entry: T;
  readonly file: KubeconfigFile;
}

function findIn<T>(
  files: readonly KubeconfigFile[],
  pick: (file: KubeconfigFile) => T | undefined,
): Found<T> | null {
  for (const file of files) {
    const entry = pick(file);
    if (entry !== undefined) return { entry, file };
  }
  return null;
}

/** Fields that would change whom we speak to or as whom, and that we do not honour: silence would be a lie. */
const NOT_HONOURED_OF_CLUSTER = ['proxy-url'];
const NOT_HONOURED_OF_USER = ['as', 'as-uid', 'as-groups', 'as-user-extra', 'auth-provider'];

async function assembled(
  name: string,
  cluster: Found<Cluster>,
  user: Found<User> | null,
): Promise<Result<ClusterSettings>> {
  const rawCluster = rawEntry(cluster.file.raw, 'clusters', cluster.entry.name, 'cluster');
  const rawUser = user === null ? {} : rawEntry(user.file.raw, 'users', user.entry.name, 'user');
  const clusterAt = `${cluster.file.path}: cluster ${quoted(cluster.entry.name)}`;
  const userAt = `${user?.file.path ?? ''}: user ${quoted(user?.entry.name ?? '')}`;

  const refusal =
    notHonoured(clusterAt, rawCluster, NOT_HONOURED_OF_CLUSTER) ??
    notHonoured(userAt, rawUser, NOT_HONOURED_OF_USER) ??
    badServer(clusterAt, cluster.entry.server);
  if (refusal !== null) return failed(refusal);

  const beside = (owner: { readonly file: KubeconfigFile } | null) => (path: string) =>
    isAbsolute(path) ? path : join(dirname(owner?.file.path ?? ''), path);
  const tls = await tlsOf({
    cluster: { raw: rawCluster, at: clusterAt, beside: beside(cluster) },
    user: { raw: rawUser, at: userAt, beside: beside(user) },
  });
  if (!tls.ok) return tls;
  const identity = await identityOf({ raw: rawUser, at: userAt, beside: beside(user) });
  if (!identity.ok) return identity;
  return success({
    name,
    server: cluster.entry.server.replace(/\/+$/, ''),
    tls: tls.value,
    identity: identity.value,
  });
}

function rawEntry(raw: JsonRecord, plural: string, name: string, field: string): JsonRecord {
  const entry = list(raw[plural]).find((candidate) => record(candidate)['name'] === name);
  return record(record(entry)[field]);
}

function notHonoured(at: string, raw: JsonRecord, fields: readonly string[]): KubeFailure | null {
  const field = fields.find((name) => raw[name] !== undefined && raw[name] !== null);
  if (field === undefined) return null;
  return misconfigured(`${at} sets ${field}, which Podline does not support.`, null);
}

function badServer(at: string, server: string): KubeFailure | null {
  const url = URL.parse(server);
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    return misconfigured(`${at} has a server that is no http or https URL.`);
  if (url.username !== '' || url.password !== '')
    return misconfigured(`${at} has credentials in its server URL; put them under users.`);
  return null;
}

const quoted = (name: string): string => JSON.stringify(name);

const refuse = (path: string, what: string, cause: unknown = null): Result<never> =>
  failed(misconfigured(`The kubeconfig ${path} ${what}.`, path, cause));
