/** All validators that hold of any run that ended in quiet, on the evidence of every side. */
import type { Evidence, Violations } from './evidence.ts';
import { recordedOnce } from './validators/v1-recorded-once.ts';
import { noKeyTwice } from './validators/v2-no-key-twice.ts';
import { orderHolds } from './validators/v3-order.ts';
import { nothingInvented } from './validators/v4-nothing-invented.ts';
import { gapsAreExact } from './validators/v5-gaps.ts';
import { viewsAgree } from './validators/v6-views-agree.ts';
import { noHoles } from './validators/v7-no-holes.ts';

/**
 * V1 to V7, and that the file is sound. The others depend on what was done: they are asked where it is known. `toleranceMs`: how
 * long the server may have been kept from taking in what it was sent.
 */
export function judged(evidence: Evidence, toleranceMs = 3000): Violations {
  const { truth, database, clients } = evidence;
  return [
    ...database.damage.map((line) => `The database is damaged: ${line}.`),
    ...recordedOnce(truth, database),
    ...noKeyTwice(database),
    ...orderHolds(truth, database),
    ...nothingInvented(truth, database, toleranceMs),
    ...gapsAreExact(truth, database, toleranceMs),
    ...viewsAgree(evidence),
    ...noHoles(clients, database),
  ];
}
