/** What a pod is found by: traits, reasons and its newest failure. */
import type { LastFailure, Pip, PodRow } from '@podline/contract';
import {
  endedWell,
  type PodSnapshot,
  type Terminated,
  type Trait,
  toldByReason,
} from '@podline/domain';
import type { Course } from './pod-course.ts';

const REASONS = 16;
const LABELS = 64;

export function traitsOf(
  pod: PodSnapshot,
  pips: readonly Pip[],
  { stuck, startedUp }: Course,
): readonly Trait[] {
  if (pod.phase === 'Succeeded') return ['finished'];
  if (pod.phase === 'Failed') return ['failed'];
  if (pod.deletion !== null) return ['terminating'];
  const isReady = hasCondition(pod, 'Ready');
  const isInitializing =
    pod.containers.some(({ kind }) => kind === 'init') && !hasCondition(pod, 'Initialized');
  const held: readonly (readonly [Trait, boolean])[] = [
    ['stuck', stuck !== null],
    ['initializing', isInitializing],
    ['starting', !isReady && stuck === null && startedUp === null],
    ['crash-looping', isCrashLooping(pod) || stuck?.reason === 'CrashLoopBackOff'],
    ['sidecar-not-ready', pips.some(isSidecarNotReady)],
    ['ready', isReady],
  ];
  return held.flatMap(([trait, holds]) => (holds ? [trait] : []));
}

/** Of one that is there no more: what it was then is over, but for how it ended. */
export const goneTraits = ({ phase }: PodSnapshot): readonly Trait[] =>
  phase === 'Succeeded' ? ['gone', 'finished'] : phase === 'Failed' ? ['gone', 'failed'] : ['gone'];

const hasCondition = (pod: PodSnapshot, type: string): boolean =>
  pod.conditions.some((condition) => condition.type === type && condition.status === 'True');

const isCrashLooping = ({ statuses }: PodSnapshot): boolean =>
  statuses.some(({ state }) => state.kind === 'waiting' && state.reason === 'CrashLoopBackOff');

/** One whose turn has not come, or that is done, does not count. */
const isSidecarNotReady = ({ role, state }: Pip): boolean =>
  (role === 'native-sidecar' || role === 'classic-sidecar') &&
  (state === 'running' || state === 'failed');

/** Of the pod, of being stuck, of its scheduling, its waits and its ends; what is part of every start is none. */
export function reasonsOf(pod: PodSnapshot, { stuck }: Course): readonly string[] {
  const scheduling = pod.conditions.find(
    ({ type, status }) => type === 'PodScheduled' && status === 'False',
  );
  const told = [
    stuck?.reason ?? null,
    pod.reason,
    scheduling?.reason ?? null,
    ...pod.statuses.flatMap(({ state, lastEnd }) => [
      state.kind === 'waiting' && toldByReason(state.reason) !== null ? state.reason : null,
      state.kind === 'terminated' ? badReason(state) : null,
      lastEnd === null ? null : badReason(lastEnd),
    ]),
  ];
  return [...new Set(told.filter((reason) => reason !== null && reason !== ''))].slice(
    0,
    REASONS,
  ) as string[];
}

const badReason = ({ ending }: Terminated): string | null =>
  endedWell(ending) ? null : ending.reason;

export function lastFailureOf({ statuses }: PodSnapshot): LastFailure | null {
  let newest: LastFailure | null = null;
  for (const { name, state, lastEnd } of statuses) {
    for (const end of [state, lastEnd]) {
      if (end?.kind !== 'terminated' || end.finishedAt === null || endedWell(end.ending)) continue;
      if (newest !== null && newest.at >= end.finishedAt) continue;
      const { exitCode, reason } = end.ending;
      newest = { container: name, at: end.finishedAt, exitCode, reason };
    }
  }
  return newest;
}

export function labelsOf({ labels }: PodSnapshot): PodRow['labels'] {
  const entries = Object.entries(labels);
  return entries.length <= LABELS ? labels : Object.fromEntries(entries.slice(0, LABELS));
}
