/** A failure in two or three words, where there is no room for its sentence. */
import type { ErrorCode, FailingScope } from '@podline/contract';

const WORDS: Readonly<Partial<Record<ErrorCode, string>>> = {
  CLUSTER_UNREACHABLE: 'no answer',
  CLUSTER_FAILING: 'cluster API failing',
  CLUSTER_THROTTLES: 'throttled by the cluster',
  CLUSTER_SILENT: 'cluster silent',
  LOGIN_HELPER_FAILED: 'login helper failed',
  CLUSTER_REFUSED_CREDENTIALS: 'credentials rejected',
  CLUSTER_FORBIDDEN: 'forbidden',
  CLUSTER_MISCONFIGURED: 'kubeconfig unusable',
  NOT_RECORDING: 'database takes no writes',
  DATABASE_UNUSABLE: 'database unusable',
};

export const shortProblem = (code: ErrorCode): string => WORDS[code] ?? 'error';

/** More names than that say less. */
const MOST_NAMES = 4;

/** `namespace shop`, `namespaces payments and shop`, `namespaces a, b, c, d and 3 more`. */
export function namespacesIn(scopes: readonly FailingScope[]): string {
  const names = scopes.map(({ namespace }) => (namespace === '' ? 'all' : namespace)).sort();
  const [only] = names;
  if (only !== undefined && names.length === 1) return `namespace ${only}`;
  const shown = names.slice(0, names.length > MOST_NAMES ? MOST_NAMES : -1);
  const last = names.length > MOST_NAMES ? `${names.length - MOST_NAMES} more` : names.at(-1);
  return `namespaces ${shown.join(', ')} and ${last}`;
}
