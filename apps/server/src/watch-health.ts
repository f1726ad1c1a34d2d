/** How well the cluster is being watched, in the words the page shows. */
import type { ClusterStatus, Problem } from '@podline/contract';
import { type Millis, millis } from '@podline/domain';
import type { ReflectorEvent } from '@podline/kube';
import { problemOf } from './problem.ts';

export interface WatchHealth {
  /** What the reflector of `scope` said of itself. */
  heard(scope: string, event: ReflectorEvent<unknown>, at: Millis): void;
  /** Something that keeps every watch from beginning (a kubeconfig that cannot be used). */
  cannotBegin(problem: Problem): void;
  notRecording(since: Millis | null): void;
  watch(): ClusterStatus['watch'];
  notRecordingSince(): Millis | null;
}

interface ScopeHealth {
  readonly wasLive: boolean;
  readonly problem: Problem | null;
  readonly since: Millis;
}

/** `changed` is called after every change that the page should learn of. */
export function watchHealth(scopes: readonly string[], changed: () => void): WatchHealth {
  const health = new Map<string, ScopeHealth>();
  let unusable: Problem | null = null;
  let notRecordingSince: Millis | null = null;

  return {
    heard(scope, event, at) {
      const before = health.get(scope) ?? { wasLive: false, problem: null, since: at };
      if (event.kind === 'watching') {
        unusable = null;
        if (before.wasLive && before.problem === null) return;
        health.set(scope, { wasLive: true, problem: null, since: at });
        changed();
      }
      if (event.kind === 'failed') {
        const since = before.problem === null ? at : before.since;
        health.set(scope, { ...before, problem: problemOf(event.failure), since });
        changed();
      }
    },
    cannotBegin(problem) {
      unusable = problem;
      changed();
    },
    notRecording(since) {
      if (since === notRecordingSince) return;
      notRecordingSince = since;
      changed();
    },
    notRecordingSince: () => notRecordingSince,
    watch() {
      if (unusable !== null) return { state: 'connecting', problem: unusable };
      const all = scopes.map((scope) => health.get(scope) ?? null);
      const failing = all.filter((h) => h !== null && h.problem !== null);
      const problem = failing[0]?.problem ?? null;
      if (problem === null || all.some((h) => h?.wasLive !== true)) {
        return problem === null && all.every((h) => h !== null)
          ? { state: 'live' }
          : { state: 'connecting', problem };
      }
      return {
        state: 'stale',
        since: millis(Math.min(...failing.map((h) => h?.since ?? 0))),
        problem,
      };
    },
  };
}
