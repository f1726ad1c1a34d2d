/**
 * Rounds of initialisation: the pod's first start, and each time all init containers run again under the same uid (a new
 * sandbox, a restart of all containers, a record that was pruned).
 *
 *     init-a |..==o           ..==o        round 0 ends where the sandbox is lost, round 1 begins there
 *     app    |.....=======x........=====
 */
import { endedWell } from './container-state.ts';
import type { LaneSpec } from './lane.ts';
import type { Run } from './run.ts';
import { earlier, type Millis } from './time.ts';
import { type Transition, timeOf } from './transition.ts';
import { hasTurn } from './waits-for.ts';

export interface InitRound {
  /** 0: the pod's first start. */
  readonly number: number;
  readonly from: Millis;
  /** When the next round began; null: none did. */
  readonly to: Millis | null;
  /** When sandbox, network and volumes were there; null: not yet. */
  readonly sandboxAt: Millis | null;
  /** When the first init ran again; null in round 0, and while that has not happened. */
  readonly rerunAt: Millis | null;
  /** Inits and native sidecars in order, then apps in order: each holds up what comes after it until it is done. */
  readonly steps: readonly InitStep[];
}

export interface InitStep {
  readonly spec: LaneSpec;
  /** An init completed, a native sidecar started up, an app was started or could not be; null: not in this round. */
  readonly doneAt: Millis | null;
}

/** What is known of one container. */
export interface History {
  readonly spec: LaneSpec;
  /** In order of record. */
  readonly facts: readonly Transition[];
  /** In order of start. */
  readonly runs: readonly Run[];
}

/** All rounds in order, the first from the pod's beginning. `podFacts`: facts of the pod, in order of record. */
export function initRounds(
  from: Millis,
  podFacts: readonly Transition[],
  histories: readonly History[],
): readonly InitRound[] {
  const sandbox = sandboxSpans(podFacts);
  const begins = [{ from, rerunAt: null }, ...laterRounds(sandbox, histories)];
  return begins.map(({ from: begin, rerunAt }, number) => {
    const to = begins[number + 1]?.from ?? null;
    const isWithin = (at: Millis): boolean => at >= begin && (to === null || at < to);
    const firstStart = histories.flatMap(startsOf).filter(isWithin).reduce(earliest, null);
    // A restart of all containers keeps the sandbox: it is there from the round's beginning on.
    const isKept = number > 0 && !sandbox.some((span) => span.lostAt === begin);
    const told = sandbox.map((span) => span.readyAt).filter((at) => at !== null && isWithin(at));
    const sandboxAt = isKept ? begin : told.reduce(earliest, firstStart);
    const hasSteps = number === 0 || rerunAt !== null;
    const steps = hasSteps ? stepsOf(histories, isWithin) : [];
    return { number, from: begin, to, sandboxAt, rerunAt, steps };
  });
}

interface SandboxSpan {
  /** When it was lost; null for the first sandbox. */
  readonly lostAt: Millis | null;
  readonly readyAt: Millis | null;
}

/** By the condition PodReadyToStartContainers (1.29+). */
function sandboxSpans(podFacts: readonly Transition[]): readonly SandboxSpan[] {
  const spans: SandboxSpan[] = [];
  for (const fact of podFacts) {
    const { change } = fact;
    if (change.kind === 'deletion-requested') break;
    if (change.kind !== 'condition' || change.type !== 'PodReadyToStartContainers') continue;
    const at = timeOf(fact);
    if (change.status === 'True') addReady(spans, at);
    else if (spans.at(-1)?.readyAt != null) spans.push({ lostAt: at, readyAt: null });
  }
  return spans;
}

function addReady(spans: SandboxSpan[], at: Millis): void {
  const last = spans.at(-1);
  if (last === undefined) spans.push({ lostAt: null, readyAt: at });
  // Straight from True to True with a newer time: the loss between was not shown.
  else if (last.readyAt !== null) spans.push({ lostAt: at, readyAt: at });
  else spans[spans.length - 1] = { ...last, readyAt: at };
}

