/** What is said where nothing can be shown yet, for as long as the cluster has not told its pods. */
import type { ClusterStatus } from '@podline/contract';

export interface WaitingWords {
  readonly kind: 'loading' | 'forbidden' | 'error';
  readonly say: string;
  /** What is known, or what to do; empty for nothing. */
  readonly more: string;
  readonly progress: { readonly done: number; readonly of: null } | null;
}

/** `what` is loaded: `the pods`. `cluster` null: the server has not told of it yet. */
export function waitingWords(what: string, cluster: ClusterStatus | null): WaitingWords {
  const watch = cluster?.watch;
  const loading = { kind: 'loading', say: `Loading ${what}…`, more: '', progress: null } as const;
  if (watch?.state !== 'connecting') return loading;
  const { problem, listed } = watch;
  if (problem?.code === 'CLUSTER_FORBIDDEN')
    return {
      ...loading,
      kind: 'forbidden',
      say: 'Nothing is known yet: Podline may not read the pods of this cluster.',
      more: problem.next,
    };
  if (problem !== null)
    return {
      ...loading,
      kind: 'error',
      say: 'Nothing is known yet: the cluster does not answer.',
      more: problem.next,
    };
  if (listed === null) return loading;
  const pods = listed.toLocaleString('en-GB');
  return { ...loading, more: `So far: ${pods}.`, progress: { done: listed, of: null } };
}
