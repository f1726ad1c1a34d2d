/** A small world written by hand, whole and right, for tests that plant one thing wrong in it. */
import { millis, observe, observeGone, seq } from '@podline/domain';
import type {
  Database,
  Sent,
  StoredPod,
  StoredTransition,
  TrueChange,
  TrueRequest,
  Truth,
} from './evidence.ts';
import { snapshotOf } from './looks.ts';

export const ZERO = Date.parse('2026-11-22T12:00:00Z');

/** A pod of one container at one version; `second` dates it. */
export interface Moment {
  readonly type?: TrueChange['type'];
  readonly uid?: string;
  readonly second: number;
  /** The container's state as the API words it; `started` seconds after the beginning. */
  readonly state:
    | { readonly waiting: string }
    | { readonly running: number }
    | { readonly exit: number; readonly running: number };
  readonly restarts?: number;
}

/** The versions of pod `web-0`, numbered 101, 102 … */
const changesOf = (moments: readonly Moment[]): readonly TrueChange[] =>
  moments.map((moment, index) => changeAt(moment, 101 + index));

function changeAt(
  { type = 'MODIFIED', uid = 'u1', second, state, restarts = 0 }: Moment,
  version: number,
): TrueChange {
  const at = ZERO + second * 1000;
  const object = {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      name: 'web-0',
      namespace: 'shop',
      uid,
      resourceVersion: String(version),
      creationTimestamp: stamp(0),
      managedFields: [{ manager: 'kubelet', operation: 'Update', time: stamp(second) }],
    },
    spec: { containers: [{ name: 'app', image: 'app:1' }], nodeName: 'node-1' },
    status: {
      phase: 'Running' in state ? 'Running' : 'Pending',
      containerStatuses: [
        {
          name: 'app',
          image: 'app:1',
          imageID: 'app@1',
          ready: false,
          restartCount: restarts,
          containerID: 'waiting' in state ? '' : `containerd://run-${restarts}`,
          lastState: {},
          state: stateOf(state, second, restarts),
        },
      ],
    },
  };
  return {
    at,
    resource: 'pods',
    type,
    uid,
    namespace: 'shop',
    name: 'web-0',
    resourceVersion: version,
    text: JSON.stringify(object),
  };
}

function stateOf(state: Moment['state'], second: number, restarts: number): object {
  if ('waiting' in state) return { waiting: { reason: state.waiting } };
  if (!('exit' in state)) return { running: { startedAt: stamp(state.running) } };
  return {
    terminated: {
      exitCode: state.exit,
      reason: state.exit === 0 ? 'Completed' : 'Error',
      startedAt: stamp(state.running),
      finishedAt: stamp(second),
      containerID: `containerd://run-${restarts}`,
    },
  };
}

const stamp = (second: number): string =>
  new Date(ZERO + second * 1000).toISOString().replace('.000', '');

/** A life in five versions: waits, runs, ends, waits again, runs again. */
export const LIFE = changesOf([
  { type: 'ADDED', second: 1, state: { waiting: 'ContainerCreating' } },
  { second: 3, state: { running: 2 } },
  { second: 6, state: { exit: 1, running: 2 } },
  { second: 8, state: { waiting: 'CrashLoopBackOff' } },
  { second: 20, state: { running: 19 }, restarts: 1 },
]);

export const DELETED: TrueChange = {
  ...changeAt({ second: 30, state: { running: 19 }, restarts: 1 }, 106),
  type: 'DELETED',
};

/** Request `id`, a list at `version` that had `second` as its time; only its version counts. */
export const list = (id: number, second: number, version: number) => ({
  requests: [request(id, 'list', second, '')],
  sent: [line(id, second, 'LIST', version)],
});

/** Request `id`, a watch from `version` that was sent `changes`. */
export const watch = (
  id: number,
  second: number,
  version: number,
  changes: readonly TrueChange[],
) => ({
  requests: [request(id, 'watch', second, `watch=1&resourceVersion=${version}`)],
  sent: changes.map(({ at, type, resourceVersion }) => ({
    ...line(id, 0, type, resourceVersion),
    at,
  })),
});

/** Request `id`, a watch that began with the state at `version`, ended by a bookmark, and then was sent `changes`. */
export const stream = (
  id: number,
  second: number,
  version: number,
  changes: readonly TrueChange[],
) => ({
  requests: [request(id, 'watch', second, 'watch=1&sendInitialEvents=true')],
  sent: [line(id, second, 'BOOKMARK', version), ...watch(id, second, version, changes).sent],
});

const request = (id: number, kind: string, second: number, query: string): TrueRequest => ({
  id,
  at: ZERO + second * 1000,
  kind,
  resource: 'pods',
  namespace: null,
  query,
  status: 200,
  endedAt: ZERO + second * 1000,
});

const line = (id: number, second: number, type: string, version: number): Sent => ({
  at: ZERO + second * 1000,
  request: id,
  type,
  object: null,
  resourceVersion: String(version),
  whole: true,
});

export const truthOf = (
  changes: readonly TrueChange[],
  ...asked: readonly Pick<Truth, 'requests' | 'sent'>[]
): Truth => ({
  changes,
  requests: asked.flatMap(({ requests }) => requests),
  sent: asked.flatMap(({ sent }) => sent),
});

/** What a recorder that saw exactly these versions, one by one, has in its database. */
export function databaseOf(seen: readonly TrueChange[], more: Partial<Database> = {}): Database {
  const transitions: StoredTransition[] = [];
  const pods = new Map<string, StoredPod>();
  for (const change of seen) {
    const { uid, namespace, name, at, type } = change;
    const observedAt = millis(at);
    const { known, transitions: facts } = observe(
      pods.get(uid)?.known ?? null,
      snapshotOf(change),
      observedAt,
    );
    const isGone = type === 'DELETED';
    const all = isGone ? [...facts, observeGone(known, 'observed', observedAt)] : facts;
    for (const fact of all)
      transitions.push({ ...fact, seq: seq(transitions.length + 1), clusterId: 'c1', uid });
    pods.set(uid, { uid, namespace, name, known, deletedAt: isGone ? at : null });
  }
  return { epoch: 'e1', transitions, pods: [...pods.values()], gaps: [], damage: [], ...more };
}

/** With the rows numbered anew. */
export const withTransitions = (
  database: Database,
  transitions: readonly StoredTransition[],
): Database => ({
  ...database,
  transitions: transitions.map((row, index) => ({ ...row, seq: seq(index + 1) })),
});
