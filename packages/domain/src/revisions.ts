/** Which revisions the pods of a workload are of, and which of them it goes for. */
import { type Millis, millis } from './time.ts';

/** What is needed of a pod. */
export interface RevisionMember {
  /** See `Workload`; null where there is none. */
  readonly revision: string | null;
  readonly createdAt: Millis;
  /** Null while it exists. */
  readonly deletedAt: Millis | null;
}

export interface Revision {
  readonly revision: string | null;
  /** When its first pod was created: of those that followed each other without a time in which it had none. */
  readonly since: Millis;
  /** Pods that exist. */
  readonly live: number;
}

/**
 * Each revision once, the one that the workload goes for first. Pods do not say which that is: it is the one that came last among
 * those that have pods. So a pod that is replaced in an old revision does not make that the newest, and one that was gone and is
 * rolled back to is the newest again.
 *
 *     a |====            ===   here the newest is a,        a |=======   and here it is b.
 *     b |    =========         it came back                 b |  =====
 */
export function revisionsOf(pods: readonly RevisionMember[]): readonly Revision[] {
  const oldestFirst = [...pods].sort((a, b) => a.createdAt - b.createdAt);
  const revisions = Array.from(
    Map.groupBy(oldestFirst, ({ revision }) => revision),
    ([revision, members]): Revision => ({
      revision,
      since: presentSince(members),
      live: members.filter(({ deletedAt }) => deletedAt === null).length,
    }),
  );
  return revisions.sort(
    (a, b) => Number(b.live > 0) - Number(a.live > 0) || b.since - a.since || byName(a, b),
  );
}

/** `members` by creation; the begin of the last stretch in which one of them was there. */
function presentSince(members: readonly RevisionMember[]): Millis {
  let since = millis(0);
  let until = Number.NEGATIVE_INFINITY;
  for (const { createdAt, deletedAt } of members) {
    if (createdAt > until) since = createdAt;
    until = Math.max(until, deletedAt ?? Number.POSITIVE_INFINITY);
  }
  return since;
}

const byName = (a: Revision, b: Revision): number =>
  (a.revision ?? '') < (b.revision ?? '') ? -1 : 1;
