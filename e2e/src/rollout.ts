/** Pods of a Deployment, written by hand at any stage of their lives: a rollout as a test tells it. */
import type { JsonObject } from '@podline/replay';

export interface RolledPod {
  readonly namespace: string;
  readonly deployment: string;
  readonly revision: string;
  /** The end of its name. */
  readonly end: string;
  /** When it was created, in milliseconds since 1970. */
  readonly at: number;
}

/** How long each part of a start took, in seconds; null: it goes on, and what is behind it has not begun. */
export interface RolledStart {
  readonly migrate: number | null;
  readonly ready: number | null;
}

const BEGIN_S = 1;

export const nameOf = ({ deployment, revision, end }: RolledPod): string =>
  `${deployment}-${revision}-${end}`;

/** Just created: nothing has begun. */
export const createdPod = (pod: RolledPod): JsonObject =>
  written(pod, { conditions: [], phase: 'Pending', statuses: null, at: stamp(pod, 0) });

/** Its init took so long, and it was ready so long after its app started. */
export function startedPod(pod: RolledPod, { migrate, ready }: RolledStart): JsonObject {
  const initDone = BEGIN_S + (migrate ?? 0);
  const readyAt = initDone + (ready ?? 0);
  const init = {
    ...container('migrate'),
    state:
      migrate === null
        ? { running: { startedAt: stamp(pod, BEGIN_S) } }
        : {
            terminated: {
              exitCode: 0,
              reason: 'Completed',
              startedAt: stamp(pod, BEGIN_S),
              finishedAt: stamp(pod, initDone),
              containerID: 'containerd://migrate',
            },
          },
    ready: migrate !== null,
    started: false,
  };
  const app = {
    ...container('web'),
    state:
      migrate === null
        ? { waiting: { reason: 'PodInitializing' } }
        : { running: { startedAt: stamp(pod, initDone) } },
    ready: ready !== null,
    started: migrate !== null,
    ...(migrate === null ? { containerID: '' } : {}),
  };
  const conditions = [
    condition('PodScheduled', 'True', stamp(pod, 0)),
    condition('PodReadyToStartContainers', 'True', stamp(pod, BEGIN_S)),
    ...(migrate === null ? [] : [condition('Initialized', 'True', stamp(pod, initDone))]),
    ...['ContainersReady', 'Ready'].map((type) =>
      ready === null
        ? condition(type, 'False', stamp(pod, 0))
        : condition(type, 'True', stamp(pod, readyAt)),
    ),
  ];
  const phase = migrate === null ? 'Pending' : 'Running';
  return written(pod, { conditions, phase, statuses: [init, app], at: stamp(pod, readyAt) });
}

const stamp = ({ at }: RolledPod, afterS: number): string =>
  `${new Date(at + afterS * 1000).toISOString().slice(0, 19)}Z`;

const container = (name: string) => ({
  name,
  image: `${name}:1`,
  imageID: `sha256:${name}`,
  containerID: `containerd://${name}`,
  restartCount: 0,
  lastState: {},
});

const condition = (type: string, status: string, lastTransitionTime: string) => ({
  type,
  status,
  lastTransitionTime,
});

interface Written {
  readonly conditions: readonly object[];
  readonly phase: string;
  /** Of the init and the app; null: the kubelet has said nothing yet. */
  readonly statuses: readonly [object, object] | null;
  /** When the kubelet wrote it: that dates what has no time of its own. */
  readonly at: string;
}

function written(pod: RolledPod, { conditions, phase, statuses, at }: Written): JsonObject {
  const { namespace, deployment, revision, end } = pod;
  const owner = `${deployment}-${revision}`;
  return {
    kind: 'Pod',
    metadata: {
      name: nameOf(pod),
      namespace,
      creationTimestamp: stamp(pod, 0),
      managedFields: [{ manager: 'kubelet', operation: 'Update', time: at }],
      labels: { app: deployment, 'pod-template-hash': revision },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: owner, uid: owner, controller: true },
      ],
    },
    spec: {
      ...(statuses === null ? {} : { nodeName: `node-${(end.codePointAt(1) ?? 0) % 5}` }),
      restartPolicy: 'Always',
      initContainers: [{ name: 'migrate', image: 'migrate:1' }],
      containers: [{ name: 'web', image: 'web:1' }],
    },
    status: {
      phase,
      conditions,
      ...(statuses === null
        ? {}
        : { initContainerStatuses: [statuses[0]], containerStatuses: [statuses[1]] }),
    },
  };
}
