/** What the process's end says to whoever started it; docs/operations.md lists the same. */
import { StoreError } from '@podline/store';
import { Unexplained, type UnexplainedBecause } from './unexplained.ts';

/** A wrong option or file, a port that is taken; and whatever nobody thought of. */
const FAILED = 1;
/** The database cannot be used, or not any more: nothing but a person mends that. */
const DATABASE = 3;
/** Another Podline records into this database since: this one must not. */
const FENCED = 4;
/** No Podline answers whom `explain` could ask. */
const NO_SERVER = 5;
/** There is no such pod, or there are several of that name. */
const NO_POD = 6;

const UNEXPLAINED: Readonly<Record<UnexplainedBecause, number>> = {
  wrong: FAILED,
  'no-server': NO_SERVER,
  'no-pod': NO_POD,
};

export const exitCodeOf = (error: unknown): number => {
  if (error instanceof Unexplained) return UNEXPLAINED[error.because];
  if (!(error instanceof StoreError)) return FAILED;
  return error.code === 'Fenced' ? FENCED : DATABASE;
};
