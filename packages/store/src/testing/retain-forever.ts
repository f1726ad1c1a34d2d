/**
 * To be killed: drops all that may be dropped, bite after bite, and says after each on stdout whether it is done.
 * Arguments: database.
 */
import { writeSync } from 'node:fs';
import { millis } from '@podline/domain';
import { openStore } from '../open.ts';

const [path = ''] = process.argv.slice(2);
const now = millis(Number.MAX_SAFE_INTEGER);
const store = await openStore({ path, now: () => now });
for (;;) {
  const { isDone } = await store.retain({ maxAgeMs: 0, maxBytes: 1, now });
  writeSync(1, `${isDone}\n`);
}
