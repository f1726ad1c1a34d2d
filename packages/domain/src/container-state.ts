/** What one container is doing at one resourceVersion, as `status.containerStatuses[].state` says it. */
import type { Millis } from './time.ts';

/** How a container run ended. `reason` and `message` are the runtime's or the kubelet's words, unchanged. */
export interface Ending {
  readonly exitCode: number;
  /** Signal number when the runtime reports one; most only add 128 to the exit code. */
  readonly signal: number | null;
  readonly reason: string | null;
  readonly message: string | null;
}

export type ContainerState =
  /** `reason` is null when the API gives none: the kubelet has said nothing yet. */
  | { readonly kind: 'waiting'; readonly reason: string | null; readonly message: string | null }
  | { readonly kind: 'running'; readonly startedAt: Millis | null }
  | Terminated;

/** Times are null where the kubelet wrote a synthetic record without times, or a start that never happened. */
export interface Terminated {
  readonly kind: 'terminated';
  readonly ending: Ending;
  readonly startedAt: Millis | null;
  readonly finishedAt: Millis | null;
  readonly containerId: string | null;
}

/**
 * Whether a run did what it was started for. An OOM kill is a failure even with exit code 0 (a child process was killed and
 * the parent ended well): so does the kubelet count it for init containers (`isInitContainerFailed`).
 */
export const endedWell = (ending: Ending): boolean =>
  ending.exitCode === 0 && ending.reason !== 'OOMKilled';
