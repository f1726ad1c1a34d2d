/** Makes a backup and says how that went, as JSON on stdout: what `backup` gave, or `{ code, message }`. Arguments: from, to. */
import { writeSync } from 'node:fs';
import { backup } from '../backup.ts';
import { StoreError } from '../errors.ts';
import { now } from './fixtures.ts';

const [from = '', to = ''] = process.argv.slice(2);
try {
  writeSync(1, JSON.stringify(await backup({ from, to, now })));
} catch (error) {
  if (!(error instanceof StoreError)) throw error;
  writeSync(1, JSON.stringify({ code: error.code, message: error.message }));
}
