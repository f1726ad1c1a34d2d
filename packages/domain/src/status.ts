/**
 * READY, STATUS and RESTARTS as `kubectl get pods` prints them, and why: the rule path that led to the word.
 * A port of `printPod` in Kubernetes 1.36 `pkg/printers/internalversion/printers.go`, step by step.
 */
import type { ContainerState } from './container-state.ts';
import type { ContainerStatus, PodSnapshot } from './pod-snapshot.ts';
import { remarksOn } from './status-remarks.ts';
import { between, humanDuration, later, type Millis } from './time.ts';

export interface StatusColumns {
  /** e.g. `1/2`. */
  readonly ready: string;
  /** e.g. `Init:CrashLoopBackOff`. */
  readonly status: string;
  /** Restarts that count at this stage of the pod's life. */
  readonly restarts: number;
  /** The end before the newest counted restart; null when none is known. */
  readonly lastRestartAt: Millis | null;
  /** In the order in which the rules applied, up to the one that decided; then what the word does not show. */
  readonly because: readonly string[];
  /** The word, what decided and what the word does not show, as one sentence: `Init:Error because …; the app itself runs and is ready.` */
  readonly sentence: string;
}

/** kubectl's columns of a pod at this resourceVersion. */
export function statusColumns(pod: PodSnapshot): StatusColumns {
  const because: string[] = [];
  const start = startingWord(pod, because);
  const inits = walkInits(pod, because);
  const initialized = hasCondition(pod, 'Initialized');
  const total =
    pod.containers.filter((c) => c.kind === 'app').length +
    pod.containers.filter((c) => c.kind === 'init' && c.restartPolicy === 'Always').length;

  let word = inits.word ?? start;
  let restarts = inits.all;
  let readyCount = inits.ready;
  let appsWord: string | null = null;
  if (inits.word === null || initialized) {
    const apps = walkApps(pod, word, because);
    restarts = add(inits.sidecars, apps.restarts);
    readyCount += apps.ready;
    appsWord = settleCompleted(pod, apps, because);
    word = appsWord;
  }
  word = deletionWord(pod, word, because);
  const remarks = remarksOn({
    pod,
    word,
    stoppedAt: inits.stoppedAt,
    isOverwritten: appsWord !== null && appsWord !== inits.word,
    droppedRestarts: appsWord === null ? 0 : inits.all.count - inits.sidecars.count,
  });
  return {
    ready: `${readyCount}/${total}`,
    status: word,
    restarts: restarts.count,
    lastRestartAt: restarts.lastAt,
    because: [...because, ...remarks].map(asSentence),
    sentence: `${word} because ${[because.at(-1), ...remarks].join('; ')}.`,
  };
}

const asSentence = (clause: string): string => `${clause[0]?.toUpperCase()}${clause.slice(1)}.`;

/** kubectl's RESTARTS column: `9 (14s ago)`. */
export function restartsColumn(
  restarts: number,
  lastRestartAt: Millis | null,
  now: Millis,
): string {
  if (restarts === 0 || lastRestartAt === null) return String(restarts);
  return `${restarts} (${humanDuration(between(lastRestartAt, now))} ago)`;
}

interface Restarts {
  readonly count: number;
  readonly lastAt: Millis | null;
}

const NONE: Restarts = { count: 0, lastAt: null };

const add = (a: Restarts, b: Restarts): Restarts => ({
  count: a.count + b.count,
  lastAt:
    a.lastAt === null || b.lastAt === null ? (a.lastAt ?? b.lastAt) : later(a.lastAt, b.lastAt),
});

const restartsOf = (status: ContainerStatus): Restarts => ({
  count: status.restartCount,
  lastAt: status.lastEnd?.finishedAt ?? null,
});

const hasCondition = (pod: PodSnapshot, type: string): boolean =>
  pod.conditions.some((c) => c.type === type && c.status === 'True');

function startingWord(pod: PodSnapshot, because: string[]): string {
  const gated = pod.conditions.some(
    (c) => c.type === 'PodScheduled' && c.reason === 'SchedulingGated',
  );
  if (gated) {
    because.push('a scheduling gate holds the pod back from the scheduler');
    return 'SchedulingGated';
  }
  if (pod.reason !== null) {
    because.push(`the pod as a whole has the reason ${pod.reason}`);
    return pod.reason;
  }
  because.push(`the pod is in phase ${pod.phase}`);
  return pod.phase;
}

interface InitWalk {
  /** Null: every init container is behind us. */
  readonly word: string | null;
  readonly all: Restarts;
  readonly sidecars: Restarts;
  readonly ready: number;
  readonly stoppedAt: ContainerStatus | null;
}

