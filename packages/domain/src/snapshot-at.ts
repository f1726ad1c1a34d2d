/** A pod as it was at a moment, rebuilt from its transitions: kubectl's columns of then come out as they were then. */
import { transitionsAt } from './known-at.ts';
import type { LaneSpec } from './lane.ts';
import { type LaneFold, NO_LANE, nextLane, statusAt } from './lane-at.ts';
import type { ContainerSpec, Deletion, PodCondition, PodSnapshot } from './pod-snapshot.ts';
import type { Millis } from './time.ts';
import type { Gap, PodChange, Transition } from './transition.ts';

/**
 * The pod as it was known to be at `at`; null before its first sight and once it was gone. `last` is the pod as last seen, which
 * says what no transition tells; of `transitions`, in order of record, those up to `at` are enough. `gaps` as in `transitionsAt`.
 *
 * Of then are: node, address, phase, conditions, deletion, the containers of the spec, and each container's state, restart count,
 * last end, readiness and start. Of the last sight are, since no transition tells them: labels, annotations, owner, readiness
 * gates, `specFacts` and the resourceVersion; what the API server last wrote then (`writtenAt`) is not known. Of a message that
 * changed alone (a condition's, a phase's) the first wording stands. Not known, and so as before: a state that came back without a
 * new run (a kubelet that lost sight of a container and found it again), a restart count that moved while no run began, and a status that the API took away.
 */
export function snapshotAt(
  last: PodSnapshot,
  transitions: readonly Transition[],
  at: Millis,
  gaps: readonly Gap[] = [],
): PodSnapshot | null {
  const facts = transitionsAt(transitions, at, gaps);
  const pod = emptyPod(last);
  const lanes = new Map<string, LaneFold>();
  for (const fact of facts) {
    const { container, change } = fact;
    if (container === null) foldPod(pod, fact.at, change as PodChange);
    else lanes.set(container, nextLane(lanes.get(container) ?? NO_LANE, fact));
  }
  if (facts.length === 0 || pod.isGone) return null;
  const { isGone: _, conditions, ...told } = pod;
  const statuses = inApiOrder(pod.containers).flatMap((spec) => {
    const lane = lanes.get(spec.name);
    return lane === undefined ? [] : (statusAt(spec, lane) ?? []);
  });
  return { ...last, ...told, writtenAt: null, conditions: [...conditions.values()], statuses };
}

interface PodFold {
  node: string | null;
  podIp: string | null;
  phase: string;
  reason: string | null;
  message: string | null;
  deletion: Deletion | null;
  restartPolicy: string;
  containers: readonly ContainerSpec[];
  /** By type. */
  readonly conditions: Map<string, PodCondition>;
  isGone: boolean;
}

const emptyPod = ({ restartPolicy, containers }: PodSnapshot): PodFold => ({
  node: null,
  podIp: null,
  phase: 'Pending',
  reason: null,
  message: null,
  deletion: null,
  restartPolicy,
  containers: containers.filter(({ kind }) => kind !== 'ephemeral'),
  conditions: new Map(),
  isGone: false,
});

function foldPod(pod: PodFold, at: Millis | null, change: PodChange): void {
  switch (change.kind) {
    case 'appeared':
    case 'scheduled':
      pod.node = change.node;
      return;
    case 'containers':
      pod.restartPolicy = change.restartPolicy;
      pod.containers = change.lanes.map(specOf);
      return;
    case 'phase':
      pod.phase = change.phase;
      pod.reason = change.reason;
      pod.message = change.message;
      return;
    case 'condition':
      foldCondition(pod.conditions, at, change);
      return;
    case 'deletion-requested':
      pod.deletion = { requestedAt: at ?? change.deadlineAt, deadlineAt: change.deadlineAt };
      return;
    case 'pod-ip':
      pod.podIp = change.podIp;
      return;
    case 'gone':
      pod.isGone = true;
      return;
    case 'sandbox-changed':
    case 'inits-again':
    case 'kubelet-restarted':
      // What they brought about has transitions of its own.
      return;
  }
}

function foldCondition(
  conditions: Map<string, PodCondition>,
  at: Millis | null,
  { type, status, reason, message }: Extract<PodChange, { kind: 'condition' }>,
): void {
  if (status === 'Removed') conditions.delete(type);
  else conditions.set(type, { type, status, reason, message, at });
}

const specOf = ({
  role: _,
  roleBecause: __,
  sharedVolumes: ___,
  ...spec
}: LaneSpec): ContainerSpec => spec;

/** The kubelet writes the statuses of inits in the spec's order and those of apps by name (`SortedContainerStatuses`). */
function inApiOrder(containers: readonly ContainerSpec[]): readonly ContainerSpec[] {
  const apps = containers.filter(({ kind }) => kind === 'app');
  return [
    ...containers.filter(({ kind }) => kind === 'init'),
    ...apps.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    ...containers.filter(({ kind }) => kind === 'ephemeral'),
  ];
}
