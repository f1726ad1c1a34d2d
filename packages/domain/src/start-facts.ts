/**
 * What the first start of one pod took, by stage and container: facts that can be counted over all pods of a template.
 *
 *     scheduling ─ sandbox ─ (pull) ─ init-a ─ init-b ─ proxy ─ apps ─ readiness     container: the one that the stage is about,
 *     null         null      init-a   init-a   init-b   proxy   null   null          null where it is about the pod as a whole
 *                                                       web ············· ready      and how long each was from its start to ready
 */
import { endedWell } from './container-state.ts';
import { gapsHiding } from './gaps.ts';
import type { StartupStage } from './startup.ts';
import { between, type DurationMs, durationMs, earlier, later, type Millis } from './time.ts';
import type { Lane, Timeline } from './timeline.ts';
import { type Gap, type Transition, timeOf } from './transition.ts';

export interface StartFact {
  /**
   * The container of a pull, an init or a native sidecar; of `readiness` the container that became ready, counted from its own start.
   * Null: the stage of the pod as a whole (scheduling, sandbox, apps, and readiness from the start of the last app on).
   */
  readonly container: string | null;
  readonly stage: StartupStage['stage'];
  /** When it began. */
  readonly at: Millis;
  /** Up to now, or to when the pod was gone, where it did not finish. */
  readonly durationMs: DurationMs;
  /** Runs (of a pull: pulls) until it finished, or so far; 0 where none began. */
  readonly attempts: number;
  /** `failed`: it did not finish, and a run of it ended badly. `unfinished`: it goes on, or was cut off. */
  readonly end: 'finished' | 'failed' | 'unfinished';
}

/** What nobody saw is told by the log alone. */
export interface StartWitness {
  /** Of the pod, in order of record. */
  readonly transitions: readonly Transition[];
  readonly gaps: readonly Gap[];
  readonly now: Millis;
}

/**
 * One fact a container and stage of the pod's first start, in order of stage; later restarts say nothing of a start. Nothing where
 * nobody saw the start whole (it was first seen with containers that had begun, or within it was a gap or a run that nobody saw)
 * or where it began again in its midst: such a start says nothing of what is usual. `all` is `startupOf(timeline)`.
 */
export function startFactsOf(
  timeline: Timeline,
  all: readonly StartupStage[],
  { transitions, gaps, now }: StartWitness,
): readonly StartFact[] {
  const cutAt = deletionAt(transitions);
  const stages = all.filter(({ from }) => cutAt === null || from < cutAt);
  const [first] = stages;
  const last = stages.at(-1);
  if (first === undefined || last === undefined) return [];
  const until = earliest(last.to ?? later(now, last.from), cutAt);
  // Within the second: what was told to go may end at once.
  const isCut = cutAt !== null && last.to !== null && last.to >= cutAt;
  const isOver = !isCut && (last !== all.at(-1) || (last.stage === 'readiness' && isUp(timeline)));
  const isSeen =
    isSeenFromBirth(transitions) &&
    !isUpset(transitions, until) &&
    !timeline.lanes.some((lane) => hidesRun(lane, until)) &&
    !stages.some((stage) => stage !== last && isInferred(timeline, stage)) &&
    !gapsHiding(transitions, gaps).some(({ from, to }) => from < until && to > first.from);
  if (!isSeen) return [];
  const facts = stages.map((stage) => factOf(timeline, stage, stage !== last || isOver, until));
  return [...facts.reduce(merged, []), ...ownReadiness(timeline, until)];
}

/** What was asked to go and then ends did not end by itself, however well. */
const deletionAt = (transitions: readonly Transition[]): Millis | null => {
  const asked = transitions.find(({ change }) => change.kind === 'deletion-requested');
  return asked === undefined ? null : timeOf(asked);
};

/** Whether the pod became ready. */
const isUp = ({ marks }: Timeline): boolean => marks.some(({ title }) => title === 'Ready');

const earliest = (a: Millis, b: Millis | null): Millis => (b === null ? a : earlier(a, b));

/**
 * By what was seen first, not by comparing clocks: a container that had begun at first sight began while nobody looked. What is on
 * no node has begun nothing, even where the next event came so soon that both were observed in one moment.
 */
