/** A Deployment whose pods a test writes as they started: what is usual of it follows from these. */
import type { JsonObject, ReplayServer } from '@podline/replay';

export interface FleetPod {
  readonly name: string;
  readonly revision: string;
  /** Of its init. */
  readonly image: string;
  /** When it was created, in milliseconds since 1970. */
  readonly at: number;
  /** How long its init took, in seconds; null: it runs. */
  readonly fetchS: number | null;
}

/** Two revisions: twelve quick starts, then eleven slow ones. Each is created, starts, and is ready, one event after the other. */
export function startFleet(server: ReplayServer, now: number): void {
  const start = (pod: FleetPod): void => {
    server.apply(created(pod));
    server.apply(started(pod));
  };
  for (let n = 0; n < 12; n += 1) {
    const at = now - 7_200_000 + n * 60_000;
    start({ name: `web-${n}`, revision: '4a88', image: 'fetch:1', at, fetchS: 4 });
  }
  for (let n = 12; n < 23; n += 1) {
    const at = now - 3_600_000 + n * 60_000;
    start({ name: `web-${n}`, revision: '5b99', image: 'fetch:2', at, fetchS: n === 22 ? 9 : 8 });
  }
}

/** One more, created so long ago, whose init does not end. */
export function startStuck(server: ReplayServer, now: number, agoS: number): void {
  const at = now - agoS * 1000;
  const pod = { name: 'web-late', revision: '5b99', image: 'fetch:2', at, fetchS: null };
  server.apply(created(pod));
  server.apply(started(pod));
}

const stamp = ({ at }: FleetPod, afterS: number): string =>
  `${new Date(at + afterS * 1000).toISOString().slice(0, 19)}Z`;

const created = (pod: FleetPod): JsonObject => written(pod, 0, { phase: 'Pending' });

function started(pod: FleetPod): JsonObject {
  const doneS = 1 + (pod.fetchS ?? 0);
  const isDone = pod.fetchS !== null;
  const condition = (type: string, afterS: number | null) => ({
    type,
    status: afterS === null ? 'False' : 'True',
    lastTransitionTime: stamp(pod, afterS ?? 0),
  });
  const status = (name: string, image: string) => ({
    name,
    image,
    imageID: `sha256:${name}`,
    containerID: `containerd://${pod.name}-${name}`,
    restartCount: 0,
    lastState: {},
  });
  const fetched = {
    exitCode: 0,
    reason: 'Completed',
    startedAt: stamp(pod, 1),
    finishedAt: stamp(pod, doneS),
    containerID: `containerd://${pod.name}-fetch`,
  };
  return written(pod, isDone ? doneS + 3 : 1, {
    phase: isDone ? 'Running' : 'Pending',
    conditions: [
      condition('PodScheduled', 0),
      condition('PodReadyToStartContainers', 1),
      condition('Initialized', isDone ? doneS : null),
      condition('Ready', isDone ? doneS + 3 : null),
      condition('ContainersReady', isDone ? doneS + 3 : null),
    ],
    initContainerStatuses: [
      {
        ...status('fetch', pod.image),
        state: isDone ? { terminated: fetched } : { running: { startedAt: stamp(pod, 1) } },
        ready: isDone,
        started: !isDone,
      },
    ],
    containerStatuses: [
      {
        ...status('web', 'web:1'),
        ...(isDone ? {} : { containerID: '' }),
        state: isDone
          ? { running: { startedAt: stamp(pod, doneS) } }
          : { waiting: { reason: 'PodInitializing' } },
        ready: isDone,
        started: isDone,
      },
    ],
  });
}

function written(pod: FleetPod, seenS: number, status: object): JsonObject {
  const owner = `web-${pod.revision}`;
  return {
    kind: 'Pod',
    metadata: {
      name: pod.name,
      namespace: 'shop',
      creationTimestamp: stamp(pod, 0),
      managedFields: [{ manager: 'kubelet', operation: 'Update', time: stamp(pod, seenS) }],
      labels: { app: 'web', 'pod-template-hash': pod.revision },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: owner, uid: owner, controller: true },
      ],
    },
    spec: {
      ...(seenS === 0 ? {} : { nodeName: 'node-1' }),
      restartPolicy: 'Always',
      initContainers: [{ name: 'fetch', image: pod.image }],
      containers: [{ name: 'web', image: 'web:1' }],
    },
    status,
  };
}
