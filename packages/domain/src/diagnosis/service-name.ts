/** Which Service a host name stands for, as the cluster's DNS reads it. */
import type { ServiceSeen } from './surroundings.ts';

export interface ServiceName {
  readonly namespace: string;
  readonly name: string;
  /** One of its pods, where the host names one: `db-0` of `db-0.db`. */
  readonly pod?: string;
  /** `db.data`, and no Service of `data` is seen: it may as well be a name outside of the cluster. */
  readonly isGuess?: true;
}

/** Endings that no namespace has: such a name is outside, unless it ends in `.svc…`. */
const OUTSIDE = new Set(
  'com org net io dev app cloud local internal lan home arpa edu gov de eu uk us ai co info'.split(
    ' ',
  ),
);

/**
 * `db`, `db.data`, `db.data.svc`, `db.data.svc.cluster.local`, and `db-0.db.data.svc…` for one pod of it. Null for an address, for the
 * pod itself, and for a name that is outside of the cluster.
 */
export function resolveHost(
  host: string,
  namespace: string,
  services: readonly ServiceSeen[] = [],
): ServiceName | null {
  const labels = labelsOf(host);
  if (isAddress(host) || labels[0] === 'localhost') return null;
  const [first = '', second = '', third = ''] = labels;
  if (labels[2] === 'svc') return { name: first, namespace: second };
  if (labels[3] === 'svc') return { name: second, namespace: third, pod: first };
  if (labels.length === 1) return { name: first, namespace };
  return labels.length === 2 ? twoLabels(first, second, namespace, services) : null;
}

/** The Service of this cluster that an ExternalName stands for; null where that is outside. */
export const aliasOf = (externalName: string): ServiceName | null =>
  /^[^.]+\.[^.]+\.svc(?:\.|$)/i.test(externalName) ? resolveHost(externalName, '') : null;

const labelsOf = (host: string): readonly string[] =>
  host.toLowerCase().replace(/\.$/, '').split('.');

const isAddress = (host: string): boolean => /^[\d.]+$/.test(host) || host.includes(':');

/** `db.data` is a Service of another namespace; `db-0.db` a pod of the headless Service db, where there is one here. */
function twoLabels(
  first: string,
  second: string,
  namespace: string,
  services: readonly ServiceSeen[],
): ServiceName | null {
  if (services.some((it) => it.namespace === second)) return { name: first, namespace: second };
  const isPodOf = services.some((it) => it.name === second && it.namespace === namespace);
  if (isPodOf) return { name: second, namespace, pod: first };
  return OUTSIDE.has(second) ? null : { name: first, namespace: second, isGuess: true };
}

/**
 * All that a host may mean, before it is known which Services there are: whoever looks around has to look for each of these names, and
 * into each of these namespaces, for `resolveHost` to say the same as with all Services. Empty where it can mean none.
 */
export function meaningsOf(host: string, namespace: string): readonly ServiceName[] {
  const labels = labelsOf(host);
  const [first = '', second = ''] = labels;
  if (labels.length !== 2 || isAddress(host)) {
    const only = resolveHost(host, namespace);
    return only === null ? [] : [only];
  }
  if (first === 'localhost') return [];
  return [
    { name: first, namespace: second },
    { name: second, namespace, pod: first },
  ];
}