function isSeenFromBirth([first, ...rest]: readonly Transition[]): boolean {
  if (first?.change.kind !== 'appeared') return false;
  if (first.change.node === null) return true;
  return !rest.some(
    ({ observedAt, change }) =>
      observedAt === first.observedAt && (change.kind === 'started' || change.kind === 'ended'),
  );
}

/** Containers were thrown away and begun anew before the pod was up. */
const isUpset = (transitions: readonly Transition[], until: Millis): boolean =>
  transitions.some(
    (fact) =>
      (fact.change.kind === 'sandbox-changed' || fact.change.kind === 'inits-again') &&
      timeOf(fact) < until,
  );

const hidesRun = ({ segments }: Lane, until: Millis): boolean =>
  segments.some(({ kind, from }) => kind === 'unobserved' && from < until);

/** An init whose end nobody saw: that the next one had begun proves it, and says neither when nor in which attempt. */
const isInferred = ({ lanes }: Timeline, { stage, container }: StartupStage): boolean =>
  stage === 'init' &&
  !lanes.some(
    ({ name, attempts }) =>
      name === container &&
      attempts.some(
        ({ ending, finishedAt }) => ending !== null && finishedAt !== null && endedWell(ending),
      ),
  );

/** Whom a stage is counted for: its container; null where it is the pod's as a whole, whichever container was the last. */
export const countedFor = ({
  stage,
  container,
}: Pick<StartupStage, 'stage' | 'container'>): string | null =>
  stage === 'pull' || stage === 'init' || stage === 'native-sidecar' ? container : null;

function factOf(
  timeline: Timeline,
  { from, to, ...of }: StartupStage,
  isFinished: boolean,
  until: Millis,
): StartFact {
  const { stage } = of;
  const container = countedFor(of);
  const concerned =
    container === null
      ? timeline.lanes.filter(({ kind }) => kind === 'app' && stage !== 'scheduling')
      : timeline.lanes.filter(({ name }) => name === container);
  const end = earliest(until, to);
  return {
    container,
    stage,
    at: from,
    durationMs: between(from, end),
    attempts: stage === 'pull' || container === null ? 1 : attemptsBy(concerned, end),
    end: endOf(isFinished, concerned, until),
  };
}

const endOf = (isFinished: boolean, lanes: readonly Lane[], until: Millis): StartFact['end'] => {
  if (isFinished) return 'finished';
  const hasFailed = lanes.some(({ attempts }) =>
    attempts.some(
      ({ ending, finishedAt }) =>
        ending !== null && !endedWell(ending) && (finishedAt ?? until) <= until,
    ),
  );
  return hasFailed ? 'failed' : 'unfinished';
};

/** The number of the newest run that had begun by then. */
const attemptsBy = (lanes: readonly Lane[], by: Millis): number =>
  Math.max(
    0,
    ...lanes.flatMap(({ attempts }) =>
      attempts
        .filter(({ startedAt, finishedAt }) => (startedAt ?? finishedAt ?? by) <= by)
        .map(({ number }) => number + 1),
    ),
  );

/** A container whose image had to be pulled again has one fact of all its pulls. */
function merged(facts: readonly StartFact[], fact: StartFact): readonly StartFact[] {
  const before = facts.find(
    ({ stage, container }) => stage === fact.stage && container === fact.container,
  );
  if (before === undefined) return [...facts, fact];
  const sum: StartFact = {
    ...before,
    durationMs: durationMs(before.durationMs + fact.durationMs),
    attempts: before.attempts + fact.attempts,
    end: fact.end,
  };
  return facts.map((it) => (it === before ? sum : it));
}

function ownReadiness({ lanes }: Timeline, until: Millis): readonly StartFact[] {
  return lanes.flatMap((lane): readonly StartFact[] => {
    const from = lane.attempts[0]?.startedAt ?? null;
    if (lane.role === 'init' || lane.role === 'ephemeral' || from === null) return [];
    if (from > until) return [];
    const readyAt = lane.ready[0]?.from ?? null;
    const isReady = readyAt !== null && readyAt <= until;
    const to = isReady ? later(readyAt, from) : until;
    return [
      {
        container: lane.name,
        stage: 'readiness',
        at: from,
        durationMs: between(from, to),
        attempts: attemptsBy([lane], to),
        end: endOf(isReady, [lane], until),
      },
    ];
  });
}
