/**
 * What kubectl's one word does not show, or shows so that it surprises: a clause each, for the sentence that explains the word.
 * printPod's own rules make these surprises; none is a fault of the pod.
 */
import { endedWell } from './container-state.ts';
import type { ContainerStatus, PodSnapshot } from './pod-snapshot.ts';
import { toldByReason } from './waits-for.ts';

export interface ColumnFacts {
  readonly pod: PodSnapshot;
  readonly word: string;
  /** The init container or native sidecar at which kubectl stopped looking; null when all are behind. */
  readonly stoppedAt: ContainerStatus | null;
  /** Whether what kubectl found at the inits was overwritten by an app container. */
  readonly isOverwritten: boolean;
  /** Restarts of init containers that RESTARTS leaves out. */
  readonly droppedRestarts: number;
}

/** In the order of a person's questions; often none. Lower case, no full stop. */
export const remarksOn = (facts: ColumnFacts): readonly string[] =>
  REMARKS.map((remark) => remark(facts)).filter((clause) => clause !== null);

type Remark = (facts: ColumnFacts) => string | null;

const REMARKS: readonly Remark[] = [
  appsRunBeside,
  laterSidecars,
  sidecarCountsAsInit,
  oomWithZero,
  runsAgain,
  whyInitializing,
  hiddenApps,
  sidecarsStoppedAtEnd,
  notReady,
  podReason,
  deletedAndOver,
  droppedRestarts,
];

const of = (pod: PodSnapshot, kind: ContainerStatus['kind']): readonly ContainerStatus[] =>
  pod.statuses.filter((status) => status.kind === kind);

const isSidecar = (pod: PodSnapshot, { kind, name }: ContainerStatus): boolean =>
  kind === 'init' &&
  pod.containers.some(
    (spec) => spec.kind === 'init' && spec.name === name && spec.restartPolicy === 'Always',
  );

const isRunning = ({ state }: ContainerStatus): boolean => state.kind === 'running';

const endedWithZero = ({ state }: ContainerStatus): boolean =>
  state.kind === 'terminated' && state.ending.exitCode === 0;

const names = (statuses: readonly ContainerStatus[]): string => {
  const all = statuses.map(({ name }) => name);
  const last = all.at(-1) ?? '';
  return all.length < 2 ? last : `${all.slice(0, -1).join(', ')} and ${last}`;
};

const have = (statuses: readonly ContainerStatus[], one: string, many: string): string =>
  statuses.length === 1 ? one : many;

function appsRunBeside({ pod, stoppedAt, isOverwritten }: ColumnFacts): string | null {
  const apps = of(pod, 'app');
  const running = apps.filter(isRunning);
  if (stoppedAt === null || isOverwritten || running.length === 0) return null;
  const isAll = running.length === apps.length;
  const who = isAll && apps.length === 1 ? 'the app itself' : isAll ? 'the apps' : names(running);
  const [runs, are] = [have(running, 'runs', 'run'), have(running, 'is', 'are')];
  const readiness = running.every(({ ready }) => ready)
    ? `and ${are} ready`
    : `but ${are} not ready`;
  return `${who} ${runs} ${readiness}`;
}

function laterSidecars({ pod, stoppedAt }: ColumnFacts): string | null {
  const inits = of(pod, 'init');
  const place = stoppedAt === null ? inits.length : inits.indexOf(stoppedAt);
  const later = inits.slice(place + 1).filter((s) => isSidecar(pod, s) && s.ready && isRunning(s));
  return later.length === 0
    ? null
    : `READY and RESTARTS stop counting there, so that ${names(later)} ${have(later, 'is', 'are')} left out`;
}

/** A sidecar that ended with 0 is passed over as if it were an init that has done its work. */
function sidecarCountsAsInit({ pod, stoppedAt, word }: ColumnFacts): string | null {
  const inits = of(pod, 'init');
  const passed = stoppedAt === null ? inits : inits.slice(0, inits.indexOf(stoppedAt));
  const ended = passed.filter((s) => isSidecar(pod, s) && endedWithZero(s));
  const isOver = pod.phase === 'Succeeded' || pod.phase === 'Failed';
  if (ended.length === 0 || isOver || !/^(?:Init:|Running|PodInitializing)/.test(word)) return null;
  const what = have(ended, 'the native sidecar', 'the native sidecars');
  return `${what} ${names(ended)} ended with 0, which kubectl counts as a completed init`;
}

