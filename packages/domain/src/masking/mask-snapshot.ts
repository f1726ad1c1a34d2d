/** A pod's own words without secrets: a container that ends may write anything into its termination message. */
import type { ContainerState, Terminated } from '../container-state.ts';
import type { PodSnapshot } from '../pod-snapshot.ts';
import { maskSecrets } from './mask.ts';
import type { MaskRule } from './mask-rule.ts';

/** The same pod with the secrets in the messages of its containers, its conditions and itself masked. */
export function maskedSnapshot(pod: PodSnapshot, rules: readonly MaskRule[]): PodSnapshot {
  const masked = (message: string | null): string | null =>
    message === null ? null : maskSecrets(message, rules).text;
  const ofEnd = (end: Terminated): Terminated => ({
    ...end,
    ending: { ...end.ending, message: masked(end.ending.message) },
  });
  const ofState = (state: ContainerState): ContainerState => {
    if (state.kind === 'terminated') return ofEnd(state);
    return state.kind === 'waiting' ? { ...state, message: masked(state.message) } : state;
  };
  return {
    ...pod,
    message: masked(pod.message),
    conditions: pod.conditions.map((it) => ({ ...it, message: masked(it.message) })),
    statuses: pod.statuses.map((status) => ({
      ...status,
      state: ofState(status.state),
      lastEnd: status.lastEnd && ofEnd(status.lastEnd),
    })),
  };
}
