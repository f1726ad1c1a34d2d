/** A pod as the API writes it, reduced to what we keep: the only file that knows the shape of a Pod. */
import type {
  ContainerKind,
  ContainerSpec,
  ContainerState,
  ContainerStatus,
  Deletion,
  Millis,
  Owner,
  PodCondition,
  PodSnapshot,
  Terminated,
} from '@podline/domain';
import { millis, ROLE_ANNOTATION } from '@podline/domain';
import {
  flag,
  type JsonRecord,
  kindOtherThan,
  list,
  record,
  text,
  time,
  type Unreadable,
  wholeNumber,
} from './api-json.ts';
import { specFacts } from './pod-spec-from-api.ts';
import { fingerprintOf } from './template-fingerprint.ts';

/**
 * The snapshot of a pod from a list, a watch or a recording. Total: takes anything and never throws.
 * Unreadable is only what is of another kind, lacks its identity (uid, namespace, name, resourceVersion, creationTimestamp) or an exit
 * code where a container ended, for none of these may be guessed. Everything else that is missing reads as absent.
 */
export function podFromApi(object: unknown): PodSnapshot | Unreadable {
  const pod = record(object);
  const metadata = record(pod['metadata']);
  const spec = record(pod['spec']);
  const status = record(pod['status']);
  const uid = text(metadata['uid']);
  const namespace = text(metadata['namespace']);
  const name = text(metadata['name']);
  const resourceVersion = text(metadata['resourceVersion']);
  const createdAt = time(metadata['creationTimestamp']);
  const unreadable = (what: string): Unreadable => ({
    unreadable: `The pod ${namespace ?? '?'}/${name ?? '?'} has no ${what}.`,
    uid,
  });
  const other = kindOtherThan('Pod', pod);
  if (other !== null) return { unreadable: other, uid };
  if (uid === null) return unreadable('metadata.uid');
  if (namespace === null) return unreadable('metadata.namespace');
  if (name === null) return unreadable('metadata.name');
  if (resourceVersion === null) return unreadable('metadata.resourceVersion');
  if (createdAt === null) return unreadable('metadata.creationTimestamp');
  const owner = ownerOf(metadata);
  const statuses = statusesOf(status);
  if (statuses === null) return unreadable('exitCode where a container ended');
  return {
    uid,
    namespace,
    name,
    resourceVersion,
    createdAt,
    writtenAt: writtenAtOf(metadata),
    deletion: deletionOf(metadata),
    labels: labelsOf(metadata),
    defaultContainer: text(
      record(metadata['annotations'])['kubectl.kubernetes.io/default-container'],
    ),
    ...rolesOf(metadata),
    owner,
    node: text(spec['nodeName']),
    podIp: text(status['podIP']),
    // The API server's own defaults, for a pod that has not passed through it.
    restartPolicy: text(spec['restartPolicy']) ?? 'Always',
    phase: text(status['phase']) ?? 'Unknown',
    reason: text(status['reason']),
    message: text(status['message']),
    conditions: conditionsOf(status),
    readinessGates: list(spec['readinessGates']).flatMap((gate) =>
      present(text(record(gate)['conditionType'])),
    ),
    containers: containersOf(spec),
    ...specFacts(metadata, spec),
    // A pod that nobody controls is of no template.
    ...(owner === null ? {} : { fingerprint: fingerprintOf(spec) }),
    statuses,
  };
}

const present = <T>(value: T | null): readonly T[] => (value === null ? [] : [value]);

function writtenAtOf(metadata: JsonRecord): Millis | null {
  const times = list(metadata['managedFields']).flatMap((entry) =>
    present(time(record(entry)['time'])),
  );
  return times.length === 0 ? null : millis(Math.max(...times));
}

function deletionOf(metadata: JsonRecord): Deletion | null {
  const deadlineAt = time(metadata['deletionTimestamp']);
  if (deadlineAt === null) return null;
  const graceSeconds = wholeNumber(metadata['deletionGracePeriodSeconds']) ?? 0;
  return { requestedAt: millis(deadlineAt - graceSeconds * 1000), deadlineAt };
}

/** A label's value may be empty, and then says something all the same. */
const labelsOf = (metadata: JsonRecord): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(record(metadata['labels'])).flatMap(([key, value]) =>
      typeof value === 'string' ? [[key, value]] : [],
    ),
  );

/** Of the annotations only these are kept, and of them only the two words that say something. */
function rolesOf(metadata: JsonRecord): Pick<PodSnapshot, 'roles'> {
  const told = Object.entries(record(metadata['annotations'])).flatMap(([key, value]) =>
    key.startsWith(ROLE_ANNOTATION) && (value === 'app' || value === 'sidecar')
      ? [[key.slice(ROLE_ANNOTATION.length), value] as const]
      : [],
  );
  return told.length === 0 ? {} : { roles: Object.fromEntries(told) };
}

