/** The database, or why it cannot be used: a page that says so is better than none. */
import type { Millis } from '@podline/domain';
import { openStore, type Store, StoreError, type StoreErrorCode } from '@podline/store';

/** What only a person can mend, and what the page can say: it is no reason to serve nothing. */
const UNUSABLE: ReadonlySet<StoreErrorCode> = new Set([
  'StoreCorrupt',
  'NotADatabase',
  'NewerSchema',
  'ChangedMigration',
  'UnfinishedMigration',
]);

/** @throws StoreError that no person has to mend, as for a full disk. */
export async function openDatabase({
  dbPath,
  now,
}: {
  readonly dbPath: string;
  readonly now: () => Millis;
}): Promise<
  | { readonly store: Store; readonly error: null }
  | { readonly store: null; readonly error: StoreError }
> {
  try {
    return { store: await openStore({ path: dbPath, now }), error: null };
  } catch (error) {
    if (!(error instanceof StoreError) || !UNUSABLE.has(error.code)) throw error;
    return { store: null, error };
  }
}
