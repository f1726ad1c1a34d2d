/** A pod that has crashed thousands of times: a recorded one, its crashes told again and again. */
import type { ApiObject, RecordedLine, Recording } from '@podline/replay';

interface Status {
  readonly name: string;
  readonly state: object;
  readonly lastState: object;
  readonly restartCount: number;
  readonly containerID: string;
  readonly started: boolean;
}

/** From one start to the next; a run lasts 1 to 3 s of it. */
const PERIOD_MS = 40_000;

/** How long `attempts` attempts take. */
const lengthMs = (attempts: number): number => attempts * PERIOD_MS;

/**
 * The recording `init-crashloop` with `attempts` attempts of its init container; the last of them ended `agoMs` before now. Every
 * line is one watch event as the kubelet would have caused it: back-off announced, running, ended.
 */
export function longPod(crashing: Recording, attempts: number, now: number): Recording {
  const first = now - lengthMs(attempts) - PERIOD_MS;
  const start = Math.floor(first / 1000) * 1000;
  const last = crashing.pods.findLast(({ type }) => type === 'MODIFIED');
  if (last === undefined) throw new Error(`The recording ${crashing.name} has no pod.`);
  const pods = [podLine(last.object, 'ADDED', start, 0, start, null)];
  let version = 1;
  for (let n = 0; n < attempts; n += 1) {
    const at = start + n * PERIOD_MS;
    const runMs = 1000 + (n % 3) * 1000;
    for (const [phase, delay] of [
      ['waiting', 0],
      ['running', 100],
      ['terminated', runMs + 100],
    ] as const) {
      if (phase === 'waiting' && n === 0) continue;
      version += 1;
      pods.push(
        podLine(last.object, 'MODIFIED', start, version, at + delay, { phase, n, at, runMs }),
      );
    }
  }
  const durationMs = lengthMs(attempts) + PERIOD_MS;
  const recordedAt = new Date(start).toISOString();
  return {
    ...crashing,
    meta: { ...crashing.meta, recordedAt, durationMs },
    recordedAtMs: start,
    pods,
    events: [],
  };
}

interface Moment {
  readonly phase: 'waiting' | 'running' | 'terminated';
  /** Number of the attempt, and when it starts. */
  readonly n: number;
  readonly at: number;
  readonly runMs: number;
}

const stamp = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

const idOf = (n: number): string => `containerd://${n.toString(16).padStart(64, '0')}`;

const ended = (n: number, at: number, runMs: number) => ({
  terminated: {
    exitCode: n % 50 === 7 ? 137 : 1,
    reason: n % 50 === 7 ? 'OOMKilled' : 'Error',
    startedAt: stamp(at),
    finishedAt: stamp(at + runMs),
    containerID: idOf(n),
  },
});

function statusAt(before: Status, { phase, n, at, runMs }: Moment): Status {
  const previous = n === 0 ? {} : ended(n - 1, at - PERIOD_MS, 1000 + ((n - 1) % 3) * 1000);
  const message = `back-off 40s restarting failed container=${before.name}`;
  switch (phase) {
    case 'waiting':
      return {
        ...before,
        state: { waiting: { reason: 'CrashLoopBackOff', message } },
        lastState: previous,
        restartCount: n - 1,
        containerID: idOf(n - 1),
        started: false,
      };
    case 'running':
      return {
        ...before,
        state: { running: { startedAt: stamp(at) } },
        lastState: previous,
        restartCount: n,
        containerID: idOf(n),
        started: true,
      };
    case 'terminated':
      return {
        ...before,
        state: ended(n, at, runMs),
        lastState: previous,
        restartCount: n,
        containerID: idOf(n),
        started: false,
      };
  }
}

function podLine(
  template: ApiObject,
  type: 'ADDED' | 'MODIFIED',
  start: number,
  version: number,
  at: number,
  moment: Moment | null,
): RecordedLine {
  const { managedFields: _, annotations: __, ...metadata } = template.metadata;
  // As the recording has it; it was read field by field when the recording was made.
  const status = template['status'] as {
    readonly conditions: readonly object[];
    readonly initContainerStatuses: readonly Status[];
  };
  const [first] = status.initContainerStatuses;
  const object: ApiObject = {
    ...template,
    metadata: {
      ...metadata,
      creationTimestamp: stamp(start),
      resourceVersion: String(1_000_000 + version),
    },
    status: {
      ...status,
      conditions: status.conditions.map((condition) => ({
        ...condition,
        lastTransitionTime: stamp(start),
      })),
      startTime: stamp(start),
      initContainerStatuses:
        moment === null || first === undefined ? [] : [statusAt(first, moment)],
    },
  };
  return { t: at - start, type, object, text: JSON.stringify(object) };
}
