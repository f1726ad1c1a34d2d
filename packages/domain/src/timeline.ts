/** Transitions → lanes → attempts → segments. The server, the page, the command line and the tests fold with this one file. */
import { type PodMark, podMarks } from './pod-marks.ts';
import { type Attempt, attemptOf, runsOf } from './run.ts';
import { type Interval, type Segment, segmentsOf } from './segments.ts';
import type { Millis } from './time.ts';
import { type Gap, type LaneSpec, type Transition, timeOf } from './transition.ts';

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
 * listed has no lane. Nothing depends on the present: open ends are null.
 */
export function timelineOf(transitions: readonly Transition[], gaps: readonly Gap[]): Timeline {
  const pod = podFacts(transitions);
  const lanes = pod.lanes.map((spec) => {
    const facts = transitions.filter((t) => t.container === spec.name);
    const runs = runsOf(facts);
    const listed = pod.lanes.filter((other) => other.kind === spec.kind);
    return {
      ...spec,
      position: listed.indexOf(spec) + 1,
      attempts: runs.map(attemptOf),
      segments: segmentsOf({
        spec,
        podRestartPolicy: pod.restartPolicy,
        from: spec.kind === 'ephemeral' ? firstTime(facts) : pod.from,
        stoppedAt: pod.stoppedAt,
        until: pod.until,
        runs,
        facts,
        gaps,
      }),
      ready: readyIntervals(facts, pod.until),
      startedUpAt: startedUpAt(facts),
    };
  });
  return { lanes, marks: podMarks(transitions), from: pod.from, until: pod.until };
}

function readyIntervals(facts: readonly Transition[], until: Millis | null): readonly Interval[] {
  const intervals: Interval[] = [];
  let from: Millis | null = null;
  for (const fact of facts) {
    if (fact.change.kind !== 'ready') continue;
    if (fact.change.ready) from ??= timeOf(fact);
    else if (from !== null) {
      intervals.push({ from, to: timeOf(fact) });
      from = null;
    }
  }
  if (from !== null) intervals.push({ from, to: until });
  return intervals;
}

function startedUpAt(facts: readonly Transition[]): Millis | null {
  const fact = facts.find(({ change }) => change.kind === 'startup' && change.started);
  return fact === undefined ? null : timeOf(fact);
}

function firstTime(facts: readonly Transition[]): Millis | null {
  const [first] = facts;
  return first === undefined ? null : timeOf(first);
}

interface PodFacts {
  readonly lanes: readonly LaneSpec[];
  readonly restartPolicy: string;
  readonly from: Millis | null;
  /** Since then nothing is started again: deletion was asked for, or the phase became terminal. */
  readonly stoppedAt: Millis | null;
  readonly until: Millis | null;
}

function podFacts(transitions: readonly Transition[]): PodFacts {
  const facts = {
    lanes: [] as readonly LaneSpec[],
    restartPolicy: 'Always',
    from: firstTime(transitions),
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