interface RoundBegin {
  readonly from: Millis;
  readonly rerunAt: Millis | null;
}

function laterRounds(
  sandbox: readonly SandboxSpan[],
  histories: readonly History[],
): readonly RoundBegin[] {
  const losses = sandbox.flatMap(({ lostAt }) => (lostAt === null ? [] : [lostAt]));
  const rounds: { from: Millis; rerunAt: Millis | null }[] = losses
    .map((from) => ({ from, rerunAt: null }))
    .sort((a, b) => a.from - b.from);
  for (const { completedAt, startedAt } of reruns(histories)) {
    // The round that this run belongs to: begun by then, and after the completion.
    const round = rounds.findLast(({ from }) => from <= startedAt && from >= completedAt);
    if (round === undefined) {
      rounds.push({ from: startedAt, rerunAt: startedAt });
      rounds.sort((a, b) => a.from - b.from);
    } else round.rerunAt = earliest(round.rerunAt, startedAt);
  }
  return rounds;
}

/** Starts of init containers that had completed before, earliest first. */
function reruns(
  histories: readonly History[],
): readonly { readonly completedAt: Millis; readonly startedAt: Millis }[] {
  const found = histories
    .filter(({ spec }) => spec.role === 'init')
    .flatMap(({ runs }) =>
      runs.flatMap((run, index) => {
        const before = runs[index - 1]?.ended ?? null;
        return run.started !== null && before !== null && endedWell(before.change.ending)
          ? [{ completedAt: timeOf(before), startedAt: timeOf(run.started) }]
          : [];
      }),
    );
  return found.sort((a, b) => a.startedAt - b.startedAt);
}

function stepsOf(
  histories: readonly History[],
  isWithin: (at: Millis) => boolean,
): readonly InitStep[] {
  const ordered = histories.filter(({ spec }) => spec.kind !== 'ephemeral');
  const steps: InitStep[] = [];
  // From the last to the first: what comes after a container proves that it was done, though nobody showed it.
  let proof: Millis | null = null;
  for (const history of ordered.toReversed()) {
    const own = ownSign(history, isWithin);
    steps.unshift({ spec: history.spec, doneAt: earliest(own, proof) });
    proof = startsOf(history).filter(isWithin).reduce(earliest, proof);
  }
  return steps;
}

function ownSign({ spec, facts, runs }: History, isWithin: (at: Millis) => boolean): Millis | null {
  const times = (chosen: readonly Transition[]): Millis | null =>
    chosen.map(timeOf).filter(isWithin).reduce(earliest, null);
  const startedUp = (): Millis | null =>
    times(facts.filter(({ change }) => change.kind === 'startup' && change.started));
  switch (spec.role) {
    case 'init':
      return times(
        runs.flatMap(({ ended }) =>
          ended !== null && endedWell(ended.change.ending) && hasBegunWithin(ended, isWithin)
            ? [ended]
            : [],
        ),
      );
    case 'native-sidecar':
      return startedUp();
    default: {
      // The kubelet starts apps one after another, and goes on where one cannot be started. A postStart hook holds up the next.
      const refused = times(facts.filter(({ change }) => hasTurn(change)));
      const begun = startsOf({ spec, facts, runs }).filter(isWithin).reduce(earliest, null);
      return earliest(refused, spec.hasPostStart ? startedUp() : begun);
    }
  }
}

const hasBegunWithin = (
  ended: NonNullable<Run['ended']>,
  isWithin: (at: Millis) => boolean,
): boolean => ended.change.startedAt === null || isWithin(ended.change.startedAt);

/** Starts, and ends of runs that could not start. */
const startsOf = ({ runs }: History): readonly Millis[] =>
  runs.flatMap(({ started, ended }) => {
    const at = started?.at ?? ended?.change.startedAt ?? ended?.at ?? null;
    return at === null ? [] : [at];
  });

const earliest = (a: Millis | null, b: Millis | null): Millis | null =>
  a === null || b === null ? (a ?? b) : earlier(a, b);
