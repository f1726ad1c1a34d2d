/** The runs that one status speaks of: the newest, and the one before as far as the kubelet still knows it. */
import type { Terminated } from './container-state.ts';
import type { ContainerStatus } from './pod-snapshot.ts';
import type { Millis } from './time.ts';
import type { Seen } from './transition.ts';

/** A run as a status shows it: running, or ended. */
export interface ShownRun {
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
export function runsShown(status: ContainerStatus): readonly ShownRun[] {
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
