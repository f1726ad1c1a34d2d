/**
 * A recording that nobody recorded: pods that crash, each saying a share of the planted secrets wherever a pod can say something: in its
 * logs, its termination messages, its Events, its conditions, its spec.
 */
import { PLANTED, PLANTED_KEYS } from '@podline/domain/testing';
import type { ApiObject, JsonObject, RecordedLine, Recording } from '../recording.ts';

/** The namespace of its pods. */
export const PLANTED_NAMESPACE = 'shop';
/** Of a pod: its Events and the lines of its logs must be fewer than Podline keeps of one. */
const SHARE = 110;
/** What the kubelet takes of a termination message. */
const MESSAGE_BYTES = 4096;
const STARTED_MS = Date.UTC(2026, 10, 22, 12);

/** Every line of the corpora, a private key as one. */
export const PLANTED_LINES: readonly string[] = [
  ...PLANTED.map(({ line }) => line),
  ...PLANTED_KEYS.map(([, lines]) => lines.join('\n')),
];

const nameOf = (index: number): string => `planted-${index}`;

/** Plays within ten seconds. Each pod has an init that is done and two apps, `app` and `helper`, that fail again and again. */
export function plantedRecording(said: readonly string[] = PLANTED_LINES): Recording {
  const shares = Array.from({ length: Math.ceil(said.length / SHARE) }, (_, index) =>
    said.slice(index * SHARE, (index + 1) * SHARE),
  );
  const pods = shares.flatMap(podLines);
  const events = shares.flatMap(eventLines);
  return {
    name: 'planted',
    dir: 'planted',
    meta: {
      scenario: 'planted',
      kubernetesVersion: 'v1.36.2',
      recordedAt: stamp(0),
      durationMs: 10_000,
    },
    recordedAtMs: STARTED_MS,
    pods: pods.toSorted(byVersion),
    events: events.toSorted(byVersion),
    logs: new Map(
      shares.flatMap((share, index) =>
        CONTAINERS.map((container) => [`${nameOf(index)}/${container}`, logOf(share)] as const),
      ),
    ),
  };
}

const CONTAINERS = ['first', 'app', 'helper'] as const;

const versionOf = ({ object }: RecordedLine): number => Number(object.metadata.resourceVersion);
const byVersion = (a: RecordedLine, b: RecordedLine): number => versionOf(a) - versionOf(b);
const stamp = (afterMs: number): string =>
  `${new Date(STARTED_MS + afterMs).toISOString().slice(0, 19)}Z`;

const logOf = (share: readonly string[]) => {
  const bytes = Buffer.from(`${share.join('\n')}\n`);
  return { current: bytes, previous: bytes };
};

const lineOf = (type: RecordedLine['type'], t: number, object: ApiObject): RecordedLine => ({
  t,
  type,
  object,
  text: JSON.stringify(object),
});

const uidOf = (index: number, of: number): string =>
  `00000000-0000-4000-8000-${String(index * 1000 + of).padStart(12, '0')}`;

const PHASES = ['running', 'ended', 'waiting'] as const;
type Phase = (typeof PHASES)[number];

const podLines = (share: readonly string[], index: number): readonly RecordedLine[] =>
  PHASES.map((phase, step) => {
    const version = String(1000 + step * 1000 + index);
    const type = step === 0 ? 'ADDED' : 'MODIFIED';
    return lineOf(type, step * 1000, podAt(share, index, phase, version));
  });

function podAt(share: readonly string[], index: number, phase: Phase, version: string): ApiObject {
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      name: nameOf(index),
      namespace: PLANTED_NAMESPACE,
      uid: uidOf(index, 0),
      resourceVersion: version,
      creationTimestamp: stamp(0),
      labels: { app: 'planted', 'pod-template-hash': 'abc123' },
      annotations: Object.fromEntries(share.map((it, at) => [`note.example/${at}`, it])),
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: 'planted-abc123',
          uid: uidOf(999, 0),
          controller: true,
        },
      ],
    },
    spec: {
      nodeName: 'node-1',
      restartPolicy: 'Always',
      initContainers: [
        { ...containerOf('first', share), command: ['sh', '-c', waitsOf(share).slice(0, 4000)] },
      ],
      containers: [containerOf('app', share), containerOf('helper', share)],
    },
    status: statusAt(share, index, phase),
  };
}

