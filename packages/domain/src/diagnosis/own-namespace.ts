/**
 * The pod's own namespace where a script looks it up, as Kubernetes' own example of an init container does:
 * `nslookup myservice.$(cat /var/run/secrets/kubernetes.io/serviceaccount/namespace).svc.cluster.local`.
 */
import type { Target } from './target.ts';

/** Stands for it until it is known who asks: a label that a host name may have, and that nobody gives a namespace. */
export const OWN_NAMESPACE = 'own-namespace-of-this-pod';

const FILE = String.raw`(?:cat|<)\s*[^\s()\x60"']*/serviceaccount/namespace\s*`;
const LOOKED_UP = new RegExp(`\\$\\(\\s*${FILE}\\)|\`\\s*${FILE}\``, 'g');

export const withOwnNamespace = (word: string): string => word.replace(LOOKED_UP, OWN_NAMESPACE);

const ENDING = new RegExp(`\\.${OWN_NAMESPACE}(?:\\.svc(?:\\..*)?)?$`);

/** As it would be written by somebody who leaves the own namespace out. */
export function fromWithin<T extends Target>(target: T): T {
  switch (target.kind) {
    case 'host':
      return { ...target, host: target.host.replace(ENDING, '') };
    case 'object':
      return target.namespace === OWN_NAMESPACE ? { ...target, namespace: null } : target;
    case 'file':
      return target;
  }
}
