/** Whether a version of a pod shows a recorded fact. */
import type { Change, PodSnapshot, Transition } from '@podline/domain';
import type { TrueChange } from '../evidence.ts';
import { snapshotOf } from '../looks.ts';

/** Null: no version can show it by itself (it says what nobody saw, or follows from several). */
export function shows(change: TrueChange, { container, change: fact }: Transition): boolean | null {
  if (fact.kind === 'gone') return fact.how === 'inferred' ? null : change.type === 'DELETED';
  const pod = snapshotOf(change);
  return container === null ? podShows(pod, fact) : containerShows(pod, container, fact);
}

function podShows(pod: PodSnapshot, fact: Change): boolean | null {
  switch (fact.kind) {
    case 'appeared':
      return fact.node === pod.node;
    case 'containers':
      return sameNames(
        fact.lanes.map(({ name }) => name),
        pod.containers.map(({ name }) => name),
      );
    case 'scheduled':
      return fact.node === pod.node;
    case 'phase':
      return fact.phase === pod.phase && fact.reason === pod.reason;
    case 'condition':
      return conditionShown(pod, fact);
    case 'deletion-requested':
      return fact.deadlineAt === pod.deletion?.deadlineAt;
    case 'pod-ip':
      return fact.podIp === pod.podIp;
    case 'sandbox-changed':
    case 'inits-again':
    case 'kubelet-restarted':
    case 'gone':
      return null;
    case 'waiting':
    case 'started':
    case 'ended':
    case 'unobserved':
    case 'ready':
    case 'startup':
      return false;
  }
}

function conditionShown(pod: PodSnapshot, fact: Change & { kind: 'condition' }): boolean {
  const shown = pod.conditions.find(({ type }) => type === fact.type);
  if (fact.status === 'Removed') return shown === undefined;
  return shown?.status === fact.status && shown.reason === fact.reason;
}

function containerShows(pod: PodSnapshot, name: string, fact: Change): boolean | null {
  if (fact.kind === 'unobserved') return null;
  const status = pod.statuses.find((it) => it.name === name);
  if (status === undefined) return false;
  const { state, lastEnd } = status;
  const ends = [state.kind === 'terminated' ? state : null, lastEnd];
  switch (fact.kind) {
    case 'waiting':
      return state.kind === 'waiting' && state.reason === fact.reason;
    case 'started':
      return [status, ...ends].some((it) => it !== null && it.containerId === fact.containerId);
    case 'ended':
      return ends.some(
        (it) =>
          it !== null &&
          it.containerId === fact.containerId &&
          it.ending.exitCode === fact.ending.exitCode,
      );
    case 'ready':
      return status.ready === fact.ready;
    case 'startup':
      return (status.started ?? false) === fact.started;
    default:
      return false;
  }
}

const sameNames = (a: readonly string[], b: readonly string[]): boolean =>
  JSON.stringify([...a].sort()) === JSON.stringify([...b].sort());
