/** Facts of one container: waits, runs, ends, runs nobody saw, readiness. */
import type { KnownLane } from './known.ts';
import { observeRun } from './observe-run.ts';
import type { ContainerStatus } from './pod-snapshot.ts';
import { runsShown } from './runs-shown.ts';
import type { Millis } from './time.ts';
import type { ContainerChange, Transition } from './transition.ts';

export interface ContainerSeeing {
  readonly lane: KnownLane;
  /** Its status in the snapshot before; null at first sight. */
  readonly before: ContainerStatus | null;
  readonly status: ContainerStatus;
  /** Whether it is an ordinary init container. */
  readonly isInit: boolean;
  /** The snapshot before arrived then; the pod's creation at first sight. */
  readonly unseenSince: Millis;
  /** When the API server took the write that shows this: it dates what the kubelet gives no time for. */
  readonly writtenAt: Millis | null;
  readonly observedAt: Millis;
}

/** The API reaches one run back, so three runs are all that a status can speak of again. */
const RUNS_KEPT = 3;

/** What this status adds to what is known of the container. */
export function observeContainer(seeing: ContainerSeeing): {
  readonly lane: KnownLane;
  readonly transitions: readonly Transition[];
} {
  const { status, before, observedAt, writtenAt } = seeing;
  const transitions: Transition[] = [];
  const record = (key: string, at: Millis | null, change: ContainerChange): void => {
    transitions.push({
      key: `${status.kind}/${status.name}/${key}`,
      at,
      observedAt,
      container: status.name,
      change,
    });
  };
  let { runs, flips } = seeing.lane;
  const flip = (what: string, change: ContainerChange): void => {
    flips += 1;
    record(`${what}/${flips}`, writtenAt, change);
  };

  for (const shown of runsShown(status)) {
    const observed = observeRun(runs, shown, seeing.unseenSince);
    for (const { key, at, change } of observed.facts) record(key, at, change);
    runs = observed.runs;
  }
  const { state } = status;
  if (state.kind === 'waiting' && !isSameWait(before, status)) {
    flip('waiting', { kind: 'waiting', reason: state.reason, message: state.message });
  }
  const then = flagsOf(before, seeing.isInit);
  const { started, ready } = flagsOf(status, seeing.isInit);
  if (started !== then.started) flip('startup', { kind: 'startup', started });
  if (ready !== then.ready) flip('ready', { kind: 'ready', ready });
  return { lane: { runs: runs.slice(-RUNS_KEPT), flips }, transitions };
}

/** The same words after another run are another wait: once the back-off is at its cap, its message does not change. */
const isSameWait = (before: ContainerStatus | null, now: ContainerStatus): boolean =>
  before?.state.kind === 'waiting' &&
  now.state.kind === 'waiting' &&
  before.state.reason === now.state.reason &&
  before.state.message === now.state.message &&
  before.restartCount === now.restartCount;

interface Flags {
  readonly started: boolean;
  readonly ready: boolean;
}

/**
 * Every container begins as neither, so a first `false` is no news. An ordinary init is "ready" once it has ended with 0 and
 * "started" while it runs: that says nothing new either.
 */
const flagsOf = (status: ContainerStatus | null, isInit: boolean): Flags =>
  status === null || isInit
    ? { started: false, ready: false }
    : { started: status.started ?? false, ready: status.ready };
