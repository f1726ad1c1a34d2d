/** What is kept of the objects around pods, where each stands, and whose findings hang on it. */
import type { ClusterJob, ClusterService, EndpointSlice } from '@podline/kube';
import type { SliceKept } from './endpoints.ts';
import type { AroundKind } from './seen.ts';
import type { Shelved } from './shelf.ts';

export interface AroundObjects {
  readonly services: ClusterService;
  readonly endpoints: EndpointSlice;
  readonly jobs: ClusterJob;
}

/** The uid tells nothing that the name does not: one name is one object, and the watch tells of its end before its successor. */
export type ServiceKept = Omit<ClusterService, 'uid' | 'resourceVersion'>;
export type JobKept = Pick<ClusterJob, 'namespace' | 'name' | 'state' | 'reason'>;

interface Place<T, Kept> {
  readonly put: (object: T) => Shelved<Kept>;
  /** `isNew`: it appears or goes, which changes more than its own. */
  readonly keys: (shelved: Shelved<unknown>, isNew: boolean) => readonly string[];
}

export interface Kept {
  readonly services: ServiceKept;
  readonly endpoints: SliceKept;
  readonly jobs: JobKept;
}

export const PLACES: { readonly [K in AroundKind]: Place<AroundObjects[K], Kept[K]> } = {
  services: {
    put: ({ uid: _uid, resourceVersion: _version, ...value }) => ({
      ...{ namespace: value.namespace, name: value.name, group: value.namespace },
      value,
    }),
    keys: ({ namespace, name }, isNew) => [
      `service ${namespace}/${name}`,
      ...(isNew ? [`name ${name}`, `absent ${namespace}`] : []),
    ],
  },
  endpoints: {
    // What nothing ties to a Service stands where no Service can: a name may not be empty.
    put: ({ namespace, name, service, family, endpoints, ports }) => ({
      ...{ namespace, name, group: `${namespace}/${service ?? ''}` },
      value: { family, endpoints, ports },
    }),
    keys: ({ group }) => [`service ${group}`],
  },
  jobs: {
    put: ({ namespace, name, state, reason }) => ({
      ...{ namespace, name, group: namespace },
      value: { namespace, name, state, reason },
    }),
    keys: ({ namespace, name }) => [`job ${namespace}/${name}`],
  },
};
