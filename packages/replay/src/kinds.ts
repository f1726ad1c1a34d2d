/** The kinds of objects that a replay serves, and what each can be selected by. */

import type { JsonObject } from './recording.ts';

export type Plural =
  | 'pods'
  | 'events'
  | 'nodes'
  | 'namespaces'
  | 'services'
  | 'endpointslices'
  | 'jobs';

export interface Kind {
  readonly plural: Plural;
  readonly kind: string;
  /** The API group; '' is the core. All are served as its v1. */
  readonly group: '' | 'discovery.k8s.io' | 'batch';
  readonly namespaced: boolean;
  /** Field labels that a selector may name, and where each is in the object. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** What a bookmark of this kind carries beside its metadata, as Go prints an empty object. */
  readonly emptyRest: JsonObject;
}

/** Labels that are the path itself. */
const paths = (...labels: string[]): Record<string, readonly string[]> =>
  Object.fromEntries(labels.map((label) => [label, label.split('.')]));

// The field labels of `pkg/apis/core/v1/conversion.go`, v1.36.
export const KINDS: Readonly<Record<Plural, Kind>> = {
  pods: {
    plural: 'pods',
    kind: 'Pod',
    group: '',
    namespaced: true,
    fields: {
      ...paths('metadata.name', 'metadata.namespace', 'spec.nodeName', 'spec.restartPolicy'),
      ...paths('spec.schedulerName', 'spec.serviceAccountName', 'spec.hostNetwork'),
      ...paths('status.phase', 'status.podIP', 'status.nominatedNodeName'),
    },
    emptyRest: { spec: { containers: null }, status: {} },
  },
  events: {
    plural: 'events',
    kind: 'Event',
    group: '',
    namespaced: true,
    fields: {
      ...paths('metadata.name', 'metadata.namespace', 'reason', 'reportingComponent', 'type'),
      ...paths('involvedObject.kind', 'involvedObject.namespace', 'involvedObject.name'),
      ...paths('involvedObject.uid', 'involvedObject.apiVersion', 'involvedObject.fieldPath'),
      ...paths('involvedObject.resourceVersion'),
      source: ['source', 'component'],
    },
    emptyRest: {
      involvedObject: {},
      source: {},
      firstTimestamp: null,
      lastTimestamp: null,
      eventTime: null,
      reportingComponent: '',
      reportingInstance: '',
    },
  },
  nodes: {
    plural: 'nodes',
    kind: 'Node',
    group: '',
    namespaced: false,
    fields: paths('metadata.name', 'spec.unschedulable'),
    emptyRest: { spec: {}, status: {} },
  },
  namespaces: {
    plural: 'namespaces',
    kind: 'Namespace',
    group: '',
    namespaced: false,
    fields: paths('metadata.name', 'status.phase'),
    emptyRest: { spec: {}, status: {} },
  },
  services: {
    plural: 'services',
    kind: 'Service',
    group: '',
    namespaced: true,
    fields: paths('metadata.name', 'metadata.namespace', 'spec.clusterIP', 'spec.type'),
    emptyRest: { spec: {}, status: { loadBalancer: {} } },
  },
  endpointslices: {
    plural: 'endpointslices',
    kind: 'EndpointSlice',
    group: 'discovery.k8s.io',
    namespaced: true,
    fields: paths('metadata.name', 'metadata.namespace'),
    emptyRest: { addressType: '', endpoints: null, ports: null },
  },
  jobs: {
    plural: 'jobs',
    kind: 'Job',
    group: 'batch',
    namespaced: true,
    fields: paths('metadata.name', 'metadata.namespace', 'status.successful'),
    emptyRest: { spec: { template: {} }, status: {} },
  },
};

/** `v1` of the core, `batch/v1` of a group. */
export const apiVersionOf = ({ group }: Kind): string => (group === '' ? 'v1' : `${group}/v1`);

/** What `path` leads to as a field selector compares it; absent is the empty text. */
export function fieldAt(object: JsonObject, path: readonly string[]): string {
  let value: unknown = object;
  for (const step of path) value = (value as JsonObject | null | undefined)?.[step];
  return value === undefined || value === null ? '' : String(value);
}
