/** Transitions → lanes → attempts → segments. The server, the page, the command line and the tests fold with this one file. */

import { isRestarted } from './between-runs.ts';
import { gapsHiding } from './gaps.ts';
import { gateEnd, type Hold, holdsOf, type PodCourse, turnHolds } from './holds.ts';
import type { KubeletEvent } from './image-pull.ts';
import { type History, initRounds } from './init-rounds.ts';
import type { LaneSpec } from './lane.ts';
import { type PodMark, podMarks } from './pod-marks.ts';
import { type Attempt, attemptOf, runsOf, waitsBeforeRuns } from './run.ts';
import type { Interval, Segment } from './segment.ts';
import { segmentsOf } from './segments.ts';
import { earlier, later, type Millis } from './time.ts';
import { type Gap, type Transition, timeOf } from './transition.ts';

export interface Timeline {
  readonly lanes: readonly Lane[];
  /** Facts of the pod, oldest first. */
  readonly marks: readonly PodMark[];
  /** Earliest time on the timeline: the pod's creation or the first fact. Null when there is nothing. */
  readonly from: Millis | null;
  /** When the pod was gone; null while it exists. */
  readonly until: Millis | null;
}

/** One container's row. Lanes stand in start order: inits and native sidecars as in the spec, then apps, then ephemeral. */
export interface Lane extends LaneSpec {
  /** 1-based within its list of the spec (init 2 of 3). */
  readonly position: number;
  readonly attempts: readonly Attempt[];
  /** In order, without overlap. The last one is open (`to` null) while it goes on. */
  readonly segments: readonly Segment[];
  readonly ready: readonly Interval[];
  /** When its `started` flag first was true: startup probe passed, or none to pass. Null for ordinary inits. */
  readonly startedUpAt: Millis | null;
}

/**
 * The timeline of one pod. `transitions` in order of record; `gaps` are times without a watch. A container that the spec never
 * listed has no lane. Nothing depends on the present: open ends are null. `events`, where somebody has them, in order of time,
 * tell an image pull from the rest of a container's creation.
 */
export function timelineOf(
  transitions: readonly Transition[],
  gaps: readonly Gap[],
  events: readonly KubeletEvent[] = [],
): Timeline {
  const pod = podFacts(transitions);
  const histories = pod.lanes.map((spec): History => {
    const facts = transitions.filter((t) => t.container === spec.name);
    return { spec, facts, runs: runsOf(facts) };
  });
  const facts = transitions.filter((t) => t.container === null);
  const course: PodCourse | null = pod.from && {
    from: pod.from,
    gateEndedAt: gateEnd(facts),
    scheduledAt: pod.scheduledAt,
    rounds: initRounds(pod.from, facts, histories),
  };
  const hiding = gapsHiding(transitions, gaps);
  const lanes = histories.map((history) => {
    const holds = course === null ? [] : holdsOf(history.spec, course);
    const turn = turnHolds(history.spec, events);
    return laneOf(history, histories, pod, course, [...holds, ...turn], hiding);
  });
  return { lanes, marks: podMarks(transitions), from: pod.from, until: pod.until };
}

function laneOf(
  { spec, facts, runs }: History,
  all: readonly History[],
  pod: PodFacts,
  course: PodCourse | null,
  holds: readonly Hold[],
  gaps: readonly Gap[],
): Lane {
  const listed = pod.lanes.filter((other) => other.kind === spec.kind);
  const isSidecar = spec.role === 'native-sidecar';
  return {
    ...spec,
    position: listed.indexOf(spec) + 1,
    attempts: runs.map(attemptOf),
    segments: segmentsOf({
      spec,
      podRestartPolicy: pod.restartPolicy,
      from: spec.kind === 'ephemeral' ? firstTime(facts) : pod.from,
      stoppedAt: isSidecar ? earliest(pod.stoppedAt, appsDoneAt(all, pod)) : pod.stoppedAt,
      until: pod.until,
      holds,
      again: course === null || spec.role !== 'init' ? [] : againOf(spec, course),
      runs,
      firstWaits: waitsBeforeRuns(facts),
      facts,
      gaps,
    }),
    ready: readyIntervals(facts, pod.until),
    startedUpAt: startedUpAt(facts),
  };
}

