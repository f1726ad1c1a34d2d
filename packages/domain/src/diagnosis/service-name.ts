/** Which Service a host name stands for, as the cluster's DNS reads it. */
import type { ServiceSeen } from './surroundings.ts';

export interface ServiceName {
  readonly namespace: string;
  readonly name: string;
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
  const labels = host.toLowerCase().replace(/\.$/, '').split('.');
  if (/^[\d.]+$/.test(host) || host.includes(':') || labels[0] === 'localhost') return null;
  const [first = '', second = '', third = ''] = labels;
  if (labels[2] === 'svc') return { name: first, namespace: second };
  if (labels[3] === 'svc') return { name: second, namespace: third };
  if (labels.length === 1) return { name: first, namespace };
  return labels.length === 2 ? twoLabels(first, second, namespace, services) : null;
}

/** `db.data` is a Service of another namespace; `db-0.db` a pod of the headless Service db, where there is one here. */
function twoLabels(
  first: string,
  second: string,
  namespace: string,
  services: readonly ServiceSeen[],
): ServiceName | null {
  if (services.some((it) => it.namespace === second)) return { name: first, namespace: second };
  const isPodOf = services.some((it) => it.name === second && it.namespace === namespace);
  if (isPodOf) return { name: second, namespace };
  return OUTSIDE.has(second) ? null : { name: first, namespace: second };
}
