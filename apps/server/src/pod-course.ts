/** What a row says beyond the pod's newest snapshot: it takes the pod's whole history, and the time. */
import type { PodRow } from '@podline/contract';
import {
  between,
  type Gap,
  type Millis,
  millis,
  type Patience,
  type PodSnapshot,
  patienceFor,
  startupOf,
  stuckOf,
  type Timeline,
  type Transition,
  timelineOf,
  timeOf,
} from '@podline/domain';
import { RECENT_MS, recentOf } from './recent.ts';
import { stuckWords } from './stuck-words.ts';

export type Course = Pick<PodRow, 'stuck' | 'recent' | 'startedUp'>;

export const UNKNOWN: Course = { stuck: null, recent: null, startedUp: null };

export interface CourseFacts {
  readonly pod: PodSnapshot;
  /** In order of record. */
  readonly transitions: readonly Transition[];
  readonly gaps: readonly Gap[];
  readonly patience: Patience;
}

export interface CourseNow {
  readonly course: Course;
  /** When time alone may change whether it is stuck; null when it cannot. */
  readonly dueAt: Millis | null;
}

export function courseOf(
  { pod, transitions, gaps, patience }: CourseFacts,
  now: Millis,
): CourseNow {
  const timeline = timelineOf(transitions, gaps);
  const stuck = stuckOf(pod, timeline, now, { patience });
  const newest = transitions.at(-1);
  const stages = startupOf(timeline);
  const last = stages.at(-1);
  const isUp = last?.stage === 'readiness' && last.to !== null && timeline.from !== null;
  return {
    course: {
      stuck: stuck && {
        since: stuck.since,
        container: stuck.container,
        ...stuckWords(pod, timeline, stuck),
        changedAt: newest === undefined ? stuck.since : timeOf(newest),
      },
      recent: recentOf(timeline, now),
      startedUp:
        isUp && last.to !== null && timeline.from !== null
          ? { at: last.to, tookMs: between(timeline.from, last.to) }
          : null,
    },
    dueAt: nextDue(pod, timeline, patience, now),
  };
}

/** A crash loop that runs for so long is none any more, as the domain has it. */
const STEADY_MS = 60_000;

function nextDue(
  pod: PodSnapshot,
  timeline: Timeline,
  patience: Patience,
  now: Millis,
): Millis | null {
  const stage = startupOf(timeline).at(-1);
  const ready = pod.conditions.find(({ type }) => type === 'Ready');
  const running = timeline.lanes.flatMap(({ segments, attempts }) => {
    const segment = segments.at(-1);
    const runs = segment?.kind === 'running' && segment.to === null && attempts.length > 1;
    return runs ? [segment.from + STEADY_MS] : [];
  });
  const moments = [
    ...(stage === undefined || stage.to !== null
      ? []
      : [stage.from + patienceFor(patience, stage)]),
    ...(ready?.status !== 'True' && ready?.at != null ? [ready.at + patience.readiness] : []),
    ...running,
  ].filter((moment) => moment > now);
  return moments.length === 0 ? null : millis(Math.min(...moments));
}

/**
 * The course of a pod that has stood as it is for longer than is shown, without its history: ready, or over. Null for any
 * other.
 */
export function steadyCourse(pod: PodSnapshot, now: Millis): Course | null {
  if (pod.deletion !== null) return null;
  const since = steadySince(pod);
  if (since === null || since.at > now - RECENT_MS) return null;
  return { stuck: null, recent: [{ from: since.at, state: since.state }], startedUp: null };
}

function steadySince(
  pod: PodSnapshot,
): { readonly at: Millis; readonly state: 'ready' | 'done' | 'failed' } | null {
  const ready = pod.conditions.find(({ type }) => type === 'Ready');
  if (ready?.at == null) return null;
  if (pod.phase === 'Succeeded') return { at: ready.at, state: 'done' };
  if (pod.phase === 'Failed') return { at: ready.at, state: 'failed' };
  return ready.status === 'True' ? { at: ready.at, state: 'ready' } : null;
}

/** Its history is worth its memory: it is not up, and may come to be stuck. */
export const isUnderway = ({ phase, conditions }: PodSnapshot): boolean =>
  phase !== 'Succeeded' &&
  phase !== 'Failed' &&
  conditions.find(({ type }) => type === 'Ready')?.status !== 'True';