function oomWithZero({ pod }: ColumnFacts): string | null {
  const killed = of(pod, 'init').find(
    ({ state }) =>
      state.kind === 'terminated' && state.ending.exitCode === 0 && !endedWell(state.ending),
  );
  return killed === undefined
    ? null
    : `${killed.name} was OOM-killed and yet ended with 0: kubectl counts that as completed, the kubelet as failed`;
}

/** Initialized stays True while all inits run again: the ended apps have the last word. */
function runsAgain({ stoppedAt, isOverwritten }: ColumnFacts): string | null {
  return stoppedAt !== null && isOverwritten && stoppedAt.state.kind === 'running'
    ? `${stoppedAt.name} runs again (the pod was initialised once, so that the apps have the last word)`
    : null;
}

function whyInitializing({ pod, word, stoppedAt }: ColumnFacts): string | null {
  const isWaiting = word === 'PodInitializing' || word === 'ContainerCreating';
  if (!isWaiting || stoppedAt !== null || pod.deletion !== null) return null;
  return word === 'PodInitializing'
    ? 'no init container is left to wait for: the app’s image is being pulled, or the app is being created'
    : 'sandbox and volumes are being prepared, the image is being pulled, or the container is being created';
}

/** Apps are walked from the last to the first, so the first has the last word. */
function hiddenApps({ pod, word }: ColumnFacts): string | null {
  const hidden = of(pod, 'app').flatMap(({ name, state }) =>
    state.kind === 'waiting' && state.reason !== word && toldByReason(state.reason) !== null
      ? [`${name} waits with ${state.reason}`]
      : [],
  );
  return hidden.length === 0 || word.startsWith('Init:')
    ? null
    : `${hidden.join(', ')}, which the word does not show`;
}

function sidecarsStoppedAtEnd({ pod, word }: ColumnFacts): string | null {
  if (pod.phase !== 'Succeeded' || word !== 'Completed') return null;
  const stopped = of(pod, 'init').filter(
    (s) => isSidecar(pod, s) && s.state.kind === 'terminated' && !endedWithZero(s),
  );
  return stopped.length === 0
    ? null
    : `${names(stopped)} ${have(stopped, 'was', 'were')} stopped after the apps, and how ${have(stopped, 'that ended', 'they ended')} does not matter`;
}

function notReady({ pod, word }: ColumnFacts): string | null {
  const readiness = pod.conditions.find((c) => c.type === 'Ready');
  if (word !== 'Running' || readiness?.status !== 'False') return null;
  const serving = pod.statuses.filter((s) => s.kind === 'app' || isSidecar(pod, s));
  const unready = serving.filter((s) => !s.ready);
  if (unready.length > 0) {
    return `the pod is not ready, because ${names(unready)} ${have(unready, 'is', 'are')} not`;
  }
  return readiness.reason === null
    ? 'the pod is not ready though all its containers say that they are: so it is when its node is lost'
    : 'the pod is not ready though all its containers are: a readiness gate is not passed';
}

function podReason({ pod, word }: ColumnFacts): string | null {
  return pod.reason === null || pod.reason === word || word === 'Unknown'
    ? null
    : `the pod as a whole has the reason ${pod.reason}, which the word does not show`;
}

function deletedAndOver({ pod }: ColumnFacts): string | null {
  const isOver = pod.phase === 'Succeeded' || pod.phase === 'Failed';
  return pod.deletion !== null && isOver
    ? 'the pod is being deleted, but kubectl says Terminating only until its phase is terminal'
    : null;
}

function droppedRestarts({ droppedRestarts: count }: ColumnFacts): string | null {
  return count === 0
    ? null
    : `RESTARTS leaves out ${count} of init containers, now that these are done`;
}
