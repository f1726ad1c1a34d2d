/** Facts of one container: waits, runs, ends, runs nobody saw, readiness. */
import type { ContainerState, Terminated } from './container-state.ts';
import type { KnownLane, KnownRun } from './known.ts';
import type { LaneRole } from './lane.ts';
import type { ContainerStatus } from './pod-snapshot.ts';
import type { Millis } from './time.ts';
import type { ContainerChange, Seen, Transition } from './transition.ts';

export interface ContainerSeeing {
  readonly lane: KnownLane;
  /** Its status in the snapshot before; null at first sight. */
  readonly before: ContainerStatus | null;
  readonly status: ContainerStatus;
  readonly role: LaneRole;
  readonly podCreatedAt: Millis;
  /** When this snapshot was written, if that is new. */
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
    runs = observeRun(runs, shown, seeing.podCreatedAt, record);
  }
  if (status.state.kind === 'waiting' && !sameWait(before?.state ?? null, status.state)) {
    const { reason, message } = status.state;
    flip('waiting', { kind: 'waiting', reason, message });
  }
  // An ordinary init is "ready" once it has ended with 0, and "started" while it runs: neither says anything new.
  if (seeing.role !== 'init') {
    if ((before?.started ?? null) !== status.started && status.started !== null) {
      flip('startup', { kind: 'startup', started: status.started });
    }
    if ((before?.ready ?? false) !== status.ready)
      flip('ready', { kind: 'ready', ready: status.ready });
  }
  return { lane: { runs: runs.slice(-RUNS_KEPT), flips }, transitions };
}

const sameWait = (
  before: ContainerState | null,
  now: ContainerState & { kind: 'waiting' },
): boolean =>
  before?.kind === 'waiting' && before.reason === now.reason && before.message === now.message;

/** A run as a status shows it: running, or ended. */
interface ShownRun {
  readonly attempt: number;
  readonly containerId: string | null;
  readonly imageId: string | null;
  readonly startedAt: Millis | null;
  readonly end: Terminated | null;
  readonly seen: Seen;
}

/**
 * The runs that a status speaks of, older first. `restartCount` numbers the newest run that was created, also one that could not
 * start. While the container waits, lastState is that newest run when both have one containerID; otherwise it is the one before.
 */
function runsShown(status: ContainerStatus): readonly ShownRun[] {
  const { state, lastEnd, restartCount, containerId, imageId } = status;
  const shown: ShownRun[] = [];
  if (lastEnd !== null) {
    const isNewest =
      state.kind === 'waiting' &&
      lastEnd.containerId !== null &&
      lastEnd.containerId === containerId;
    shown.push({
      attempt: Math.max(0, isNewest ? restartCount : restartCount - 1),
      containerId: lastEnd.containerId,
      imageId: isNewest ? imageId : null,
      startedAt: lastEnd.startedAt,
      end: lastEnd,
      seen: 'afterwards',
    });
  }
  if (state.kind === 'running') {
    const { startedAt } = state;
    shown.push({ attempt: restartCount, containerId, imageId, startedAt, end: null, seen: 'live' });
  }
  if (state.kind === 'terminated') {
    const { startedAt } = state;
    const id = state.containerId ?? containerId;
    shown.push({
      attempt: restartCount,
      containerId: id,
      imageId,
      startedAt,
      end: state,
      seen: 'live',
    });
  }
  return shown;
}

type Record_ = (key: string, at: Millis | null, change: ContainerChange) => void;

function observeRun(
  runs: readonly KnownRun[],
  shown: ShownRun,
  podCreatedAt: Millis,
  record: Record_,
): readonly KnownRun[] {
  const index = runs.findIndex((run) => isSameRun(run, shown));
  const known = runs[index];
  const id = shown.containerId ?? known?.containerId ?? `attempt-${shown.attempt}`;
  if (known === undefined) recordUnobserved(runs, shown, podCreatedAt, record);
  const started = known?.started ?? false;
  if (!started && shown.startedAt !== null) {
    record(`started/${id}`, shown.startedAt, {
      kind: 'started',
      attempt: shown.attempt,
      containerId: shown.containerId,
      imageId: shown.imageId,
      seen: shown.seen,
    });
  }
  const ended = known?.ended ?? false;
  if (!ended && shown.end !== null) {
    record(`ended/${id}`, shown.end.finishedAt, {
      kind: 'ended',
      attempt: known?.attempt ?? shown.attempt,
      containerId: shown.containerId ?? known?.containerId ?? null,
      startedAt: shown.startedAt ?? known?.startedAt ?? null,
      ending: shown.end.ending,
      seen: shown.seen,
    });
  }
  const next: KnownRun = {
    attempt: known?.attempt ?? shown.attempt,
    containerId: known?.containerId ?? shown.containerId,
    startedAt: known?.startedAt ?? shown.startedAt,
    finishedAt: known?.finishedAt ?? shown.end?.finishedAt ?? null,
    started: started || shown.startedAt !== null,
    ended: ended || shown.end !== null,
  };
  return index === -1 ? [...runs, next] : runs.with(index, next);
}

/** By containerID; a synthetic record has none and stands for the run of its number. */
const isSameRun = (run: KnownRun, shown: ShownRun): boolean =>
  run.containerId !== null && shown.containerId !== null
    ? run.containerId === shown.containerId
    : run.attempt === shown.attempt;

/** Runs whose numbers lie between the newest known one and this one: they were, and nobody saw them. */
function recordUnobserved(
  runs: readonly KnownRun[],
  shown: ShownRun,
  podCreatedAt: Millis,
  record: Record_,
): void {
  const newest = runs.at(-1);
  const missed = shown.attempt - (newest === undefined ? 0 : newest.attempt + 1);
  if (missed <= 0) return;
  record(`unobserved/${shown.attempt - missed}-${shown.attempt - 1}`, shown.startedAt, {
    kind: 'unobserved',
    attempts: missed,
    from: newest === undefined ? podCreatedAt : (newest.finishedAt ?? newest.startedAt),
    to: shown.startedAt ?? shown.end?.finishedAt ?? null,
  });
}
