/** Why a pod is stuck, in words that are the same for all pods that are stuck alike and that do not grow old. */
import {
  endedWell,
  type Lane,
  type PodSnapshot,
  type Segment,
  type Stuck,
  startupOf,
  type Timeline,
  toldByReason,
} from '@podline/domain';

export interface StuckWords {
  /** Groups: a reason of the kubelet, or a stage of the start. */
  readonly reason: string;
  /** Continues the container's name, or `the pod` where there is none. */
  readonly says: string;
}

/** Messages of the cluster are shown up to here. */
const MESSAGE = 200;

export function stuckWords(pod: PodSnapshot, timeline: Timeline, stuck: Stuck): StuckWords {
  const lane = timeline.lanes.find(({ name }) => name === stuck.container);
  return lane === undefined ? podWords(pod, timeline) : laneWords(lane);
}

function podWords(pod: PodSnapshot, timeline: Timeline): StuckWords {
  const stage = startupOf(timeline).at(-1)?.stage;
  if (stage === 'scheduling') return schedulingWords(pod);
  if (stage === 'sandbox')
    return { reason: 'NoSandbox', says: 'waits for its sandbox, network and volumes' };
  if (stage === 'readiness')
    return { reason: 'NotReady', says: 'runs, and a readiness gate keeps it from being ready' };
  return { reason: 'NotStarted', says: 'has containers that have not been started' };
}

function schedulingWords({ conditions }: PodSnapshot): StuckWords {
  const condition = conditions.find(({ type }) => type === 'PodScheduled');
  if (condition?.reason === 'SchedulingGated')
    return { reason: 'SchedulingGated', says: 'is held back by a scheduling gate' };
  return {
    reason: 'Unschedulable',
    says: `finds no node${after(firstSentence(condition?.message ?? ''))}`,
  };
}

/** What follows is about preemption, and says the same of every pod. */
const firstSentence = (message: string): string => message.split('. ', 1)[0] ?? message;

function laneWords(lane: Lane): StuckWords {
  const segment = lane.segments.at(-1);
  if (segment?.kind === 'waiting') return waitWords(lane, segment);
  if (segment?.kind === 'back-off' && segment.failedStart === 'PostStartHookError')
    return {
      reason: 'PostStartHookError',
      says: 'has a postStart hook that fails after each start',
    };
  if (segment?.kind === 'back-off' || failsAgainAndAgain(lane)) return loopWords(lane);
  if (lane.role === 'init')
    return { reason: 'NotCompleted', says: 'has not completed; everything behind it waits' };
  if (lane.role === 'native-sidecar' && lane.startedUpAt === null)
    return { reason: 'NotStartedUp', says: 'has not started up; everything behind it waits' };
  return { reason: 'NotReady', says: 'runs and is not ready' };
}

function waitWords(lane: Lane, { reason, message }: Segment & { kind: 'waiting' }): StuckWords {
  const told = toldByReason(reason);
  if (told === null || reason === null) {
    const says = 'has not been started: its image is being pulled, or it is being created';
    return { reason: 'NotStarted', says };
  }
  if (told.kind !== 'image') return { reason, says: `waits with ${reason}${after(message)}` };
  // The kubelet goes to and fro between the try and the wait for the next one.
  const same = reason === 'ErrImagePull' ? 'ImagePullBackOff' : reason;
  return { reason: same, says: `has an image that cannot be pulled: ${lane.image}` };
}

/** Between two failures it happens to run. */
function failsAgainAndAgain({ attempts }: Lane): boolean {
  const newest = attempts.findLast(({ ending }) => ending !== null)?.ending ?? null;
  return attempts.length > 2 && newest !== null && !endedWell(newest);
}

function loopWords({ attempts }: Lane): StuckWords {
  const reason = 'CrashLoopBackOff';
  const ended = attempts.flatMap(({ ending }) => ending ?? []);
  const newest = ended.at(-1);
  if (newest === undefined) return { reason, says: 'fails again and again' };
  if (endedWell(newest))
    return { reason, says: 'ends with exit code 0 and is started again each time' };
  const because = newest.reason === null || newest.reason === 'Error' ? '' : ` (${newest.reason})`;
  const code = `exit code ${newest.exitCode}${because}`;
  return {
    reason,
    says: ended.length === 1 ? `failed with ${code}` : `keeps failing, last with ${code}`,
  };
}

function after(message: string | null): string {
  if (message === null || message === '') return '';
  return `: ${message.length > MESSAGE ? `${message.slice(0, MESSAGE)}…` : message}`;
}
