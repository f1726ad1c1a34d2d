/** How well the cluster is being watched, in the words the page shows. */
import type { ClusterStatus, Problem } from '@podline/contract';
import { earlier, type Millis } from '@podline/domain';
import type { KubeFailure, ReflectorEvent } from '@podline/kube';
import { problemOf } from './problem.ts';

export interface WatchHealth {
  /** What the reflector of `scope` said, after what it brought was recorded and published. */
  heard(scope: string, event: ReflectorEvent<unknown>, at: Millis): void;
  /** Something that keeps every watch from beginning (a kubeconfig that cannot be used). */
  cannotBegin(problem: Problem): void;
  /** Since when the database has taken nothing; null when it does. */
  notRecording(since: Millis | null): void;
  watch(): ClusterStatus['watch'];
  notRecordingSince(): Millis | null;
}

interface ScopeHealth {
  /** When it last said anything but a failure. */
  readonly heardAt: Millis | null;
  /** Whether a watch was ever open: before, there is nothing to show. */
  readonly hasWatched: boolean;
  /** Null while its watch is open. */
  readonly failing: { readonly problem: Problem; readonly since: Millis } | null;
}

const NOT_HEARD: ScopeHealth = { heardAt: null, hasWatched: false, failing: null };

/** `changed` is called after every change that the page should learn of. */
export function watchHealth(scopes: readonly string[], changed: () => void): WatchHealth {
  const health = new Map<string, ScopeHealth>();
  let unusable: Problem | null = null;
  let notRecordingSince: Millis | null = null;

  return {
    heard(scope, event, at) {
      const before = health.get(scope) ?? NOT_HEARD;
      const after = afterHearing(before, event, at);
      health.set(scope, after);
      const couldNotBegin = unusable !== null;
      unusable = null;
      const isNews =
        after.failing !== before.failing || after.hasWatched !== before.hasWatched || couldNotBegin;
      if (isNews) changed();
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
      if (unusable !== null) return { state: 'connecting', problem: unusable, listed: null };
      return watchOf(scopes.map((scope) => health.get(scope) ?? NOT_HEARD));
    },
  };
}

function afterHearing(
  before: ScopeHealth,
  event: ReflectorEvent<unknown>,
  at: Millis,
): ScopeHealth {
  switch (event.kind) {
    case 'watching':
      return { heardAt: at, hasWatched: true, failing: null };
    case 'failed': {
      const since = before.failing?.since ?? trueUntil(event.failure, before.heardAt, at);
      return { ...before, failing: { problem: problemOf(event.failure), since } };
    }
    case 'list-began':
    case 'applied':
    case 'deleted':
    case 'list-ended':
    case 'bookmark':
    case 'unreadable':
      return { ...before, heardAt: at };
  }
}

/** A connection that fell silent may have missed everything since its last word; one that broke, nothing before that. */
const trueUntil = (failure: KubeFailure, heardAt: Millis | null, at: Millis): Millis =>
  failure.code === 'timeout' ? (heardAt ?? at) : at;

function watchOf(scopes: readonly ScopeHealth[]): ClusterStatus['watch'] {
  const failing = scopes.flatMap((scope) => scope.failing ?? []);
  const [first] = failing;
  if (scopes.some((scope) => !scope.hasWatched)) {
    return { state: 'connecting', problem: first?.problem ?? null, listed: null };
  }
  if (first === undefined) return { state: 'live' };
  const since = failing.map((it) => it.since).reduce(earlier, first.since);
  return { state: 'stale', since, problem: first.problem };
}