function walkInits(pod: PodSnapshot, because: string[]): InitWalk {
  const specs = pod.containers.filter((c) => c.kind === 'init');
  const walk = {
    word: null as string | null,
    all: NONE,
    sidecars: NONE,
    ready: 0,
    stoppedAt: null as ContainerStatus | null,
  };
  const statuses = pod.statuses.filter((s) => s.kind === 'init');
  for (const [index, status] of statuses.entries()) {
    const isSidecar = specs.some((c) => c.name === status.name && c.restartPolicy === 'Always');
    walk.all = add(walk.all, restartsOf(status));
    if (isSidecar) walk.sidecars = add(walk.sidecars, restartsOf(status));
    if (isBehindUs(status, isSidecar)) {
      if (status.ready && !endedWithZero(status)) walk.ready += 1;
      continue;
    }
    walk.word = initWord(status.state, `${index}/${specs.length}`);
    walk.stoppedAt = status;
    because.push(initClause(status, isSidecar));
    break;
  }
  return walk;
}

/** A native sidecar that ended with 0 counts as a completed init, which is kubectl's surprise, not ours. */
const isBehindUs = (status: ContainerStatus, isSidecar: boolean): boolean =>
  endedWithZero(status) || (isSidecar && status.started === true);

const endedWithZero = ({ state }: ContainerStatus): boolean =>
  state.kind === 'terminated' && state.ending.exitCode === 0;

function initWord(state: ContainerState, progress: string): string {
  if (state.kind === 'terminated') return `Init:${endWord(state.ending)}`;
  if (state.kind === 'waiting' && state.reason !== null && state.reason !== 'PodInitializing') {
    return `Init:${state.reason}`;
  }
  return `Init:${progress}`;
}

const endWord = (ending: {
  exitCode: number;
  signal: number | null;
  reason: string | null;
}): string =>
  ending.reason ??
  (ending.signal === null || ending.signal === 0
    ? `ExitCode:${ending.exitCode}`
    : `Signal:${ending.signal}`);

function initClause({ name, state }: ContainerStatus, isSidecar: boolean): string {
  const what = isSidecar ? `the native sidecar ${name}` : `the init container ${name}`;
  switch (state.kind) {
    case 'terminated':
      return `${what} ended with ${state.ending.exitCode}${reasonIn(state.ending.reason)}`;
    case 'waiting':
      return state.reason === null || state.reason === 'PodInitializing'
        ? `${what} has not started yet`
        : `${what} waits with ${state.reason}`;
    case 'running':
      return isSidecar
        ? `${what} runs, but is not started yet (its startup probe or postStart hook has not finished)`
        : `${what} runs and has not ended yet`;
  }
}

const reasonIn = (reason: string | null): string => (reason === null ? '' : ` (${reason})`);

interface AppWalk {
  readonly word: string;
  readonly errorWord: string | null;
  /** The container that `errorWord` is of. */
  readonly errorName: string | null;
  readonly running: boolean;
  readonly ready: number;
  readonly restarts: Restarts;
}

/** From the last to the first, so the first container has the last word. */
function walkApps(pod: PodSnapshot, start: string, because: string[]): AppWalk {
  let walk: AppWalk = {
    word: start,
    errorWord: null,
    errorName: null,
    running: false,
    ready: 0,
    restarts: NONE,
  };
  for (const status of pod.statuses.filter((s) => s.kind === 'app').reverse()) {
    const { state } = status;
    walk = { ...walk, restarts: add(walk.restarts, restartsOf(status)) };
    if (state.kind === 'waiting' && state.reason !== null) {
      because.push(`container ${status.name} waits with ${state.reason}`);
      walk = { ...walk, word: state.reason };
    } else if (state.kind === 'terminated') {
      const word = endWord(state.ending);
      because.push(
        `container ${status.name} ended with ${state.ending.exitCode}${reasonIn(state.ending.reason)}`,
      );
      walk = { ...walk, word };
      if (state.ending.exitCode !== 0) {
        walk = { ...walk, errorWord: word, errorName: status.name };
      }
    } else if (state.kind === 'running' && status.ready) {
      walk = { ...walk, running: true, ready: walk.ready + 1 };
    }
  }
  return walk;
}

function settleCompleted(pod: PodSnapshot, apps: AppWalk, because: string[]): string {
  if (apps.word !== 'Completed') return apps.word;
  if (apps.running && hasCondition(pod, 'Ready')) {
    because.push('another container runs and the pod is ready');
    return 'Running';
  }
  if (apps.errorWord !== null) {
    because.push(`container ${apps.errorName} failed, which outweighs those that completed`);
    return apps.errorWord;
  }
  if (apps.running) {
    because.push('another container still runs, and the pod is not ready');
    return 'NotReady';
  }
  return apps.word;
}

function deletionWord(pod: PodSnapshot, word: string, because: string[]): string {
  if (pod.deletion === null) return word;
  if (pod.reason === 'NodeLost') {
    because.push('the pod is being deleted and its node is lost');
    return 'Unknown';
  }
  if (pod.phase === 'Succeeded' || pod.phase === 'Failed') return word;
  because.push('the pod is being deleted');
  return 'Terminating';
}
