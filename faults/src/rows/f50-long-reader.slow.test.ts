import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { judged } from '../judge.ts';
import { type Load, loadOf } from '../load.ts';
import { metricThat } from '../measure.ts';
import type { Podline } from '../podline-process.ts';
import { randomFrom } from '../random.ts';
import { startWorld, type World } from '../world.ts';

let world: World;
let load: Load;
let server: Podline;

beforeEach(async () => {
  world = await startWorld({ streamingLists: false, podline: { hasMetrics: true } });
  load = loadOf(world.api, randomFrom(50), 30);
  load.change(60);
  server = await world.start();
  await world.page();
  await world.quiet();
});
afterEach(() => world.close());

const MB = 1_000_000;
const WAL = 'podline_database_bytes{part="wal"}';

test('F50: an outsider that reads for long: the log beside the database grows and the metric says so; when it is done the log is cut; nothing was held up', async () => {
  const outsider = new DatabaseSync(world.db, { readOnly: true });
  outsider.exec('BEGIN');
  outsider.prepare('SELECT count(*) FROM pod').get();
  const stop = load.run(1, 2);
  onTestFinished(stop);
  await metricThat(server, WAL, (bytes) => bytes > 24 * MB, 120_000);
  expect((await server.ready())?.notRecordingSince).toBeNull();
  outsider.exec('COMMIT');
  outsider.close();
  // The limit at which the log is cut is 16 MiB.
  await metricThat(server, WAL, (bytes) => bytes <= 17 * MB, 60_000);
  stop();
  await world.quiet();
  expect(judged(world.evidence())).toEqual([]);
}, 240_000);
