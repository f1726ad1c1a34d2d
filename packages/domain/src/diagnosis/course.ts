/** How one container has fared: which of its ends say something about it, and where it stands now. */
import { type Broken, brokenSince } from '../broken.ts';
import { type Ending, endedWell } from '../container-state.ts';
import type { ContainerStatus, Deletion, PodSnapshot } from '../pod-snapshot.ts';
import type { Attempt } from '../run.ts';
import type { Segment } from '../segment.ts';
import type { Millis } from '../time.ts';
import type { Lane, Timeline } from '../timeline.ts';
import { type Transition, timeOf } from '../transition.ts';

export interface EndedAttempt extends Attempt {
  readonly ending: Ending;
}

export interface Course {
  readonly lane: Lane;
  /** Null while the API lists none. */
  readonly status: ContainerStatus | null;
  /** What it does now; null when nothing is known. */
  readonly current: Segment | null;
  /** Ends of its own, oldest first: those by deletion, by the pod's end or by a lost record say nothing about a container. */
  readonly ends: readonly EndedAttempt[];
  /** The newest of them as long as they are failures. */
  readonly failures: readonly EndedAttempt[];
  /** Failures before its newest good end, in a row; empty where none. */
  readonly overcome: readonly EndedAttempt[];
  /** It once did what it is for: an init ended well, another ran for a while. */
  readonly hasWorked: boolean;
  /** It does not come up by waiting: an error, or end after end. */
  readonly broken: Broken | null;
  readonly isRunning: boolean;
}

interface Facts {
  readonly pod: PodSnapshot;
  readonly timeline: Timeline;
  readonly transitions: readonly Transition[];
  readonly now: Millis;
}

export function courseOf(lane: Lane, facts: Facts): Course {
  const { pod, now } = facts;
  const ends = lane.attempts.filter(isEnded).filter((end) => isItsOwn(end, lane, facts));
  const current = lane.segments.at(-1) ?? null;
  const lastGood = ends.findLastIndex(isGood);
  const failures = ends.slice(lastGood + 1);
  const firstFailure = ends.slice(0, Math.max(lastGood, 0)).findLastIndex(isGood) + 1;
  return {
    lane,
    status: pod.statuses.find((s) => s.kind === lane.kind && s.name === lane.name) ?? null,
    current,
    ends,
    failures,
    overcome: lastGood === -1 ? [] : ends.slice(firstFailure, lastGood),
    hasWorked: lane.role === 'init' ? lastGood !== -1 : ends.some(isLong),
    broken: brokenSince(lane, now),
    isRunning: current?.kind === 'running' && current.to === null,
  };
}

const isEnded = (attempt: Attempt): attempt is EndedAttempt => attempt.ending !== null;
/** A container without a readiness probe is ready as soon as it runs: that says nothing. */
const LONG_MS = 60_000;
/** It ran for a minute: so it did start. */
export const isLong = ({ startedAt, finishedAt }: EndedAttempt): boolean =>
  startedAt !== null && finishedAt !== null && finishedAt - startedAt >= LONG_MS;

const isGood = ({ ending }: EndedAttempt): boolean => endedWell(ending);

/** Records that the kubelet or the runtime made up because the true one was lost, and ends that a rule brought about. */
const NOT_ITS_OWN = new Set(['ContainerStatusUnknown', 'RestartingAllContainers', 'Unknown']);

/** Clocks and whole seconds: what came in the same moment. */
const SAME_MOMENT_MS = 1000;
/** How long a sandbox's containers may take to be stopped. */
const SANDBOX_STOP_MS = 35_000;

function isItsOwn(end: EndedAttempt, lane: Lane, facts: Facts): boolean {
  if (end.ending.reason !== null && NOT_ITS_OWN.has(end.ending.reason)) return false;
  const { finishedAt } = end;
  if (finishedAt === null) return true;
  return !isStopped(finishedAt, facts) && !isAfterApps(finishedAt, lane, facts);
}

function isStopped(finishedAt: Millis, { pod, transitions }: Facts): boolean {
  const asked = deletionOf(pod, transitions);
  if (asked !== null && finishedAt >= asked.requestedAt - SAME_MOMENT_MS) return true;
  // The kubelet ends what runs when it fails the pod as a whole.
  const failedAt = transitions.find(
    ({ change }) => change.kind === 'phase' && change.phase === 'Failed' && change.reason !== null,
  );
  if (failedAt !== undefined && finishedAt >= timeOf(failedAt) - SANDBOX_STOP_MS) return true;
  return transitions.some((transition) => {
    const { kind } = transition.change;
    const distance = Math.abs(timeOf(transition) - finishedAt);
    return kind === 'sandbox-changed' && distance <= SANDBOX_STOP_MS;
  });
}

/** As it was asked for first: the last status of a pod shortens its grace period to nothing. */
export function deletionOf(pod: PodSnapshot, transitions: readonly Transition[]): Deletion | null {
  const first = transitions.find(({ change }) => change.kind === 'deletion-requested');
  return first?.change.kind === 'deletion-requested'
    ? { requestedAt: timeOf(first), deadlineAt: first.change.deadlineAt }
    : pod.deletion;
}

/** A native sidecar is stopped when the last app has ended: how it ends then says nothing. */
function isAfterApps(finishedAt: Millis, lane: Lane, { timeline }: Facts): boolean {
  if (lane.role !== 'native-sidecar') return false;
  const apps = timeline.lanes.filter((it) => it.kind === 'app');
  return apps.every((app) => {
    const last = app.segments.at(-1);
    const isDone = last?.kind === 'completed' || last?.kind === 'failed';
    return isDone && last.to !== null && last.to <= finishedAt;
  });
}
