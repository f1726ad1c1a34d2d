/**
 * To be killed: appends batch after batch and writes the number of each to stdout once it is durable.
 * Arguments: database, first number, transitions a batch.
 */
import { writeSync } from 'node:fs';
import { openStore } from '../open.ts';
import { batchOfTurn, CLUSTER, now } from './fixtures.ts';

const [path = '', first = '', size = ''] = process.argv.slice(2);
const store = await openStore({ path, now });
const log = await store.forCluster(CLUSTER);
for (let turn = Number(first); ; turn += 1) {
  await log.append(batchOfTurn(turn, Number(size)));
  // Not through a stream: what is acknowledged must be out before the next append begins.
  writeSync(1, `${turn}\n`);
}
