/** One container's status as its facts tell it, fact by fact. */
import { type ContainerState, endedWell, type Terminated } from './container-state.ts';
import type { ContainerSpec, ContainerStatus } from './pod-snapshot.ts';
import type { Change, Transition } from './transition.ts';

/** What is known of a container after some of its facts. */
export interface LaneFold {
  /** Null until a fact tells of one. */
  readonly state: ContainerState | null;
  readonly lastEnd: Terminated | null;
  readonly restartCount: number;
  readonly ready: boolean;
  readonly started: boolean;
  readonly imageId: string | null;
  /** Of the newest run. */
  readonly containerId: string | null;
}

export const NO_LANE: LaneFold = {
  state: null,
  lastEnd: null,
  restartCount: 0,
  ready: false,
  started: false,
  imageId: null,
  containerId: null,
};

/** The container after one more fact of it. */
export function nextLane(lane: LaneFold, { at, change }: Transition): LaneFold {
  switch (change.kind) {
    case 'waiting': {
      const { reason, message } = change;
      return { ...leftTo(lane), state: { kind: 'waiting', reason, message } };
    }
    case 'started': {
      const { attempt, containerId, imageId } = change;
      // Of a run that is over already: its end follows, and says where it belongs.
      if (change.seen === 'afterwards') return imageId === null ? lane : { ...lane, imageId };
      const state = { kind: 'running', startedAt: at } as const;
      return { ...leftTo(lane), state, restartCount: attempt, containerId, imageId };
    }
    case 'ended':
      return afterEnd(lane, at, change);
    case 'ready':
      return { ...lane, ready: change.ready };
    case 'startup':
      return { ...lane, started: change.started };
    default:
      // Runs that nobody saw count in the number of the next one.
      return lane;
  }
}

function afterEnd(
  lane: LaneFold,
  at: Transition['at'],
  change: Extract<Change, { kind: 'ended' }>,
): LaneFold {
  const { attempt, containerId, startedAt, ending } = change;
  const end: Terminated = { kind: 'terminated', ending, startedAt, finishedAt: at, containerId };
  if (change.seen === 'live') {
    return { ...leftTo(lane), state: end, restartCount: attempt, containerId };
  }
  // By lastState. A record that the kubelet made up for a container it lost (no id, or no times) is of the run before, and counted.
  const isMadeUp = containerId === null || at === null;
  const restartCount = Math.max(lane.restartCount, attempt + (isMadeUp ? 1 : 0));
  return { ...lane, lastEnd: end, restartCount };
}

/** An end that stood as the state stands as the last one once another state takes its place. */
const leftTo = (lane: LaneFold): LaneFold =>
  lane.state?.kind === 'terminated' ? { ...lane, lastEnd: lane.state } : lane;

/** As the API would list it; null while no fact has told of a status. */
export function statusAt(spec: ContainerSpec, lane: LaneFold): ContainerStatus | null {
  const { state } = lane;
  if (state === null) return null;
  return {
    kind: spec.kind,
    name: spec.name,
    state,
    lastEnd: lane.lastEnd,
    restartCount: lane.restartCount,
    ...flagsOf(spec, lane, state),
    image: spec.image,
    imageId: lane.imageId,
    containerId: lane.containerId,
  };
}

/** An ordinary init is "ready" once it has ended with 0 and "started" while it runs; ephemeral containers have neither. */
function flagsOf(
  { kind, restartPolicy }: ContainerSpec,
  { ready, started }: LaneFold,
  state: ContainerState,
): Pick<ContainerStatus, 'ready' | 'started'> {
  if (kind === 'ephemeral') return { ready, started: null };
  if (kind === 'app' || restartPolicy === 'Always') return { ready, started };
  return {
    ready: state.kind === 'terminated' && endedWell(state.ending),
    started: state.kind === 'running',
  };
}
