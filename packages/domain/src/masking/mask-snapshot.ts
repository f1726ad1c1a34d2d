/**
 * A pod's own words without secrets: a container that ends may write anything into its termination message, a runtime anything into a
 * reason. Labels stay: they are names that others select by.
 */
import type { ContainerState, Terminated } from '../container-state.ts';
import type { PodSnapshot } from '../pod-snapshot.ts';
import { maskSecrets } from './mask.ts';
import type { MaskRule } from './mask-rule.ts';

interface Said {
  readonly reason: string | null;
  readonly message: string | null;
}

/** As nearly every reason is, `CrashLoopBackOff`: there is nothing to look for. */
const ONE_WORD = /^[A-Za-z]{1,64}$/;

/** The same pod with the secrets in the messages and reasons of its containers, its conditions and itself masked. */
export function maskedSnapshot(pod: PodSnapshot, rules: readonly MaskRule[]): PodSnapshot {
  const masked = (text: string | null): string | null =>
    text === null ? null : maskSecrets(text, rules).text;
  const said = <T extends Said>(it: T): T => ({
    ...it,
    reason: it.reason !== null && ONE_WORD.test(it.reason) ? it.reason : masked(it.reason),
    message: masked(it.message),
  });
  const ofEnd = (end: Terminated): Terminated => ({ ...end, ending: said(end.ending) });
  const ofState = (state: ContainerState): ContainerState => {
    if (state.kind === 'terminated') return ofEnd(state);
    return state.kind === 'waiting' ? said(state) : state;
  };
  return {
    ...said(pod),
    conditions: pod.conditions.map(said),
    statuses: pod.statuses.map((status) => ({
      ...status,
      state: ofState(status.state),
      lastEnd: status.lastEnd && ofEnd(status.lastEnd),
    })),
  };
}
