/** Facts of the pod itself: appearance, containers, node, phase, conditions, address, deletion. */
import { type Known, newWrite } from './known.ts';
import { lanesOf } from './lane.ts';
import type { PodCondition, PodSnapshot } from './pod-snapshot.ts';
import type { Millis } from './time.ts';
import type { PodChange, Transition } from './transition.ts';

interface PodObservation {
  readonly flips: number;
  readonly transitions: readonly Transition[];
}

/** What changed on the pod between `known` and `snapshot`. `flips` counts the facts told apart by order alone. */
export function observePod(
  known: Known | null,
  snapshot: PodSnapshot,
  observedAt: Millis,
): PodObservation {
  const before = known?.snapshot ?? null;
  const writtenAt = newWrite(known, snapshot);
  let flips = known?.flips ?? 0;
  const transitions: Transition[] = [];
  const record = (key: string, at: Millis | null, change: PodChange): void => {
    transitions.push({ key: `pod/${key}`, at, observedAt, container: null, change });
  };
  const flip = (what: string, at: Millis | null, change: PodChange): void => {
    flips += 1;
    record(`${what}/${flips}`, at, change);
  };

  if (before === null) {
    const { owner, node, createdAt } = snapshot;
    record('appeared', createdAt, { kind: 'appeared', owner, node });
  }
  if (before === null || !sameContainers(before, snapshot)) {
    flip('containers', before === null ? snapshot.createdAt : writtenAt, {
      kind: 'containers',
      restartPolicy: snapshot.restartPolicy,
      lanes: lanesOf(snapshot),
    });
  }
  if (snapshot.node !== null && snapshot.node !== (before?.node ?? null)) {
    const scheduled = snapshot.conditions.find((c) => c.type === 'PodScheduled');
    const at = scheduled?.status === 'True' ? scheduled.at : writtenAt;
    record(`scheduled/${snapshot.node}`, at, { kind: 'scheduled', node: snapshot.node });
  }
  if (before === null || before.phase !== snapshot.phase || before.reason !== snapshot.reason) {
    const { phase, reason, message } = snapshot;
    flip('phase', writtenAt, { kind: 'phase', phase, reason, message });
  }
  for (const change of conditionChanges(before?.conditions ?? [], snapshot.conditions)) {
    flip(`condition/${change.type}`, change.at ?? writtenAt, {
      kind: 'condition',
      type: change.type,
      status: change.status,
      reason: change.reason,
      message: change.message,
    });
  }
  if ((before?.podIp ?? null) !== snapshot.podIp) {
    flip('ip', writtenAt, { kind: 'pod-ip', podIp: snapshot.podIp });
  }
  if (snapshot.deletion !== null && snapshot.deletion.deadlineAt !== before?.deletion?.deadlineAt) {
    const { requestedAt, deadlineAt } = snapshot.deletion;
    record(`deletion/${deadlineAt}`, requestedAt, { kind: 'deletion-requested', deadlineAt });
  }
  return { flips, transitions };
}

const sameContainers = (a: PodSnapshot, b: PodSnapshot): boolean =>
  JSON.stringify(lanesOf(a)) === JSON.stringify(lanesOf(b));

/** A message alone is not a change: the kubelet rewrites the list of incomplete containers at every step. */
function conditionChanges(
  before: readonly PodCondition[],
  after: readonly PodCondition[],
): readonly PodCondition[] {
  const changed = after.filter((now) => {
    const then = before.find((c) => c.type === now.type);
    return then?.status !== now.status || then.reason !== now.reason || then.at !== now.at;
  });
  const removed = before
    .filter((then) => !after.some((c) => c.type === then.type))
    .map((then) => ({ ...then, status: 'Removed', reason: null, message: null, at: null }));
  return [...changed, ...removed];
}
