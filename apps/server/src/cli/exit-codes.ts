/** What the process's end says to whoever started it; docs/operations.md lists the same. */
import { StoreError } from '@podline/store';

/** A wrong option or file, a port that is taken; and whatever nobody thought of. */
const FAILED = 1;
/** The database cannot be used, or not any more: nothing but a person mends that. */
const DATABASE = 3;
/** Another Podline records into this database since: this one must not. */
const FENCED = 4;

export const exitCodeOf = (error: unknown): number => {
  if (!(error instanceof StoreError)) return FAILED;
  return error.code === 'Fenced' ? FENCED : DATABASE;
};