/** A script may ask with a password in the address. */
const waitsOf = (share: readonly string[]): string =>
  share
    .filter((it) => it.includes('://'))
    .map((it) => `until curl -s ${it}; do sleep 1; done`)
    .join('\n');

const containerOf = (name: string, share: readonly string[]): JsonObject => ({
  name,
  image: `registry.example/${name}:1`,
  args: share,
  env: share.map((value, at) => ({ name: `NOTE_${at}`, value })),
});

function statusAt(share: readonly string[], index: number, phase: Phase): JsonObject {
  const first = phase === 'running' ? 'Ready' : 'ContainersReady';
  return {
    phase: 'Running',
    message: share[0],
    reason: share[1],
    conditions: share.slice(0, 20).map((message, at) => ({
      type: at === 0 ? first : `told.example/${at}`,
      status: 'False',
      reason: message,
      message,
      lastTransitionTime: stamp(0),
    })),
    initContainerStatuses: [
      {
        ...statusOf('first', index),
        ready: true,
        restartCount: 0,
        state: { terminated: endOf('first', share, index, 0) },
      },
    ],
    containerStatuses: (['app', 'helper'] as const).map((name) => ({
      ...statusOf(name, index),
      ready: false,
      restartCount: 5,
      ...stateAt(name, share, index, phase),
    })),
  };
}

type Container = (typeof CONTAINERS)[number];

const idOf = (name: Container, index: number): string =>
  `containerd://${String(index * 10 + CONTAINERS.indexOf(name)).padStart(64, '0')}`;

const statusOf = (name: Container, index: number): JsonObject => ({
  name,
  image: `registry.example/${name}:1`,
  imageID: `registry.example/${name}@sha256:00`,
  containerID: idOf(name, index),
});

function stateAt(
  name: Container,
  share: readonly string[],
  index: number,
  phase: Phase,
): JsonObject {
  const end = { terminated: endOf(name, share, index, 1) };
  switch (phase) {
    case 'running':
      return { state: { running: { startedAt: stamp(0) } }, lastState: {} };
    case 'ended':
      return { state: end, lastState: {} };
    case 'waiting': {
      const message = `back-off 2m40s restarting failed container: ${share[CONTAINERS.indexOf(name)]}`;
      return { state: { waiting: { reason: 'CrashLoopBackOff', message } }, lastState: end };
    }
  }
}

/** The three containers say one part each, so that all of the share is in a message. */
function endOf(
  name: Container,
  share: readonly string[],
  index: number,
  exitCode: number,
): JsonObject {
  const part = share.filter((_, at) => at % CONTAINERS.length === CONTAINERS.indexOf(name));
  return {
    exitCode,
    reason: exitCode === 0 ? 'Completed' : 'Error',
    message: wholeLines(part, MESSAGE_BYTES),
    startedAt: stamp(0),
    finishedAt: stamp(1000),
    containerID: idOf(name, index),
  };
}

/** As many as fit, none of them cut: of half a secret nobody can tell what it is. */
function wholeLines(lines: readonly string[], most: number): string {
  let said = '';
  for (const line of lines) {
    if (Buffer.byteLength(said) + Buffer.byteLength(line) + 1 > most) break;
    said += `${line}\n`;
  }
  return said;
}

const eventLines = (share: readonly string[], index: number): readonly RecordedLine[] =>
  share.map((said, at) => {
    const name = nameOf(index);
    const object: ApiObject = {
      kind: 'Event',
      apiVersion: 'v1',
      metadata: {
        name: `${name}.${at}`,
        namespace: PLANTED_NAMESPACE,
        uid: uidOf(index, at + 1),
        resourceVersion: String(10_000 + index * 1000 + at),
        creationTimestamp: stamp(3000),
      },
      involvedObject: {
        kind: 'Pod',
        namespace: PLANTED_NAMESPACE,
        name,
        uid: uidOf(index, 0),
        fieldPath: 'spec.containers{app}',
      },
      reason: 'Unhealthy',
      message: `Liveness probe failed:\n${said}`,
      type: 'Warning',
      count: 1,
      firstTimestamp: stamp(3000),
      lastTimestamp: stamp(3000),
      source: { component: 'kubelet' },
    };
    return lineOf('ADDED', 3000, object);
  });
