/** V2: no fact is recorded twice, neither by its key nor under another one. */
import type { Database, StoredTransition, Violations } from '../evidence.ts';

/** A number is one row's, a key one row's of its pod; a run starts once and ends once, whatever its rows are called. */
export function noKeyTwice({ transitions }: Database): Violations {
  return [
    ...twice(transitions, ({ seq }) => `seq ${seq}`),
    ...twice(transitions, ({ clusterId, uid, key }) => `key ${key} of ${clusterId} ${uid}`),
    ...twice(transitions, runOf),
  ].map((what) => `V2: ${what} is in the log more than once.`);
}

function twice(
  transitions: readonly StoredTransition[],
  nameOf: (transition: StoredTransition) => string | null,
): readonly string[] {
  const groups = Map.groupBy(transitions, nameOf);
  return [...groups].flatMap(([name, all]) => (name !== null && all.length > 1 ? [name] : []));
}

function runOf({ uid, container, change }: StoredTransition): string | null {
  if (change.kind !== 'started' && change.kind !== 'ended') return null;
  if (change.containerId === null) return null;
  return `"${change.kind}" of ${container} ${change.containerId} of ${uid}`;
}
