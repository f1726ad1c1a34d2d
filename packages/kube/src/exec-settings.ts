/** `users[].user.exec` of a kubeconfig: the program that logs us in, as GKE, EKS and AKS set it up. */
import { type JsonRecord, list, record, text } from './api-json.ts';
import { failed, type KubeFailure, misconfigured, type Result, success } from './errors.ts';
import { type Entry, unknownField } from './kubeconfig-entry.ts';

export interface ExecPlugin {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly apiVersion: string;
  readonly installHint: string | null;
  readonly provideClusterInfo: boolean;
  /** What the plugin is told of the cluster beside its address and TLS: `proxy-url`, and the settings kept for it. */
  readonly clusterExtras: JsonRecord;
  /** File and entry of the kubeconfig, for the sentence of a failure. */
  readonly at: string;
}

const FIELDS = [
  'command',
  'args',
  'env',
  'apiVersion',
  'installHint',
  'provideClusterInfo',
  'interactiveMode',
];
const VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];

/** The plugin that `user` names, for the cluster of `cluster`; anything that cannot be honoured is a failure. */
export function execPluginOf(user: Entry, cluster: Entry): Result<ExecPlugin> {
  const raw = record(user.raw['exec']);
  const refusal = faultOf(raw, user.at);
  if (refusal !== null) return failed(refusal);
  const command = text(raw['command']) ?? '';
  return success({
    // As client-go: a path is relative to the kubeconfig, a bare name is looked for in the PATH.
    command: command.includes('/') ? user.beside(command) : command,
    args: texts(raw['args']) ?? [],
    env: envOf(raw['env']) ?? {},
    apiVersion: text(raw['apiVersion']) ?? '',
    installHint: text(raw['installHint']),
    provideClusterInfo: raw['provideClusterInfo'] === true,
    clusterExtras: extrasOf(cluster.raw),
    at: user.at,
  });
}

function faultOf(raw: JsonRecord, at: string): KubeFailure | null {
  const fault = (what: string): KubeFailure => misconfigured(`${at}, field exec${what}.`);
  if (text(raw['command']) === null) return fault('.command, is missing');
  if (!VERSIONS.includes(text(raw['apiVersion']) ?? ''))
    return fault('.apiVersion, is neither v1 nor v1beta1');
  if (raw['interactiveMode'] === 'Always')
    return fault('.interactiveMode, is Always; Podline has no terminal');
  if (!['Never', 'IfAvailable'].includes(text(raw['interactiveMode']) ?? 'IfAvailable'))
    return fault('.interactiveMode, is none of Never, IfAvailable and Always');
  if (texts(raw['args']) === null) return fault('.args, holds something that is no text');
  if (envOf(raw['env']) === null) return fault('.env, holds something other than name and value');
  return unknownField(`${at}, field exec,`, raw, FIELDS);
}

function texts(value: unknown): readonly string[] | null {
  const all = list(value);
  const found = all.filter((it) => typeof it === 'string');
  return found.length === all.length ? found : null;
}

function envOf(value: unknown): Readonly<Record<string, string>> | null {
  const pairs: [string, string][] = [];
  for (const pair of list(value)) {
    const { name, value: content } = record(pair);
    if (typeof name !== 'string' || name === '' || typeof content !== 'string') return null;
    pairs.push([name, content]);
  }
  return Object.fromEntries(pairs);
}

/** Where a kubeconfig keeps settings for the plugin, per cluster (client-go, `ExecCluster.Config`). */
const CONFIG_EXTENSION = 'client.authentication.k8s.io/exec';

function extrasOf(cluster: JsonRecord): JsonRecord {
  const extension = list(cluster['extensions'])
    .map(record)
    .find((it) => it['name'] === CONFIG_EXTENSION);
  const proxy = text(cluster['proxy-url']);
  return {
    ...(proxy === null ? {} : { 'proxy-url': proxy }),
    ...(cluster['disable-compression'] === true ? { 'disable-compression': true } : {}),
    ...(extension === undefined ? {} : { config: extension['extension'] }),
  };
}
