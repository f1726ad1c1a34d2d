/** One context of a kubeconfig as settings; whatever is broken or not honoured is a failure that names file and field. */
import { readFile } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import type { Cluster, KubeConfig, User } from '@kubernetes/client-node';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { type JsonRecord, list, record, text } from './api-json.ts';
import { failed, type KubeFailure, misconfigured, type Result, success } from './errors.ts';
import { impersonationOf } from './impersonation.ts';
import { type Entry, entryFault, isSaid } from './kubeconfig-entry.ts';
import { identityOf } from './kubeconfig-user.ts';
import { type ProxyUrl, proxyFor } from './proxy.ts';
import type { ClusterSettings } from './settings.ts';
import { tlsOf } from './tls-settings.ts';

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
  const document = parseDocument(content, { lineCounter: lines, prettyErrors: false, merge: true });
  const [fault] = document.errors;
  if (fault !== undefined)
    return refuse(path, `is not YAML (line ${lines.linePos(fault.pos[0]).line}: ${fault.code})`);
  const raw = contentOf(document);
  if (raw === null) return refuse(path, 'has more aliases than any kubeconfig');
  if (Object.keys(raw).length === 0) return refuse(path, 'is empty');
  return loaded(path, raw);
}

function contentOf(document: Document): JsonRecord | null {
  try {
    return record(document.toJS());
  } catch {
    // All that it throws for, once parsing went well: aliases that unfold without end.
    return null;
  }
}

async function loaded(path: string, raw: JsonRecord): Promise<Result<KubeconfigFile>> {
  // Loaded late: the library takes 0.7 s and 90 MB, which recordings and the in-cluster account need not pay.
  const { KubeConfig: Library } = await import('@kubernetes/client-node');
  const config = new Library();
  try {
    config.loadFromString(JSON.stringify(withoutCredentials(raw)));
  } catch (error) {
    // The library's messages name the field, e.g. "clusters[0].cluster.server is missing".
    const reason = error instanceof Error ? error.message : String(error);
    return refuse(path, `cannot be used: ${reason}`, error);
  }
  return success({ path, config, raw });
}

/**
 * What the library is given: of the users their names alone, for it opens the files that they name, everybody's; and not the file as it
 * stands, for its parser quotes the lines around a fault, and those hold credentials.
 */
function withoutCredentials(raw: JsonRecord): JsonRecord {
  const users = raw['users'];
  if (!Array.isArray(users)) return { ...raw, users: undefined };
  return { ...raw, users: users.map((entry) => ({ name: record(entry)['name'], user: {} })) };
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

async function assembled(
  name: string,
  cluster: Found<Cluster>,
  user: Found<User> | null,
): Promise<Result<ClusterSettings>> {
  const ofCluster = entryOf(cluster, 'clusters', 'cluster');
  const ofUser = user === null ? NOBODY : entryOf(user, 'users', 'user');
  const refusal = entryFault(ofCluster, ofUser) ?? badServer(ofCluster.at, cluster.entry.server);
  if (refusal !== null) return failed(refusal);
  const server = cluster.entry.server.replace(/\/+$/, '');
  const tls = await tlsOf(ofCluster, ofUser);
  if (!tls.ok) return tls;
  const identity = await identityOf(ofUser, ofCluster);
  if (!identity.ok) return identity;
  const impersonation = impersonationOf(ofUser);
  if (!impersonation.ok) return impersonation;
  const proxy = proxyOf(server, ofCluster);
  if (!proxy.ok) return proxy;
  return success({
    name,
    server,
    tls: tls.value,
    proxy: proxy.value,
    identity: identity.value,
    impersonation: impersonation.value,
  });
}

const NOBODY: Entry = { raw: {}, at: '', beside: (path) => path };

function entryOf(
  { entry, file }: Found<{ readonly name: string }>,
  plural: string,
  field: 'cluster' | 'user',
): Entry {
  return {
    raw: rawEntry(file.raw, plural, entry.name, field),
    at: `${file.path}: ${field} ${quoted(entry.name)}`,
    beside: (path) => (isAbsolute(path) ? path : join(dirname(file.path), path)),
  };
}

function proxyOf(server: string, { raw, at }: Entry): Result<ProxyUrl | null> {
  const value = raw['proxy-url'];
  if (!isSaid(value)) return success(null);
  return proxyFor(server, typeof value === 'string' ? value : '', `${at}, field proxy-url,`);
}

function rawEntry(raw: JsonRecord, plural: string, name: string, field: string): JsonRecord {
  const entry = list(raw[plural]).find((candidate) => record(candidate)['name'] === name);
  return record(record(entry)[field]);
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
