/** A kubelet for properties: containers with a life made up beforehand, and what a watcher is shown of it at any moment. */
import fc from 'fast-check';
import {
  type ContainerSpec,
  type ContainerState,
  type ContainerStatus,
  type Known,
  observe,
  type PodSnapshot,
  type Terminated,
  type Transition,
} from '../src/index.ts';
import { app, at, condition, ended, init, pod, running, sidecar, waiting } from './build.ts';

/** One run: seconds after the pod's creation. */
export interface Life {
  readonly from: number;
  readonly to: number;
  readonly exitCode: number;
}

export interface Container {
  readonly spec: ContainerSpec;
  readonly lives: readonly Life[];
}

const livesOf = (from: number) =>
  fc
    .array(
      fc.record({
        pause: fc.integer({ min: 0, max: 15 }),
        length: fc.integer({ min: 0, max: 15 }),
        exitCode: fc.constantFrom(0, 1, 137),
      }),
      { maxLength: 7 },
    )
    .map((steps) => {
      let clock = from;
      return steps.map(({ pause, length, exitCode }): Life => {
        const start = clock + pause;
        clock = start + length;
        return { from: start, to: clock, exitCode };
      });
    });

/** Three containers, each with up to seven runs of its own. */
export const containers: fc.Arbitrary<readonly Container[]> = fc
  .tuple(livesOf(0), livesOf(2), livesOf(4))
  .map(([a, b, c]) => [
    { spec: init('prepare'), lives: a },
    { spec: sidecar('proxy'), lives: b },
    { spec: app('web'), lives: c },
  ]);

/** Moments at which a watcher is shown the pod, in order; what lies between two of them is not shown. */
export const moments: fc.Arbitrary<readonly number[]> = fc
  .array(fc.integer({ min: 0, max: 250 }), { minLength: 1, maxLength: 25 })
  .map((times) => times.sort((a, b) => a - b));

/** The pod as the API shows it at that moment. */
export function shownAt(all: readonly Container[], moment: number): PodSnapshot {
  const everUp = all.every(({ lives }) => lives.some((life) => life.from <= moment));
  return pod({
    resourceVersion: String(moment),
    writtenAt: at(moment),
    node: moment > 1 ? 'node-1' : null,
    phase: everUp ? 'Running' : 'Pending',
    conditions: [
      condition('PodScheduled', moment > 1 ? 'True' : 'False', Math.min(moment, 2)),
      ...(everUp ? [condition('Ready', 'True', moment)] : []),
    ],
    containers: all.map(({ spec }) => spec),
    statuses: all.map((container) => statusAt(container, moment)),
  });
}

function statusAt({ spec, lives }: Container, moment: number): ContainerStatus {
  const begun = lives.filter((life) => life.from <= moment);
  const number = Math.max(0, begun.length - 1);
  const newest = begun[number];
  const isOver = newest !== undefined && newest.to <= moment;
  const next = lives[begun.length];
  // As the kubelet does: just before the next start, what has ended becomes waiting, and its end moves to lastState.
  const isWaiting = isOver && next !== undefined && next.from - moment <= 2;
  const end = (index: number): Terminated | null => {
    const life = begun[index];
    const containerId = `${spec.name}-${index}`;
    return life ? ended(life.exitCode, life.from, life.to, { containerId }) : null;
  };
  return {
    kind: spec.kind,
    name: spec.name,
    state: stateAt(newest, isOver ? end(number) : null, isWaiting),
    lastEnd: end(isWaiting ? number : number - 1),
    restartCount: number,
    ready: newest !== undefined && !isOver,
    started: newest !== undefined && !isOver,
    image: spec.image,
    imageId: null,
    containerId: newest === undefined ? null : `${spec.name}-${number}`,
  };
}

function stateAt(
  newest: Life | undefined,
  end: Terminated | null,
  isWaiting: boolean,
): ContainerState {
  if (newest === undefined) return waiting('PodInitializing');
  if (isWaiting) return waiting('CrashLoopBackOff', 'back-off 10s restarting failed container=x');
  return end ?? running(newest.from);
}

/** Our clock may be behind or ahead of the cluster's. */
export const skew = fc.integer({ min: -8, max: 8 });

export interface Told {
  readonly known: Known | null;
  readonly transitions: readonly Transition[];
}

/** What a recorder knows and has recorded after these moments, its clock `ahead` seconds off. */
export function tell(
  all: readonly Container[],
  shown: readonly number[],
  ahead: number,
  from: Told = { known: null, transitions: [] },
): Told {
  let { known } = from;
  const transitions = [...from.transitions];
  for (const moment of shown) {
    const observation = observe(known, shownAt(all, moment), at(moment + ahead));
    known = observation.known;
    transitions.push(...observation.transitions);
  }
  return { known, transitions };
}

/** Any watcher, of any part of any history: what the API skipped between two moments is a dropped snapshot. */
export const watched = (
  claim: (all: readonly Container[], shown: readonly number[], ahead: number) => void,
): void => fc.assert(fc.property(containers, moments, skew, claim), { numRuns: 300 });
