/** The cluster's status as a viewer may see it. */
import type { ClusterStatus, WatchState } from '@podline/contract';
import type { Viewer } from './source.ts';

/**
 * Whole for whoever may see all namespaces (`canSee('')`). To others what is of a namespace that they may not see is neither
 * named nor counted. Where they may see none of the namespaces that are watched, `namespaces` is empty as if all were: of
 * those that they may see, all are.
 */
export function statusFor(status: ClusterStatus, viewer: Viewer): ClusterStatus {
  if (viewer.canSee('')) return status;
  const mayKnow = (namespace: string): boolean => namespace === '' || viewer.canSee(namespace);
  return {
    ...status,
    namespaces: status.namespaces.filter(mayKnow),
    watch: withoutDetail(status.watch),
    failing: status.failing
      .filter(({ namespace }) => mayKnow(namespace))
      .map((scope) => (scope.namespace === '' ? { ...scope, ...nameless(scope) } : scope)),
    notices: status.notices.filter(({ namespace }) => mayKnow(namespace ?? '')),
  };
}

/** A problem's detail may be about any of the namespaces, and the number of objects listed is of all of them. */
function withoutDetail(watch: WatchState): WatchState {
  switch (watch.state) {
    case 'live':
    case 'resyncing':
      return watch;
    case 'connecting':
      return {
        ...watch,
        listed: null,
        problem: watch.problem && { ...watch.problem, detail: null },
      };
    case 'stale':
      return { ...watch, ...nameless(watch) };
  }
}

const nameless = <P extends { readonly detail: string | null }>({
  problem,
}: {
  readonly problem: P;
}): { readonly problem: P } => ({ problem: { ...problem, detail: null } });
