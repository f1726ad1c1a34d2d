/** Whether a database can be trusted to give back what was put into it, told in about a second however large it is. */
import { stat } from 'node:fs/promises';
import { StoreError } from './errors.ts';

/** All rows of one statement, as arrays. */
export type Rows = (
  sql: string,
) => Promise<readonly (readonly unknown[])[]> | readonly (readonly unknown[])[];

/**
 * Checking reads the whole file, about 1 GB a second once it is in memory and a tenth of that from a slow disk. Beyond this
 * size the small tables are checked, which say where to go on, and the end of the log, where a broken write would be.
 */
const CHECKED_UP_TO_BYTES = 256 * 1024 * 1024;
const SMALL_TABLES = ['store', 'cluster', 'checkpoint', 'gap'];
const END_OF_THE_LOG = `SELECT count(*) FROM (
  SELECT "change" || "key" FROM "transition" ORDER BY "seq" DESC LIMIT 1000)`;

/** @throws StoreError StoreCorrupt, or the driver's error of a page that cannot be read at all */
export async function assertSound(
  path: string,
  rows: Rows,
  wholeUpToBytes = CHECKED_UP_TO_BYTES,
): Promise<void> {
  const { size } = await stat(path);
  if (size <= wholeUpToBytes) return assertOk(path, await rows('PRAGMA quick_check(1)'));
  for (const table of SMALL_TABLES) {
    assertOk(path, await rows(`PRAGMA quick_check('${table}')`));
  }
  await rows(END_OF_THE_LOG);
}

function assertOk(path: string, [row]: readonly (readonly unknown[])[]): void {
  if (row?.[0] === 'ok') return;
  throw new StoreError('StoreCorrupt', path, String(row?.[0]).replaceAll(/\s+/g, ' ').trim());
}
