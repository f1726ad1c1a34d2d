/** One entry of a kubeconfig's clusters or users, and which of its fields Podline honours. */
import type { JsonRecord } from './api-json.ts';
import { type KubeFailure, misconfigured } from './errors.ts';

export interface Entry {
  readonly raw: JsonRecord;
  /** File and entry, for the sentence of a failure. */
  readonly at: string;
  /** Relative paths are relative to the file that names them. */
  readonly beside: (path: string) => string;
}

const CLUSTER_FIELDS = [
  'server',
  'tls-server-name',
  'insecure-skip-tls-verify',
  'certificate-authority',
  'certificate-authority-data',
  'proxy-url',
  // Honoured either way: Podline never asks for compression.
  'disable-compression',
  'extensions',
  // Of Kubernetes before 1.3; kubectl ignores it too.
  'api-version',
];

const USER_FIELDS = [
  'client-certificate',
  'client-certificate-data',
  'client-key',
  'client-key-data',
  'token',
  'tokenFile',
  'as',
  'as-uid',
  'as-groups',
  'as-user-extra',
  'username',
  'password',
  'exec',
  'extensions',
];

/** Why these entries cannot be honoured as they stand, or null. What is ignored in silence might change whom we speak to, or as whom. */
export const entryFault = (cluster: Entry, user: Entry): KubeFailure | null =>
  unknownField(cluster.at, cluster.raw, CLUSTER_FIELDS) ??
  authProviderFault(user) ??
  unknownField(user.at, user.raw, USER_FIELDS);

/** The first field that says something and is not among `known`, as a failure. */
export function unknownField(
  at: string,
  raw: JsonRecord,
  known: readonly string[],
): KubeFailure | null {
  const field = Object.keys(raw).find((name) => isSaid(raw[name]) && !known.includes(name));
  if (field === undefined) return null;
  return misconfigured(`${at} sets ${field}, which Podline does not know; remove it.`);
}

/** Whether a field says something: Go writes what is absent as null or as an empty text. */
export const isSaid = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '';

/** What took the place of each auth-provider, which kubectl had built in until 1.26 (oidc: still has). */
const INSTEAD: Readonly<Record<string, string>> = {
  gcp: 'install gke-gcloud-auth-plugin and run `gcloud container clusters get-credentials` again',
  azure: 'install kubelogin and run `kubelogin convert-kubeconfig`',
  oidc: 'log in by an exec plugin such as kubectl-oidc_login',
};

function authProviderFault({ raw, at }: Entry): KubeFailure | null {
  const provider = raw['auth-provider'];
  if (!isSaid(provider)) return null;
  const name =
    typeof provider === 'object' && provider !== null && 'name' in provider
      ? String(provider.name)
      : '';
  const instead = Object.hasOwn(INSTEAD, name) ? INSTEAD[name] : 'log in by an exec plugin';
  return misconfigured(
    `${at} has the auth-provider ${JSON.stringify(name)}, which Podline does not support; ${instead}.`,
  );
}
