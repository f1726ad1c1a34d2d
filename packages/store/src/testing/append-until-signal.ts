/**
 * Appends batch after batch from `first` on and writes the number of each to stdout once it is durable; sends itself `signal`
 * at the COMMIT of batch `at`, `before` or `after` SQLite carries it out. Ends with a line of JSON when the store refuses.
 * Arguments: database, first, at, before or after, signal, transitions a batch.
 */
import { writeSync } from 'node:fs';
import type { Adapter } from '../connection.ts';
import { StoreError } from '../errors.ts';
import { openStore } from '../open.ts';
import { batchOfTurn, CLUSTER, now } from './fixtures.ts';

const [path = '', first = '', at = '', when = '', signal = '', size = ''] = process.argv.slice(2);
let turn = 0;

const signalling = (adapter: Adapter): Adapter => {
  const real = adapter.executeRaw.bind(adapter);
  adapter.executeRaw = async (query) => {
    const isIt = query.sql === 'COMMIT' && turn === Number(at);
    if (isIt && when === 'before') process.kill(process.pid, signal);
    const result = await real(query);
    if (isIt && when === 'after') process.kill(process.pid, signal);
    return result;
  };
  return adapter;
};

const store = await openStore({ path, now, through: signalling });
const log = await store.forCluster(CLUSTER);
try {
  for (turn = Number(first); ; turn += 1) {
    await log.append(batchOfTurn(turn, Number(size)));
    writeSync(1, `${turn}\n`);
  }
} catch (error) {
  if (!(error instanceof StoreError)) throw error;
  const { code, retryable, message } = error;
  writeSync(1, `${JSON.stringify({ code, retryable, message })}\n`);
}
