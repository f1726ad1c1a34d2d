/** A pod as one row of the list: kubectl's columns and a pip a container. */
import type { Pip, PodRow, RowCause } from '@podline/contract';
import {
  type ContainerStatus,
  type Ending,
  endedWell,
  type LaneSpec,
  lanesOf,
  type Millis,
  type PodSnapshot,
  ROLE_RULES,
  type RoleRule,
  statusColumns,
  toldByReason,
  workloadOf,
} from '@podline/domain';
import { type Course, UNKNOWN } from './pod-course.ts';
import { labelsOf, lastFailureOf, reasonsOf, traitsOf } from './pod-traits.ts';

/** `deletedAt`: when the pod was gone; null while it exists. `course`: what its history says. `cause`: what its evidence says. */
export function podRow(
  pod: PodSnapshot,
  deletedAt: Millis | null,
  rules: readonly RoleRule[] = ROLE_RULES,
  course: Course = UNKNOWN,
  cause: RowCause | null = null,
): PodRow {
  const columns = statusColumns(pod);
  const pips = lanesOf(pod, rules).map((lane) =>
    pipOf(
      lane,
      pod.statuses.find((s) => s.kind === lane.kind && s.name === lane.name),
    ),
  );
  return {
    uid: pod.uid,
    namespace: pod.namespace,
    name: pod.name,
    node: pod.node,
    workload: workloadOf(pod),
    createdAt: pod.createdAt,
    deletedAt,
    ready: columns.ready,
    status: columns.status,
    statusSentence: columns.sentence,
    restarts: columns.restarts,
    lastRestartAt: columns.lastRestartAt,
    pips,
    labels: labelsOf(pod),
    traits: traitsOf(pod, pips, course),
    reasons: reasonsOf(pod, course),
    cause,
    lastFailure: lastFailureOf(pod),
    ...course,
  };
}

function pipOf(lane: LaneSpec, status: ContainerStatus | undefined): Pip {
  const { name, role, image } = lane;
  if (status === undefined)
    return { name, role, image, state: 'waiting', text: 'has no status yet' };
  const restarts = status.restartCount;
  const again =
    restarts === 0 ? '' : `, restarted ${restarts === 1 ? 'once' : `${restarts} times`}`;
  return {
    name,
    role,
    image,
    state: pipState(role, status),
    text: `${pipText(role, status)}${again}`,
  };
}

function pipState(role: Pip['role'], status: ContainerStatus): Pip['state'] {
  const { state, lastEnd } = status;
  switch (state.kind) {
    case 'running':
      return status.ready && role !== 'init' ? 'ready' : 'running';
    case 'terminated':
      return endedWell(state.ending) ? 'completed' : 'failed';
    case 'waiting': {
      // The kubelet's defaults are part of every start; any other reason names something to mend.
      const isAlarming = toldByReason(state.reason) !== null;
      const isAfterFailure = lastEnd !== null && !endedWell(lastEnd.ending);
      return isAlarming || isAfterFailure ? 'failed' : 'waiting';
    }
  }
}

function pipText(role: Pip['role'], status: ContainerStatus): string {
  const { state, lastEnd } = status;
  switch (state.kind) {
    case 'running':
      // Neither has a readiness that anything hangs on.
      if (role === 'init' || role === 'ephemeral') return 'running';
      return status.ready ? 'running and ready' : 'running, not ready';
    case 'terminated':
      return endText(state.ending);
    case 'waiting': {
      const after = lastEnd === null ? '' : ` after it ${endText(lastEnd.ending)}`;
      return `waiting${state.reason === null ? '' : `: ${state.reason}`}${after}`;
    }
  }
}

const endText = ({ exitCode, reason }: Ending): string =>
  `ended with ${exitCode}${reason === null ? '' : ` ${reason}`}`;
