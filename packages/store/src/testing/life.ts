/** What a pod goes through that restarts for ever: a start, then one run after another; each fact by its number. */
import type { Change, LaneSpec, Millis, Transition } from '@podline/domain';

/** Fact number `n` of the pod, as of `at`; `last` is its end. The same number gives the same key. */
export function factOfLife(
  uid: string,
  n: number | 'last',
  createdAt: Millis,
  at: Millis,
): Transition {
  if (n === 'last') return ofPod('gone', at, { kind: 'gone', how: 'observed', lastSeenAt: at });
  const start = START[n];
  if (start !== undefined) return ofPod(start.key, n === 0 ? createdAt : at, start.change);
  if (n === START.length) return helperStarted(uid, at);
  const turn = n - START.length - 1;
  return factOfRun(uid, Math.floor(turn / FACTS_A_RUN), turn % FACTS_A_RUN, at);
}

const FACTS_A_RUN = 7;

/** It runs on while the app restarts beside it. */
const helperStarted = (uid: string, at: Millis): Transition => ({
  ...ofApp('', at, {
    kind: 'started',
    attempt: 0,
    containerId: `containerd://${uid}-helper`,
    imageId: null,
    seen: 'live',
  }),
  key: `app/helper/started/containerd://${uid}-helper`,
  container: 'helper',
});

const APP: LaneSpec = {
  kind: 'app',
  name: 'app',
  image: 'registry.example.com/shop/web:1.27.3',
  restartPolicy: null,
  volumes: ['config', 'cache'],
  hasPostStart: false,
  hasStartupProbe: false,
  role: 'app',
  roleBecause: 'It is listed under spec.containers and nothing says that it is a helper.',
};

const START: readonly { readonly key: string; readonly change: Change }[] = [
  {
    key: 'appeared',
    change: {
      kind: 'appeared',
      owner: { kind: 'ReplicaSet', name: 'web-7d4b9c', uid: 'rs-1' },
      node: null,
    },
  },
  { key: 'containers/1', change: { kind: 'containers', restartPolicy: 'Always', lanes: [APP] } },
  {
    key: 'phase/2',
    change: { kind: 'phase', phase: 'Pending', reason: null, message: null },
  },
  { key: 'scheduled/node-1', change: { kind: 'scheduled', node: 'node-1' } },
  { key: 'condition/PodScheduled/3', change: condition('PodScheduled', 'True') },
  { key: 'condition/Initialized/4', change: condition('Initialized', 'True') },
  { key: 'ip/5', change: { kind: 'pod-ip', podIp: '10.244.17.203' } },
  {
    key: 'phase/6',
    change: { kind: 'phase', phase: 'Running', reason: null, message: null },
  },
];

function factOfRun(uid: string, attempt: number, step: number, at: Millis): Transition {
  const containerId = `containerd://${uid.replaceAll('-', '')}${String(attempt).padStart(32, '0')}`;
  const flips = 10 + 2 * attempt;
  switch (step) {
    case 0:
      return ofApp(`waiting/${attempt + 1}`, at, {
        kind: 'waiting',
        reason: 'CrashLoopBackOff',
        message: `back-off 5m0s restarting failed container=app pod=web-${uid}_shop(${uid})`,
      });
    case 1:
      return ofApp(`started/${containerId}`, at, {
        kind: 'started',
        attempt,
        containerId,
        imageId: `registry.example.com/shop/web@sha256:${'0a1b2c3d'.repeat(8)}`,
        seen: 'live',
      });
    case 2:
      return ofApp(`ready/${flips}`, at, { kind: 'ready', ready: true });
    case 3:
      return ofPod(`condition/Ready/${flips}`, at, condition('Ready', 'True'));
    case 4:
      return ofApp(`ended/${containerId}`, at, {
        kind: 'ended',
        attempt,
        containerId,
        startedAt: null,
        ending: { exitCode: 1, signal: null, reason: 'Error', message: null },
        seen: 'live',
      });
    case 5:
      return ofApp(`ready/${flips + 1}`, at, { kind: 'ready', ready: false });
    default:
      return ofPod(`condition/Ready/${flips + 1}`, at, condition('Ready', 'False'));
  }
}

function condition(type: string, status: string): Change {
  return { kind: 'condition', type, status, reason: 'ContainersNotReady', message: null };
}

const ofPod = (key: string, at: Millis, change: Change): Transition => ({
  key: `pod/${key}`,
  at,
  observedAt: at,
  container: null,
  change,
});

const ofApp = (key: string, at: Millis, change: Change): Transition => ({
  key: `app/app/${key}`,
  at,
  observedAt: at,
  container: 'app',
  change,
});
