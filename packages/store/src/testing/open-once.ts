/**
 * Opens a database and says how that went, as JSON on stdout: `{ epoch }` or `{ code, message }`.
 * Arguments: database, `self` or `nobody` (who opens it, if root runs this: root may write anything), migrations folder.
 */
import { writeSync } from 'node:fs';
import { StoreError } from '../errors.ts';
import { openStore } from '../open.ts';
import { now } from './fixtures.ts';

const [path = '', user = '', migrations] = process.argv.slice(2);
if (user === 'nobody' && process.getuid?.() === 0) process.setuid?.(65_534);
try {
  const store = await openStore({ path, now, ...(migrations === undefined ? {} : { migrations }) });
  await store.close();
  writeSync(1, JSON.stringify({ epoch: store.epoch }));
} catch (error) {
  if (!(error instanceof StoreError)) throw error;
  writeSync(1, JSON.stringify({ code: error.code, message: error.message }));
}
