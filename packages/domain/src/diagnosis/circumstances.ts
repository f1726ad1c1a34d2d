/** What every rule needs of a case, worked out once. */
import type { PodSnapshot } from '../pod-snapshot.ts';
import type { ContainerWants } from '../pod-spec.ts';
import { PATIENCE, type Stuck, stuckOf } from '../stuck.ts';
import { between, type DurationMs, earlier, later, type Millis } from '../time.ts';
import { type Timeline, timelineOf } from '../timeline.ts';
import { type Course, courseOf } from './course.ts';
import type { EvidenceEvent, PodCase, Usual } from './pod-case.ts';
import type { Surroundings } from './surroundings.ts';

export interface Circumstances extends Required<Omit<PodCase, 'snapshot' | 'surroundings'>> {
  readonly pod: PodSnapshot;
  readonly surroundings: Surroundings;
  readonly timeline: Timeline;
  readonly stuck: Stuck | null;
  /** In start order. */
  readonly courses: readonly Course[];
  /** The phase is terminal. */
  readonly isOver: boolean;
  readonly isReady: boolean;
}

/** A pod that is gone is judged as it was at its end. */
export function circumstancesOf(told: PodCase): Circumstances {
  const { snapshot: pod, transitions, gaps, events, patience = PATIENCE } = told;
  const timeline = timelineOf(transitions, gaps, events);
  const now = timeline.until === null ? told.now : earlier(told.now, timeline.until);
  return {
    pod,
    transitions,
    gaps,
    events,
    logs: told.logs ?? [],
    surroundings: told.surroundings ?? {},
    usual: told.usual ?? {},
    patience,
    now,
    timeline,
    stuck: stuckOf(pod, timeline, now, { events, patience }),
    courses: timeline.lanes.map((lane) => courseOf(lane, { pod, timeline, transitions, now })),
    isOver: pod.phase === 'Succeeded' || pod.phase === 'Failed',
    isReady: pod.conditions.some((c) => c.type === 'Ready' && c.status === 'True'),
  };
}

/** What the spec asks for of a container; nothing where it asks for nothing. */
export function wantsOf({ pod }: Circumstances, container: string): ContainerWants {
  const all = pod.specFacts?.containers ?? {};
  return Object.hasOwn(all, container) ? (all[container] ?? {}) : {};
}

export const usualOf = ({ usual }: Circumstances, container: string): Usual | null =>
  Object.hasOwn(usual, container) ? (usual[container] ?? null) : null;

/** How long something has lasted by now. */
export const lasted = (c: Circumstances, since: Millis): DurationMs =>
  between(since, later(c.now, since));

/** Events of a container, or of the whole pod (null), with one of these reasons; oldest first. */
export const eventsOf = (
  { events }: Circumstances,
  container: string | null,
  ...reasons: readonly string[]
): readonly EvidenceEvent[] =>
  events.filter((event) => event.container === container && reasons.includes(event.reason));
