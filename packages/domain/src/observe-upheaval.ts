/** What befalls a pod as a whole under one uid: a new sandbox, inits that run again, a kubelet that was restarted. */
import { endedWell, type Terminated } from './container-state.ts';
import { type Known, knownLane } from './known.ts';
import { flip, once, type PodFact } from './pod-fact.ts';
import type { ContainerStatus, PodSnapshot } from './pod-snapshot.ts';
import { runsShown, type ShownRun } from './runs-shown.ts';
import type { Millis } from './time.ts';
import type { InitsAgainBecause } from './transition.ts';

const RESTARTS_ALL = 'RestartingAllContainers';

/** The upheavals that `now` shows for the first time, in the order in which they happen. */
export function upheavals(known: Known | null, now: PodSnapshot): readonly PodFact[] {
  return [...sandboxChange(known, now), ...initsAgain(known, now), ...kubeletRestart(known, now)];
}

const sandboxOf = (pod: PodSnapshot | null) =>
  pod?.conditions.find((c) => c.type === 'PodReadyToStartContainers') ?? null;

/** By the condition's own time; before 1.29 there is none, and a new address is the sign. */
function sandboxChange(known: Known | null, now: PodSnapshot): readonly PodFact[] {
  if (known === null) return [];
  const [before, after] = [sandboxOf(known.snapshot), sandboxOf(now)];
  if (after === null) {
    const { podIp } = known.snapshot;
    const hasMoved = podIp !== null && now.podIp !== null && podIp !== now.podIp;
    return hasMoved ? [flip('sandbox-changed', now.writtenAt, { kind: 'sandbox-changed' })] : [];
  }
  if (before === null || after.status !== 'True' || after.at === before.at) return [];
  // Every pod begins without one: only after a container has run is it another sandbox.
  const hasRun = Object.values(known.lanes).some((lane) => lane.runs.some((run) => run.started));
  if (before.status !== 'True' && !hasRun) return [];
  const at = after.at ?? now.writtenAt;
  return [once(`sandbox-changed/${at}`, at, { kind: 'sandbox-changed' })];
}

/** An init container that had completed runs again. The first of a round tells it; those after it follow. */
function initsAgain(known: Known | null, now: PodSnapshot): readonly PodFact[] {
  const inits = now.statuses.filter((status) => isOrdinaryInit(now, status));
  for (const [index, status] of inits.entries()) {
    const run = newRun(known, status);
    const before = run === null ? null : completionBefore(known, status, run);
    if (run === null || before === null) continue;
    const { finishedAt } = before;
    const isFollower = inits.slice(0, index).some((other) => {
      const begun = newestRun(other)?.startedAt ?? null;
      return begun !== null && finishedAt !== null && begun >= finishedAt;
    });
    if (isFollower) continue;
    const because = becauseOf(known, now, finishedAt);
    const name = run.containerId ?? `${status.name}-${run.attempt}`;
    const change = { kind: 'inits-again', container: status.name, because } as const;
    return [once(`inits-again/${name}`, run.startedAt ?? run.end?.finishedAt ?? null, change)];
  }
  return [];
}

const isOrdinaryInit = (pod: PodSnapshot, { kind, name }: ContainerStatus): boolean =>
  kind === 'init' &&
  pod.containers.some(
    (spec) => spec.kind === 'init' && spec.name === name && spec.restartPolicy !== 'Always',
  );

const newestRun = (status: ContainerStatus): ShownRun | null =>
  status.state.kind === 'waiting' ? null : (runsShown(status).at(-1) ?? null);

/** The run that a status shows as the present, if it is new to us. */
function newRun(known: Known | null, status: ContainerStatus): ShownRun | null {
  const run = newestRun(status);
  const runs = knownLane(known, status.name)?.runs ?? [];
  const isKnown = runs.some((it) =>
    run?.containerId == null ? it.attempt === run?.attempt : it.containerId === run.containerId,
  );
  return isKnown ? null : run;
}

/**
 * The completion before a new run of an init; null when there was none. By what we saw of it, for the kubelet may write a synthetic
 * record over it; else by lastState. A container that a rule restarts with all others counts, completed or not.
 */
function completionBefore(
  known: Known | null,
  { name, lastEnd }: ContainerStatus,
  run: ShownRun,
): Pick<Terminated, 'finishedAt'> | null {
  const runs = knownLane(known, name)?.runs ?? [];
  const seen = runs.findLast((it) => it.ended && it.attempt < run.attempt);
  if (seen?.well === true) return seen;
  if (lastEnd === null) return null;
  return endedWell(lastEnd.ending) || lastEnd.ending.reason === RESTARTS_ALL ? lastEnd : null;
}

/** The kubelet runs completed inits again for these reasons and no others; the last one leaves no sign of its own. */
function becauseOf(
  known: Known | null,
  now: PodSnapshot,
  completedAt: Millis | null,
): InitsAgainBecause | null {
  const sandbox = sandboxOf(now);
  const since = sandbox?.status === 'True' ? sandbox.at : null;
  if (since !== null && completedAt !== null && since > completedAt) return 'sandbox';
  if (restartsAll(now) || (known !== null && restartsAll(known.snapshot))) return 'restart-all';
  const address = known?.snapshot.podIp ?? null;
  if (address !== null && now.podIp !== null && address !== now.podIp) return 'sandbox';
  return since === null || completedAt === null ? null : 'record-pruned';
}

const restartsAll = (pod: PodSnapshot): boolean =>
  pod.conditions.some((c) => c.type === 'AllContainersRestarting' && c.status === 'True') ||
  pod.statuses.some(
    ({ state, lastEnd }) =>
      (state.kind === 'waiting' && state.reason === RESTARTS_ALL) ||
      lastEnd?.ending.reason === RESTARTS_ALL,
  );

/**
 * Kubelets up to 1.34 take back `started` of every container when they are restarted, and give it again a moment later.
 * Within one run nothing else takes it back.
 */
function kubeletRestart(known: Known | null, now: PodSnapshot): readonly PodFact[] {
  if (known === null) return [];
  const going = known.snapshot.statuses.flatMap((before) => {
    const after = now.statuses.find((it) => it.kind === before.kind && it.name === before.name);
    const isSameRun =
      before.started === true &&
      before.state.kind === 'running' &&
      before.containerId !== null &&
      after?.state.kind === 'running' &&
      after.containerId === before.containerId;
    return isSameRun ? [after] : [];
  });
  const haveAll = going.length > 0 && going.every(({ started }) => started === false);
  return haveAll ? [flip('kubelet-restarted', now.writtenAt, { kind: 'kubelet-restarted' })] : [];
}
