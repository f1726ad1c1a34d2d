/** All that a diagnosis may look at, and what every rule needs of it, worked out once. */
import type { KubeletEvent } from '../image-pull.ts';
import type { PodSnapshot } from '../pod-snapshot.ts';
import type { ContainerWants } from '../pod-spec.ts';
import { PATIENCE, type Patience, type Stuck, stuckOf } from '../stuck.ts';
import { between, type DurationMs, earlier, later, type Millis } from '../time.ts';
import { type Lane, type Timeline, timelineOf } from '../timeline.ts';
import type { Gap, Transition } from '../transition.ts';
import { type Course, courseOf } from './course.ts';
import type { Surroundings } from './surroundings.ts';

export interface PodCase {
  /** As last seen. */
  readonly snapshot: PodSnapshot;
  readonly transitions: readonly Transition[];
  readonly gaps: readonly Gap[];
  /** Of this pod, in order of time. */
  readonly events: readonly EvidenceEvent[];
  readonly logs?: readonly LogTail[];
  /** Missing: nobody looked beyond the pod. */
  readonly surroundings?: Surroundings;
  readonly now: Millis;
  readonly patience?: Patience;
  /** What is usual for containers of this template, by container; missing: not known. */
  readonly usual?: Readonly<Record<string, Usual>>;
}

/** A Kubernetes Event of the pod. */
export interface EvidenceEvent extends KubeletEvent {
  readonly uid: string;
  /** `Normal` or `Warning`. */
  readonly type: string;
  readonly count: number;
}

/** The end of what one attempt wrote. */
export interface LogTail {
  readonly container: string;
  readonly attempt: number;
  /** Oldest first, without line ends. */
  readonly lines: readonly string[];
}

/** What runs of this container took in other pods of its template. */
export interface Usual {
  readonly p50Ms: DurationMs;
  readonly p95Ms: DurationMs;
  readonly starts: number;
  /** The revision in which it last did its work; null where it never did. */
  readonly succeededIn?: string | null;
}

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

/** Everything after it in start order waits for it, and the pod is not up without it. */
export const isInit = (lane: Lane): boolean => lane.role === 'init';
