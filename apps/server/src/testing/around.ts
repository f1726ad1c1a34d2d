/** Objects to write into a replayed cluster: pods that wait, Services, their endpoints, Jobs. */
import type { FindingsDocument } from '@podline/contract';
import type { JsonObject } from '@podline/replay';
import type { App } from '../app-parts.ts';

const STARTED = '2026-11-22T08:00:00Z';

interface PodToWrite {
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Its one init runs this. */
  readonly runs: string;
  readonly owner?: JsonObject;
}

/** Its init runs since long ago, and its app waits for it. */
export const initRuns = (
  name: string,
  { namespace = 'shop', labels = {}, runs, owner }: PodToWrite,
): JsonObject => ({
  kind: 'Pod',
  metadata: {
    ...{ name, namespace, labels, creationTimestamp: STARTED },
    ...(owner === undefined ? {} : { ownerReferences: [{ controller: true, uid: 'o', ...owner }] }),
  },
  spec: {
    nodeName: 'node-1',
    initContainers: [{ name: 'setup', image: 'busybox', command: ['sh', '-c', runs] }],
    containers: [{ name: 'app', image: 'app' }],
  },
  status: {
    phase: 'Pending',
    podIP: '10.244.0.9',
    conditions: [
      { type: 'PodScheduled', status: 'True', lastTransitionTime: STARTED },
      { type: 'PodReadyToStartContainers', status: 'True', lastTransitionTime: STARTED },
      { type: 'Initialized', status: 'False', lastTransitionTime: STARTED },
      { type: 'Ready', status: 'False', lastTransitionTime: STARTED },
    ],
    initContainerStatuses: [
      {
        ...{ name: 'setup', image: 'busybox', imageID: 'i', containerID: `c-${name}` },
        ...{ restartCount: 0, ready: false, started: true },
        state: { running: { startedAt: STARTED } },
      },
    ],
    containerStatuses: [
      {
        ...{ name: 'app', image: 'app', imageID: '', restartCount: 0, ready: false },
        state: { waiting: { reason: 'PodInitializing' } },
      },
    ],
  },
});

export const aService = (name: string, more: JsonObject = {}, namespace = 'shop'): JsonObject => ({
  kind: 'Service',
  metadata: { name, namespace },
  spec: { type: 'ClusterIP', selector: { app: name }, ports: [{ port: 80 }], ...more },
});

/** Of a Service with one port: a slice with the pods of these uids. */
export const aSlice = (
  service: string,
  pods: readonly { readonly uid: string; readonly ready: boolean }[],
  namespace = 'shop',
): JsonObject => ({
  kind: 'EndpointSlice',
  metadata: {
    ...{ name: `${service}-abcde`, namespace },
    labels: { 'kubernetes.io/service-name': service },
  },
  addressType: 'IPv4',
  endpoints: pods.map(({ uid, ready }) => ({
    addresses: ['10.244.0.9'],
    conditions: { ready },
    targetRef: { kind: 'Pod', namespace, name: 'p', uid },
  })),
  ports: [{ port: 8080 }],
});

export const findingsOfPod = async (
  app: App,
  name: string,
  namespace = 'shop',
): Promise<FindingsDocument> =>
  (await (
    await fetch(`${app.url}/api/pods/${namespace}/${name}/findings`)
  ).json()) as FindingsDocument;
