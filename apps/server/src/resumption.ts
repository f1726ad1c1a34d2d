/** Where a scope's watch may go on from after a restart, when the scopes may be others than before. */
import type { Millis } from '@podline/domain';
import type { Checkpoint } from '@podline/store';

export interface Resumption {
  /** The resourceVersion to watch from; null: list first. */
  readonly from: string | null;
  /** Until when what is in this scope was being watched; null: it never was. */
  readonly lastSeenAt: Millis | null;
}

/**
 * A scope goes on from its own checkpoint, unless a scope that shares pods with it (all namespaces share with each) was
 * watched later: events of before would come again then, older than what is known, and be taken for news.
 */
export function resumptionOf(scope: string, checkpoints: readonly Checkpoint[]): Resumption {
  const own = checkpoints.find((checkpoint) => checkpoint.scope === scope) ?? null;
  const newest = checkpoints
    .filter((checkpoint) => sharesPods(checkpoint.scope, scope))
    .reduce((a, b) => (a === null || b.observedAt > a.observedAt ? b : a), own);
  // Of all namespaces, those that were not watched meanwhile were last seen when all were.
  const lastSeen = scope === '' ? (own ?? newest) : newest;
  return {
    from: own === newest ? (own?.resourceVersion ?? null) : null,
    lastSeenAt: lastSeen?.observedAt ?? null,
  };
}

/** Whether two scopes may hold the same pod; '' is all namespaces. */
export const sharesPods = (a: string, b: string): boolean => a === b || a === '' || b === '';