function ownerOf(metadata: JsonRecord): Owner | null {
  const controller = record(
    list(metadata['ownerReferences']).find((owner) => record(owner)['controller'] === true),
  );
  const kind = text(controller['kind']);
  const name = text(controller['name']);
  const uid = text(controller['uid']);
  return kind === null || name === null || uid === null ? null : { kind, name, uid };
}

const conditionsOf = (status: JsonRecord): readonly PodCondition[] =>
  list(status['conditions']).flatMap((entry) => {
    const condition = record(entry);
    const type = text(condition['type']);
    if (type === null) return [];
    return [
      {
        type,
        status: text(condition['status']) ?? 'Unknown',
        reason: text(condition['reason']),
        message: text(condition['message']),
        at: time(condition['lastTransitionTime']),
      },
    ];
  });

const containersOf = (spec: JsonRecord): readonly ContainerSpec[] => [
  ...list(spec['initContainers']).flatMap((entry) => containerOf('init', record(entry))),
  ...list(spec['containers']).flatMap((entry) => containerOf('app', record(entry))),
  ...list(spec['ephemeralContainers']).flatMap((entry) => containerOf('ephemeral', record(entry))),
];

/** What the service account admission plugin mounts into every container says nothing about that container. */
const TOKEN_VOLUME = 'kube-api-access-';

function containerOf(kind: ContainerKind, container: JsonRecord): readonly ContainerSpec[] {
  const name = text(container['name']);
  if (name === null) return [];
  const mounted = list(container['volumeMounts'])
    .flatMap((mount) => present(text(record(mount)['name'])))
    .filter((volume) => !volume.startsWith(TOKEN_VOLUME));
  return [
    {
      kind,
      name,
      image: text(container['image']) ?? '',
      restartPolicy: text(container['restartPolicy']),
      // One volume may be mounted at several paths.
      volumes: [...new Set(mounted)],
      hasPostStart: isObject(record(container['lifecycle'])['postStart']),
      hasStartupProbe: isObject(container['startupProbe']),
    },
  ];
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** Null when a container ended without an exit code. */
function statusesOf(status: JsonRecord): readonly ContainerStatus[] | null {
  const all = [
    ...list(status['initContainerStatuses']).map((entry) => statusOf('init', record(entry))),
    ...list(status['containerStatuses']).map((entry) => statusOf('app', record(entry))),
    ...list(status['ephemeralContainerStatuses']).map((entry) =>
      statusOf('ephemeral', record(entry)),
    ),
  ];
  const whole = all.filter((entry) => entry !== 'no exit code');
  return whole.length < all.length ? null : whole.filter((entry) => entry !== 'no name');
}

type StatusFault = 'no exit code' | 'no name';

function statusOf(kind: ContainerKind, status: JsonRecord): ContainerStatus | StatusFault {
  const name = text(status['name']);
  if (name === null) return 'no name';
  const state = stateOf(record(status['state']));
  const last = record(status['lastState'])['terminated'];
  const lastEnd = isObject(last) ? terminatedOf(record(last)) : null;
  if (state === 'no exit code' || lastEnd === 'no exit code') return 'no exit code';
  return {
    kind,
    name,
    state,
    lastEnd,
    restartCount: wholeNumber(status['restartCount']) ?? 0,
    ready: flag(status['ready']) ?? false,
    started: flag(status['started']),
    image: text(status['image']) ?? '',
    imageId: text(status['imageID']),
    containerId: text(status['containerID']),
  };
}

/** A status without any state is a waiting one (the API's own rule for ContainerState). */
function stateOf(state: JsonRecord): ContainerState | 'no exit code' {
  const { running, terminated } = state;
  if (isObject(running)) return { kind: 'running', startedAt: ran(record(running)['startedAt']) };
  if (isObject(terminated)) return terminatedOf(record(terminated));
  const waiting = record(state['waiting']);
  return { kind: 'waiting', reason: text(waiting['reason']), message: text(waiting['message']) };
}

function terminatedOf(terminated: JsonRecord): Terminated | 'no exit code' {
  const exitCode = wholeNumber(terminated['exitCode']);
  if (exitCode === null) return 'no exit code';
  const signal = wholeNumber(terminated['signal']);
  return {
    kind: 'terminated',
    ending: {
      exitCode,
      // Go writes an absent number as 0, and no signal has that number.
      signal: signal === 0 ? null : signal,
      reason: text(terminated['reason']),
      message: text(terminated['message']),
    },
    startedAt: ran(terminated['startedAt']),
    finishedAt: ran(terminated['finishedAt']),
    containerId: text(terminated['containerID']),
  };
}

/** A time at which a container did something: 1970-01-01T00:00:00Z is the runtime's word for "never". */
function ran(value: unknown): Millis | null {
  const at = time(value);
  return at === 0 ? null : at;
}