/** When the last app container ended for good: the kubelet stops the native sidecars then. Null while one runs or comes back. */
function appsDoneAt(all: readonly History[], pod: PodFacts): Millis | null {
  const ends = all
    .filter(({ spec }) => spec.kind === 'app')
    .map(({ spec, runs }) => {
      const ended = runs.at(-1)?.ended ?? null;
      const comesBack = ended && isRestarted(spec, pod.restartPolicy, ended.change.ending);
      return ended === null || comesBack ? null : timeOf(ended);
    });
  return ends.reduce((a, b) => (a === null || b === null ? null : later(a, b)), ends[0] ?? null);
}

const againOf = (spec: LaneSpec, course: PodCourse): readonly Interval[] =>
  course.rounds.flatMap(({ from, rerunAt, steps }) => {
    if (rerunAt === null) return [];
    return [{ from, to: steps.find((step) => step.spec.name === spec.name)?.doneAt ?? null }];
  });

const earliest = (a: Millis | null, b: Millis | null): Millis | null =>
  a === null || b === null ? (a ?? b) : earlier(a, b);

function readyIntervals(facts: readonly Transition[], until: Millis | null): readonly Interval[] {
  const intervals: Interval[] = [];
  let from: Millis | null = null;
  for (const fact of facts) {
    if (fact.change.kind !== 'ready') continue;
    if (fact.change.ready) from ??= later(timeOf(fact), intervals.at(-1)?.to ?? timeOf(fact));
    else if (from !== null) {
      intervals.push({ from, to: later(timeOf(fact), from) });
      from = null;
    }
  }
  if (from !== null) intervals.push({ from, to: until === null ? null : later(until, from) });
  return intervals;
}

function startedUpAt(facts: readonly Transition[]): Millis | null {
  const fact = facts.find(({ change }) => change.kind === 'startup' && change.started);
  return fact === undefined ? null : timeOf(fact);
}

/** Earliest time of any fact: a start is often recorded after the wait that it ended. */
function firstTime(facts: readonly Transition[]): Millis | null {
  return facts.map(timeOf).reduce(earliest, null);
}

interface PodFacts {
  readonly lanes: readonly LaneSpec[];
  readonly restartPolicy: string;
  readonly from: Millis | null;
  readonly scheduledAt: Millis | null;
  /** Since then nothing is started again: deletion was asked for, or the phase became terminal. */
  readonly stoppedAt: Millis | null;
  readonly until: Millis | null;
}

function podFacts(transitions: readonly Transition[]): PodFacts {
  const facts = {
    lanes: [] as readonly LaneSpec[],
    restartPolicy: 'Always',
    from: transitions[0] === undefined ? null : timeOf(transitions[0]),
    scheduledAt: null as Millis | null,
    stoppedAt: null as Millis | null,
    until: null as Millis | null,
  };
  for (const transition of transitions) {
    const { change } = transition;
    switch (change.kind) {
      case 'containers':
        facts.lanes = change.lanes;
        facts.restartPolicy = change.restartPolicy;
        break;
      case 'scheduled':
        facts.scheduledAt ??= timeOf(transition);
        break;
      case 'deletion-requested':
        facts.stoppedAt ??= timeOf(transition);
        break;
      case 'phase':
        if (isOver(change.phase)) facts.stoppedAt ??= timeOf(transition);
        break;
      case 'gone':
        facts.until = timeOf(transition);
        break;
      default:
        break;
    }
  }
  return facts;
}

const isOver = (phase: string): boolean => phase === 'Succeeded' || phase === 'Failed';
