/** What befalls a pod as a whole under one uid: a new sandbox, inits that run again, a kubelet that was restarted. */
import { endedWell, type Terminated } from './container-state.ts';
import { type Known, knownLane } from './known.ts';
import { flip, once, type PodFact } from './pod-fact.ts';
import type { ContainerStatus, PodSnapshot } from './pod-snapshot.ts';
import { runsShown, type ShownRun } from './runs-shown.ts';
import type { Millis } from './time.ts';
import type { InitsAgainBecause } from './transition.ts';

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
    const before = run === null ? null : endBefore(known, status);
    if (run === null || before === null || !endedWell(before.ending)) continue;
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

/** How the run before ended: by lastState, or as it was last seen where the kubelet has lost the record. */
function endBefore(known: Known | null, status: ContainerStatus): Terminated | null {
  if (status.lastEnd !== null) return status.lastEnd;
  const before = known?.snapshot.statuses.find(
    (it) => it.kind === status.kind && it.name === status.name,
  );
  return before?.state.kind === 'terminated' ? before.state : null;
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

const RESTARTS_ALL = 'RestartingAllContainers';

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
