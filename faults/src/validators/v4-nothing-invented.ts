/** V4: nothing is recorded that never happened, and what was inferred says so. */
import type { Database, StoredTransition, TrueChange, Truth, Violations } from '../evidence.ts';
import { shows } from './shown.ts';

/**
 * Every recorded fact is shown by some version of that very pod; what no version can show must be possible between two of them.
 * `toleranceMs`: how late a line may have been taken in, since "last seen" is when it came and not when it was so.
 */
export function nothingInvented(
  { changes }: Truth,
  database: Database,
  toleranceMs = 3000,
): Violations {
  const versions = Map.groupBy(changes, ({ uid }) => uid);
  return [
    ...database.transitions.flatMap((fact) => {
      const why = whyNever(fact, versions.get(fact.uid) ?? [], toleranceMs);
      return why === null ? [] : [`V4: pod ${fact.uid}: seq ${fact.seq} (${fact.key}) ${why}.`];
    }),
    ...database.pods
      .filter(({ uid }) => !versions.has(uid))
      .map(({ uid, name }) => `V4: the log has a pod ${name} (${uid}) that never was.`),
  ];
}

function whyNever(
  fact: StoredTransition,
  versions: readonly TrueChange[],
  toleranceMs: number,
): string | null {
  if (versions.length === 0) return 'is of a pod that never was';
  const shown = versions.map((version) => shows(version, fact));
  if (shown.includes(true)) return null;
  if (shown.includes(false)) return 'is shown by no version of it';
  return fact.change.kind === 'gone' ? whyNotGone(fact, versions, toleranceMs) : null;
}

/** An inferred end has an interval, and the true one lies in it. */
function whyNotGone(
  { observedAt, change }: StoredTransition,
  versions: readonly TrueChange[],
  toleranceMs: number,
): string | null {
  if (change.kind !== 'gone') return null;
  const deletion = versions.findLast(({ type }) => type === 'DELETED');
  if (deletion === undefined) return 'says that it is gone, and it is there';
  const { at } = deletion;
  const isWithin = at >= change.lastSeenAt - toleranceMs && at <= observedAt + toleranceMs;
  return isWithin
    ? null
    : `says that it went between ${change.lastSeenAt} and ${observedAt}, and it went at ${at}`;
}
