/**
 * What a container waits for, stretch by stretch: a node, the sandbox and volumes, the container before it, its image, …
 *
 * The kubelet says one word (PodInitializing, ContainerCreating) for nearly all of it. What it means follows from the pod's other
 * facts: whether it has a node, whether its sandbox is ready, and how far the containers before it are.
 *
 *     app |ssvvaaaabbbbbbcc====      s scheduling  v sandbox and volumes  a init-a  b init-b  c its own creation
 */
import { imagePulls, type KubeletEvent } from './image-pull.ts';
import type { InitRound } from './init-rounds.ts';
import type { LaneSpec } from './lane.ts';
import type { Interval, Segment } from './segment.ts';
import { earlier, later, type Millis } from './time.ts';
import { type Transition, timeOf } from './transition.ts';
import { CREATION, toldByReason, type WaitKind, type WaitsFor } from './waits-for.ts';

/** A stretch in which something outside a container holds it up. */
export interface Hold extends Interval {
  readonly waitsFor: WaitsFor;
}

/** How far the pod as a whole was, as far as its containers wait for it. */
export interface PodCourse {
  readonly from: Millis;
  /** When the last scheduling gate was gone; undefined: there was none; null: one is still there. */
  readonly gateEndedAt: Millis | null | undefined;
  readonly scheduledAt: Millis | null;
  readonly rounds: readonly InitRound[];
}

const hold = (kind: WaitKind, container: string | null = null): WaitsFor => ({ kind, container });

/** What holds this container up from outside, in order and without overlap; an ephemeral container waits for nothing. */
export function holdsOf(spec: LaneSpec, course: PodCourse): readonly Hold[] {
  return spec.kind === 'ephemeral'
    ? []
    : course.rounds.flatMap((round) => holdsOfRound(spec, course, round));
}

function holdsOfRound(spec: LaneSpec, course: PodCourse, round: InitRound): readonly Hold[] {
  const holds: Hold[] = [];
  const isFirst = round.number === 0;
  let cursor: Millis | null = round.from;
  const until = (end: Millis | null, waitsFor: WaitsFor): void => {
    if (cursor === null) return;
    const to: Millis | null = end === null ? round.to : notAfter(later(end, cursor), round.to);
    if (to === null || to > cursor) holds.push({ from: cursor, to, waitsFor });
    cursor = end === null ? null : to;
  };
  if (isFirst) {
    const scheduledAt = course.scheduledAt ?? round.sandboxAt;
    if (course.gateEndedAt !== undefined)
      until(course.gateEndedAt ?? scheduledAt, hold('scheduling-gate'));
    until(scheduledAt, hold('scheduling'));
  }
  until(round.sandboxAt, hold('sandbox'));
  for (const step of round.steps) {
    if (step.spec.name === spec.name) break;
    const isInit = step.spec.kind === 'init';
    until(step.doneAt, hold(isInit && !isFirst ? 'inits-again' : 'container', step.spec.name));
  }
  return holds;
}

const notAfter = (at: Millis, end: Millis | null): Millis => (end === null ? at : earlier(at, end));

/** What the kubelet's Events tell of this container's turn: its image, and the postStart hook that hides its start. */
export function turnHolds(spec: LaneSpec, events: readonly KubeletEvent[]): readonly Hold[] {
  const own = events.filter((event) => event.container === spec.name);
  const pulls = imagePulls(own).map(
    ({ from, to }): Hold => ({ from, to, waitsFor: hold('image') }),
  );
  const started = spec.hasPostStart ? own.findLast(({ reason }) => reason === 'Started') : null;
  return started == null
    ? pulls
    : [...pulls, { from: started.at, to: null, waitsFor: hold('post-start') }];
}

/** The waits among these segments, each cut where what it waits for changes. Other segments stay as they are. */
export function splitWaits(
  segments: readonly Segment[],
  holds: readonly Hold[],
): readonly Segment[] {
  return segments.flatMap((segment): readonly Segment[] => {
    if (segment.kind !== 'waiting') return [segment];
    const told = toldByReason(segment.reason);
    if (told !== null) return [{ ...segment, waitsFor: told }];
    // Such a word is said before any init runs again.
    const rest: WaitsFor =
      segment.reason === 'RestartingAllContainers'
        ? { kind: 'inits-again', container: null }
        : CREATION;
    return piecesOf(segment, holds, rest).map((piece) => ({ ...segment, ...piece }));
  });
}

function piecesOf(whole: Interval, holds: readonly Hold[], rest: WaitsFor): readonly Hold[] {
  const pieces: Hold[] = [];
  let cursor: Millis | null = whole.from;
  const until = (to: Millis | null, waitsFor: WaitsFor): void => {
    if (cursor === null || (to !== null && to <= cursor)) return;
    const last = pieces.at(-1);
    if (last !== undefined && isSame(last.waitsFor, waitsFor))
      pieces[pieces.length - 1] = { ...last, to };
    else pieces.push({ from: cursor, to, waitsFor });
    cursor = to;
  };
  for (const { from, to, waitsFor } of holds.filter((hold) => isWithin(hold, whole))) {
    // A wait before all inits run again, or before a new sandbox, is that same wait: it began with the loss.
    const isLost = waitsFor.kind === 'inits-again' || waitsFor.kind === 'sandbox';
    until(later(from, whole.from), isLost ? waitsFor : rest);
    until(to === null ? whole.to : notAfter(to, whole.to), waitsFor);
  }
  until(whole.to, rest);
  // An instant in which it waited is kept as one.
  return pieces.length > 0 ? pieces : [{ ...whole, waitsFor: rest }];
}

const isWithin = (hold: Interval, whole: Interval): boolean =>
  (whole.to === null || hold.from < whole.to) && (hold.to === null || hold.to > whole.from);

const isSame = (a: WaitsFor, b: WaitsFor): boolean =>
  a.kind === b.kind && a.container === b.container;

/** When the last scheduling gate was gone: see `PodCourse`. `facts` in order of record. */
export function gateEnd(facts: readonly Transition[]): Millis | null | undefined {
  let end: Millis | null | undefined;
  for (const fact of facts) {
    const { change } = fact;
    if (change.kind !== 'condition' || change.type !== 'PodScheduled') continue;
    if (change.reason === 'SchedulingGated') end = null;
    else if (end === null) end = timeOf(fact);
  }
  return end;
}
