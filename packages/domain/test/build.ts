/** Pods for tests, in few words. Times are seconds after `ZERO`. */
import {
  type ContainerSpec,
  type ContainerState,
  type ContainerStatus,
  type Gap,
  type Millis,
  millis,
  observe,
  observeGone,
  type PodCondition,
  type PodSnapshot,
  type Terminated,
  type Transition,
} from '../src/index.ts';

/** 2026-01-01T00:00:00Z, when every test pod is created. */
export const ZERO = 1_767_225_600_000;
export const at = (seconds: number): Millis => millis(ZERO + seconds * 1000);
export const gap = (from: number, to: number): Gap => ({
  from: at(from),
  to: at(to),
  cause: 'watch lost',
});

const container = (kind: ContainerSpec['kind'], name: string): ContainerSpec => ({
  kind,
  name,
  image: `registry/${name}-image:1`,
  restartPolicy: null,
  volumes: [],
  hasPostStart: false,
  hasStartupProbe: false,
});
export const init = (name: string): ContainerSpec => container('init', name);
export const app = (name: string): ContainerSpec => container('app', name);
export const ephemeral = (name: string): ContainerSpec => container('ephemeral', name);
export const sidecar = (name: string): ContainerSpec => ({
  ...container('init', name),
  restartPolicy: 'Always',
});

export const waiting = (
  reason: string | null = null,
  message: string | null = null,
): ContainerState => ({ kind: 'waiting', reason, message });

export const running = (from: number): ContainerState => ({ kind: 'running', startedAt: at(from) });

/** An end with `exitCode`; `from` and `to` null for a record without times. */
export function ended(
  exitCode: number,
  from: number | null,
  to: number | null,
  more: { reason?: string | null; signal?: number; containerId?: string } = {},
): Terminated {
  const {
    reason = exitCode === 0 ? 'Completed' : 'Error',
    signal = null,
    containerId = null,
  } = more;
  return {
    kind: 'terminated',
    ending: { exitCode, signal, reason, message: null },
    startedAt: from === null ? null : at(from),
    finishedAt: to === null ? null : at(to),
    containerId,
  };
}

/**
 * A container's status. The run of restart count n has the containerID `name-n`: of `state` while it runs or has ended, of
 * `lastEnd` while it waits, as in a crash loop. `synthetic`: lastEnd is a record without containerID, one run back.
 */
export function status(
  spec: ContainerSpec,
  state: ContainerState,
  more: {
    restarts?: number;
    ready?: boolean;
    started?: boolean | null;
    lastEnd?: Terminated;
    synthetic?: boolean;
  } = {},
): ContainerStatus {
  const { restarts = 0, ready = false, started = state.kind === 'running', lastEnd = null } = more;
  const newest = `${spec.name}-${restarts}`;
  const lastId = state.kind === 'waiting' ? newest : `${spec.name}-${restarts - 1}`;
  return {
    kind: spec.kind,
    name: spec.name,
    state: state.kind === 'terminated' ? { ...state, containerId: newest } : state,
    lastEnd: lastEnd && { ...lastEnd, containerId: more.synthetic ? null : lastId },
    restartCount: restarts,
    ready,
    started,
    image: spec.image,
    imageId: null,
    containerId: state.kind === 'waiting' && (lastEnd === null || more.synthetic) ? null : newest,
  };
}

export const condition = (
  type: string,
  value: 'True' | 'False',
  seconds: number | null = null,
  reason: string | null = null,
): PodCondition => ({
  type,
  status: value,
  reason,
  message: null,
  at: seconds === null ? null : at(seconds),
});

/** A pending pod on no node; everything else as told. */
export const pod = (told: Partial<PodSnapshot> = {}): PodSnapshot => ({
  uid: 'uid-1',
  namespace: 'shop',
  name: 'web-0',
  resourceVersion: '1',
  createdAt: at(0),
  writtenAt: null,
  deletion: null,
  labels: {},
  defaultContainer: null,
  owner: null,
  node: null,
  podIp: null,
  restartPolicy: 'Always',
  phase: 'Pending',
  reason: null,
  message: null,
  conditions: [],
  readinessGates: [],
  containers: [],
  statuses: [],
  ...told,
});

/** What `observe` records of these snapshots, each seen so many seconds after `ZERO`; `gone` ends it with a DELETED event. */
export function record(
  seen: readonly (readonly [seconds: number, snapshot: PodSnapshot])[],
  gone: number | null = null,
): readonly Transition[] {
  const transitions: Transition[] = [];
  let known: Parameters<typeof observe>[0] = null;
  for (const [seconds, snapshot] of seen) {
    const observation = observe(known, snapshot, at(seconds));
    known = observation.known;
    transitions.push(...observation.transitions);
  }
  if (gone !== null && known !== null) transitions.push(observeGone(known, 'observed', at(gone)));
  return transitions;
}
