/** Which ended runs the kubelet may still have the log of, and under which name it gives it. */
import { type Ending, endedWell } from './container-state.ts';
import { type Known, knownLane } from './known.ts';
import type { ContainerStatus, PodSnapshot } from './pod-snapshot.ts';
import { runsShown } from './runs-shown.ts';
import type { Millis } from './time.ts';

/** `current`: of the run that the container's state tells of; `previous`: of the one that its lastState tells of. */
export type LogPlace = 'current' | 'previous';

export interface EndedRun {
  readonly container: string;
  /** restartCount of the run, as its transitions have it. */
  readonly attempt: number;
  readonly containerId: string;
  readonly endedWell: boolean;
  readonly ending: Ending;
  readonly finishedAt: Millis | null;
  readonly place: LogPlace;
}

/**
 * The ended runs that the pod's statuses still tell of, older first: two a container at most. A run without a containerID (a
 * synthetic record) never wrote anything, and is left out.
 */
export function endedRuns(known: Known): readonly EndedRun[] {
  return known.snapshot.statuses.flatMap((status) =>
    runsShown(status).flatMap(({ attempt, containerId, end }) => {
      if (end === null || containerId === null) return [];
      const run = knownLane(known, status.name)?.runs.find((it) => it.containerId === containerId);
      return [
        {
          container: status.name,
          attempt: run?.attempt ?? attempt,
          containerId,
          endedWell: endedWell(end.ending),
          ending: end.ending,
          finishedAt: end.finishedAt,
          place: placeIn(status, containerId) ?? 'previous',
        },
      ];
    }),
  );
}

/** Where the log of that run is to be had; null when the kubelet has let go of it, or the pod never had it. */
export function logPlaceOf(
  { statuses }: Pick<PodSnapshot, 'statuses'>,
  container: string,
  containerId: string,
): LogPlace | null {
  const status = statuses.find(({ name }) => name === container);
  return status === undefined ? null : placeIn(status, containerId);
}

/** The kubelet's own order: `validateContainerLogStatus` of `pkg/kubelet/kubelet_pods.go`. */
function placeIn({ state, containerId, lastEnd }: ContainerStatus, id: string): LogPlace | null {
  const isPresent =
    state.kind === 'terminated'
      ? (state.containerId ?? containerId) === id
      : state.kind === 'running' && containerId === id;
  if (isPresent) return 'current';
  return lastEnd?.containerId === id ? 'previous' : null;
}
