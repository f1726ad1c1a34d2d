/** V1: every transition that was exposed long enough to be seen is recorded, once, and as it was. */
import type { RecordedTransition } from '@podline/domain';
import type { Database, Truth, Violations } from '../evidence.ts';
import { firstDifference } from '../fold.ts';
import { looksAt } from '../looks.ts';

/**
 * Folds, pod by pod, all that the watcher was sent, and compares with the log exactly; where it cannot be known whether a line
 * still arrived (the connection broke right there), either is right, but the whole log must fit one reading.
 * `isQuiet`: nothing was under way any more when the evidence was taken.
 */
export function recordedOnce(truth: Truth, database: Database, isQuiet = true): Violations {
  const logs = Map.groupBy(database.transitions, ({ uid }) => uid);
  return looksAt(truth, isQuiet).flatMap(({ uid, name, looks }) => {
    const recorded: readonly RecordedTransition[] = logs.get(uid) ?? [];
    const difference = firstDifference(looks, recorded);
    return difference === null ? [] : [`V1: pod ${name} (${uid}): ${difference}.`];
  });
}
