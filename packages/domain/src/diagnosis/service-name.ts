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
  const svc = labels.indexOf('svc');
  if (svc === 2) return { name: labels[0] ?? '', namespace: labels[1] ?? '' };
  if (svc === 3) return { name: labels[1] ?? '', namespace: labels[2] ?? '' };
  const [first = '', second = ''] = labels;
  if (labels.length === 1) return { name: first, namespace };
  const isNamespace = services.some((it) => it.namespace === second);
  if (labels.length === 2 && (isNamespace || !OUTSIDE.has(second))) {
    // `db-0.db` is a pod of the headless Service db, where there is one here.
    const isPodOf = services.some((it) => it.name === second && it.namespace === namespace);
    return isPodOf && !isNamespace
      ? { name: second, namespace }
      : { name: first, namespace: second };
  }
  return null;
}
