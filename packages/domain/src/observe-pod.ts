/** Facts of the pod itself: appearance, containers, node, phase, conditions, address, deletion. */
import type { Known } from './known.ts';
import { lanesOf } from './lane.ts';
import { upheavals } from './observe-upheaval.ts';
import { flip, once, type PodFact } from './pod-fact.ts';
import type { ContainerSpec, PodCondition, PodSnapshot } from './pod-snapshot.ts';
import type { RoleRule } from './role-rules.ts';
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
  rules: readonly RoleRule[],
): PodObservation {
  const before = known?.snapshot ?? null;
  const { writtenAt } = snapshot;
  let flips = known?.flips ?? 0;
  const facts = [
    ...appearance(before, snapshot, rules),
    ...placement(before, snapshot, writtenAt),
    ...phaseChange(before, snapshot, writtenAt),
    ...conditionChanges(before, snapshot, writtenAt),
    ...addressChange(before, snapshot, writtenAt),
    ...upheavals(known, snapshot),
    ...deletion(before, snapshot),
  ];
  const transitions = facts.map(({ key, isFlip, at, change }): Transition => {
    if (isFlip) flips += 1;
    return {
      key: `pod/${isFlip ? `${key}/${flips}` : key}`,
      at,
      observedAt,
      container: null,
      change,
    };
  });
  return { flips, transitions };
}

type Before = PodSnapshot | null;

function appearance(
  before: Before,
  now: PodSnapshot,
  rules: readonly RoleRule[],
): readonly PodFact[] {
  const { owner, node, createdAt, restartPolicy, writtenAt } = now;
  if (before !== null && hasSameContainers(before, now)) return [];
  const lanes = lanesOf(now, rules);
  const containers: PodChange = { kind: 'containers', restartPolicy, lanes };
  if (before === null) {
    const appeared: PodChange = { kind: 'appeared', owner, node };
    return [once('appeared', createdAt, appeared), flip('containers', createdAt, containers)];
  }
  const isSame = JSON.stringify(lanesOf(before, rules)) === JSON.stringify(lanes);
  return isSame ? [] : [flip('containers', writtenAt, containers)];
}

/** Whether all that lanes follow from is the same. Most snapshots of a pod differ in its status alone. */
const hasSameContainers = (a: PodSnapshot, b: PodSnapshot): boolean =>
  a.defaultContainer === b.defaultContainer &&
  hasSameEntries(a.labels, b.labels) &&
  hasSameEntries(a.roles ?? {}, b.roles ?? {}) &&
  a.containers.length === b.containers.length &&
  a.containers.every((container, index) => isSameContainer(container, b.containers[index]));

const isSameContainer = (a: ContainerSpec, b: ContainerSpec | undefined): boolean =>
  b !== undefined &&
  a.kind === b.kind &&
  a.name === b.name &&
  a.image === b.image &&
  a.restartPolicy === b.restartPolicy &&
  a.hasPostStart === b.hasPostStart &&
  a.hasStartupProbe === b.hasStartupProbe &&
  a.volumes.length === b.volumes.length &&
  a.volumes.every((volume, index) => volume === b.volumes[index]);

function hasSameEntries(
  a: Readonly<Record<string, string>>,
  b: Readonly<Record<string, string>>,
): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

function placement(before: Before, now: PodSnapshot, writtenAt: Millis | null): readonly PodFact[] {
  const { node } = now;
  if (node === null || node === (before?.node ?? null)) return [];
  const scheduled = now.conditions.find((c) => c.type === 'PodScheduled' && c.status === 'True');
  const at = scheduled === undefined ? writtenAt : scheduled.at;
  return [once(`scheduled/${node}`, at, { kind: 'scheduled', node })];
}

function phaseChange(
  before: Before,
  now: PodSnapshot,
  writtenAt: Millis | null,
): readonly PodFact[] {
  const { phase, reason, message } = now;
  if (before?.phase === phase && before.reason === reason) return [];
  return [flip('phase', writtenAt, { kind: 'phase', phase, reason, message })];
}

function addressChange(
  before: Before,
  now: PodSnapshot,
  writtenAt: Millis | null,
): readonly PodFact[] {
  const { podIp } = now;
  return (before?.podIp ?? null) === podIp
    ? []
    : [flip('ip', writtenAt, { kind: 'pod-ip', podIp })];
}

function deletion(before: Before, now: PodSnapshot): readonly PodFact[] {
  if (now.deletion === null || now.deletion.deadlineAt === before?.deletion?.deadlineAt) return [];
  const { requestedAt, deadlineAt } = now.deletion;
  const change: PodChange = { kind: 'deletion-requested', deadlineAt };
  return [once(`deletion/${deadlineAt}`, requestedAt, change)];
}

/** A message alone is not a change: the kubelet rewrites the list of incomplete containers at every step. */
function conditionChanges(
  before: Before,
  now: PodSnapshot,
  writtenAt: Millis | null,
): readonly PodFact[] {
  const then = before?.conditions ?? [];
  const changed = now.conditions.filter((c) => !then.some((b) => isSameCondition(b, c)));
  const removed = then
    .filter((b) => !now.conditions.some((c) => c.type === b.type))
    .map((b) => ({ ...b, status: 'Removed', reason: null, message: null, at: null }));
  return [...changed, ...removed].map(({ at, ...condition }) =>
    flip(`condition/${condition.type}`, at ?? writtenAt, { kind: 'condition', ...condition }),
  );
}

const isSameCondition = (a: PodCondition, b: PodCondition): boolean =>
  a.type === b.type && a.status === b.status && a.reason === b.reason && a.at === b.at;
