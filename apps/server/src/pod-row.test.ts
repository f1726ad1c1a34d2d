import type { Pip } from '@podline/contract';
import { type ContainerStatus, millis, type PodSnapshot } from '@podline/domain';
import { expect, test } from 'vitest';
import { podRow } from './pod-row.ts';
import { aSnapshot, snapshotsOf } from './testing/recordings.ts';

const NOW = millis(Date.UTC(2026, 10, 22));
const ending = (exitCode: number, reason: string | null = null) => ({
  exitCode,
  signal: null,
  reason,
  message: null,
});
const ran = (exitCode: number, reason: string | null = null) =>
  ({
    kind: 'terminated',
    ending: ending(exitCode, reason),
    startedAt: NOW,
    finishedAt: NOW,
    containerId: null,
  }) as const;
const waits = (reason: string | null) => ({ kind: 'waiting', reason, message: null }) as const;
const runs = { kind: 'running', startedAt: NOW } as const;

type Role = 'init' | 'native-sidecar' | 'app' | 'ephemeral';

/** A pod with one container of that role in that status; null: the API gives it no status yet. */
async function podWith(role: Role, status: Partial<ContainerStatus> | null): Promise<PodSnapshot> {
  const kind = role === 'native-sidecar' ? 'init' : role;
  const container = {
    kind,
    name: 'it',
    image: 'busybox:1',
    restartPolicy: role === 'native-sidecar' ? 'Always' : null,
    volumes: [],
    hasPostStart: false,
    hasStartupProbe: false,
  };
  const whole: ContainerStatus = {
    kind,
    name: 'it',
    state: waits(null),
    lastEnd: null,
    restartCount: 0,
    ready: false,
    started: null,
    image: 'busybox:1',
    imageId: null,
    containerId: null,
    ...status,
  };
  return aSnapshot({ containers: [container], statuses: status === null ? [] : [whole] });
}

const table: readonly (readonly [
  role: Role,
  status: Partial<ContainerStatus> | null,
  state: Pip['state'],
  text: string,
])[] = [
  ['app', null, 'waiting', 'has no status yet'],
  ['app', { state: waits(null) }, 'waiting', 'waiting'],
  ['app', { state: waits('ContainerCreating') }, 'waiting', 'waiting: ContainerCreating'],
  ['app', { state: waits('PodInitializing') }, 'waiting', 'waiting: PodInitializing'],
  ['app', { state: waits('ImagePullBackOff') }, 'failed', 'waiting: ImagePullBackOff'],
  [
    'app',
    { state: waits('CrashLoopBackOff'), lastEnd: ran(1, 'Error'), restartCount: 3 },
    'failed',
    'waiting: CrashLoopBackOff after it ended with 1 Error, restarted 3 times',
  ],
  [
    'app',
    { state: waits('CrashLoopBackOff'), lastEnd: ran(0), restartCount: 1 },
    'failed',
    'waiting: CrashLoopBackOff after it ended with 0, restarted once',
  ],
  [
    'init',
    { state: waits(null), lastEnd: ran(1), restartCount: 1 },
    'failed',
    'waiting after it ended with 1, restarted once',
  ],
  [
    'init',
    { state: waits('PodInitializing'), lastEnd: ran(1) },
    'failed',
    'waiting: PodInitializing after it ended with 1',
  ],
  ['init', { state: runs }, 'running', 'running'],
  // The kubelet calls a completed init ready; one that runs never is, but nothing hangs on it.
  ['init', { state: runs, ready: true }, 'running', 'running'],
  ['init', { state: ran(0, 'Completed'), ready: true }, 'completed', 'ended with 0 Completed'],
  ['init', { state: ran(1, 'Error') }, 'failed', 'ended with 1 Error'],
  [
    'init',
    { state: ran(137, 'OOMKilled'), restartCount: 2 },
    'failed',
    'ended with 137 OOMKilled, restarted 2 times',
  ],
  ['init', { state: ran(3) }, 'failed', 'ended with 3'],
  ['native-sidecar', { state: runs, ready: true, started: true }, 'ready', 'running and ready'],
  ['native-sidecar', { state: runs, started: false }, 'running', 'running, not ready'],
  ['app', { state: runs, ready: true }, 'ready', 'running and ready'],
  [
    'app',
    { state: runs, ready: false, restartCount: 1 },
    'running',
    'running, not ready, restarted once',
  ],
  // A child was killed for memory and the parent ended well: the kubelet counts that as a failure.
  ['init', { state: ran(0, 'OOMKilled') }, 'failed', 'ended with 0 OOMKilled'],
  ['app', { state: ran(0, 'Completed') }, 'completed', 'ended with 0 Completed'],
  ['ephemeral', { state: runs }, 'running', 'running'],
];
for (const [role, status, state, text] of table) {
  test(`the pip of a container (${role}) that is "${text}" is ${state}`, async () => {
    const { pips } = podRow(await podWith(role, status), null);
    expect(pips).toEqual([{ name: 'it', role, image: 'busybox:1', state, text }]);
  });
}

test('a row has kubectl’s columns, whose pod it is, and a pip a container in start order', async () => {
  const snapshots = await snapshotsOf('native-sidecars-three-with-inits');
  const last = snapshots.at(-1);
  if (last === undefined) throw new Error('The recording is empty.');
  const row = podRow(last, null);
  expect(row).toMatchObject({
    uid: last.uid,
    namespace: last.namespace,
    name: last.name,
    createdAt: last.createdAt,
    deletedAt: null,
    restarts: 0,
    lastRestartAt: null,
  });
  expect(row.pips.map((pip) => pip.name)).toEqual(last.containers.map((it) => it.name));
});

test('a pod that is gone says when', async () => {
  expect(podRow(await aSnapshot(), NOW).deletedAt).toBe(NOW);
});
