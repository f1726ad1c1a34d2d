/** Which recorded log answers a request, and how much of it there is at the present moment. Pure. */

import { stampOf } from './log-stamps.ts';
import { type Moving, movedText } from './moving.ts';
import type { ApiObject, JsonObject, RecordedLog } from './recording.ts';

/** One start-to-end of a container, as its pod's status tells of it. */
export interface Instance {
  readonly containerId: string;
  /** Ms since 1970, in the times of the replay; `null` when the kubelet lost it. */
  readonly startedAtMs: number | null;
  /** `null` while it runs. */
  readonly finishedAtMs: number | null;
}

/** What the kubelet says instead of a log; goes out as 400. */
interface NoLog {
  readonly message: string;
}

export const isNoLog = (result: object): result is NoLog => 'message' in result;

interface Terminated {
  readonly containerID?: string;
  readonly startedAt?: string | null;
  readonly finishedAt?: string | null;
}

interface ContainerStatus {
  readonly name: string;
  readonly containerID?: string;
  readonly state?: {
    readonly waiting?: { readonly reason?: string };
    readonly running?: { readonly startedAt?: string | null };
    readonly terminated?: Terminated;
  };
  readonly lastState?: { readonly terminated?: Terminated };
}

const LISTS = ['initContainers', 'containers', 'ephemeralContainers'] as const;
const STATUS_LISTS = [
  'containerStatuses',
  'initContainerStatuses',
  'ephemeralContainerStatuses',
] as const;

/** Entries of a list in a part of the pod; none when it has no such list. */
function entriesOf<T>(part: unknown, list: string): readonly T[] {
  return ((part as JsonObject | undefined)?.[list] ?? []) as readonly T[];
}

/** The container a request means: the one it names, or the only one there is (`pkg/registry/core/pod/strategy.go`). */
export function containerFor(pod: ApiObject, asked: string | null): { name: string } | NoLog {
  const names = LISTS.flatMap((list) =>
    entriesOf<{ name: string }>(pod['spec'], list).map(({ name }) => name),
  );
  const podName = String(pod.metadata['name']);
  if (asked !== null)
    return names.includes(asked)
      ? { name: asked }
      : { message: `container ${asked} is not valid for pod ${podName}` };
  const [only, ...others] = entriesOf<{ name: string }>(pod['spec'], 'containers');
  return only !== undefined && others.length === 0
    ? { name: only.name }
    : {
        message: `a container name must be specified for pod ${podName}, choose one of: [${names.join(' ')}]`,
      };
}

/**
 * The instance whose log the kubelet would open: `validateContainerLogStatus` of
 * `pkg/kubelet/kubelet_pods.go`, branch by branch, in its words.
 */
export function instanceFor(pod: ApiObject, name: string, previous: boolean): Instance | NoLog {
  const of = `container "${name}" in pod "${String(pod.metadata['name'])}"`;
  const status = STATUS_LISTS.flatMap((list) =>
    entriesOf<ContainerStatus>(pod['status'], list),
  ).find((entry) => entry.name === name);
  if (status === undefined) return { message: `${of} is not available` };
  const last = status.lastState?.terminated;
  if (previous) return ended(last) ?? { message: `previous terminated ${of} not found` };
  const { waiting, running, terminated } = status.state ?? {};
  if (running !== undefined)
    return {
      containerId: status.containerID ?? '',
      startedAtMs: timeOf(running.startedAt),
      finishedAtMs: null,
    };
  if (terminated !== undefined || last !== undefined)
    return ended(terminated) ?? ended(last) ?? { message: `${of} is terminated` };
  return { message: `${of} is waiting to start${waitingFor(waiting?.reason)}` };
}

function waitingFor(reason: string | undefined): string {
  if (reason === undefined) return ' - no logs yet';
  if (reason === 'ErrImagePull') return ": image can't be pulled";
  if (reason === 'ImagePullBackOff') return ': trying and failing to pull image';
  return `: ${reason}`;
}

const timeOf = (text: string | null | undefined): number | null =>
  text === null || text === undefined ? null : Date.parse(text);

function ended(terminated: Terminated | undefined): Instance | null {
  if (!terminated?.containerID) return null;
  const startedAtMs = timeOf(terminated.startedAt);
  return {
    containerId: terminated.containerID,
    startedAtMs,
    finishedAtMs: timeOf(terminated.finishedAt) ?? startedAtMs ?? 0,
  };
}

/** A line of a log, in the times of the replay. */
export interface LogLine {
  /** Bytes, one a character, with the line's own newline if it has one. */
  readonly text: string;
  /** When the line was written; a line without a time is as old as the one before it. */
  readonly atMs: number;
}

/** A file of a recording, and whose log it is: the instance that the pod's last status tells of. */
interface RecordedInstance {
  /** `null` when it was not fetched. */
  readonly bytes: Buffer | null;
  /** In recorded times; `null` when the last status tells of none. */
  readonly instance: Instance | null;
}

/** The file that holds the log of a container, and the instance it is of. */
export function recordedInstance(
  log: RecordedLog | undefined,
  lastPod: ApiObject | undefined,
  container: string,
  previous: boolean,
): RecordedInstance {
  const instance = lastPod === undefined ? null : instanceFor(lastPod, container, previous);
  return {
    bytes: log?.[previous ? 'previous' : 'current'] ?? null,
    instance: instance === null || isNoLog(instance) ? null : instance,
  };
}

const UNAVAILABLE = 'unable to retrieve container logs for ';

/** Whether it stands in the place of a log that is not there. */
export const isUnavailable = ({ text }: LogLine): boolean => text.startsWith(UNAVAILABLE);

/**
 * The lines of an instance. Only the last attempts' logs were recorded: an earlier attempt is shown
 * with that log, moved to its own start. What was never fetched, or was already removed then, is
 * answered as a kubelet answers for a container that is already removed.
 */
export function linesFor(
  { bytes, instance: recorded }: RecordedInstance,
  instance: Instance,
  moving: Moving,
): readonly LogLine[] {
  const text = bytes?.toString('latin1');
  if (text === undefined || text.startsWith(UNAVAILABLE))
    return [{ text: `${UNAVAILABLE}${instance.containerId}`, atMs: instance.startedAtMs ?? 0 }];
  const shiftMs = moving.shiftMs + shiftBetween(recorded, instance, moving);
  let latest = instance.startedAtMs ?? 0;
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line) => {
    const stamp = stampOf(line);
    if (stamp === null) return { text: line, atMs: latest };
    latest = stamp.atMs + shiftMs;
    const moved = line.slice(0, stamp.from) + stamp.written(latest) + line.slice(stamp.to);
    return { text: shiftMs === 0 ? line : moved, atMs: latest };
  });
}

/** From the start of the recorded attempt to the start of the one that is asked for; 0 when they are one. */
function shiftBetween(recorded: Instance | null, asked: Instance, moving: Moving): number {
  const from = recorded?.startedAtMs ?? null;
  if (recorded === null || from === null || asked.startedAtMs === null) return 0;
  const isSame = movedText(recorded.containerId, moving) === asked.containerId;
  return isSame ? 0 : asked.startedAtMs - (from + moving.shiftMs);
}
