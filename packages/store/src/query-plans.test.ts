/** What a statement costs must not grow with the log: an index narrows each down, and none reads the log through. */
import { join } from 'node:path';
import { millis, seq } from '@podline/domain';
import { expect, test } from 'vitest';
import type { Adapter } from './connection.ts';
import { openStore } from './open.ts';
import { anEvent, anEventBatch } from './testing/events.ts';
import { aPod, batchOfTurn, CLUSTER, now, temporaryFolder } from './testing/fixtures.ts';
import { HOUR, makeFullLog, rowsIn, TO } from './testing/retaining.ts';
import type { TransitionLog } from './transition-log.ts';

test('no statement of an append, a page, a bite of retention or the sizes reads the whole log', async () => {
  const { folder, remove } = temporaryFolder();
  const path = join(folder, 'podline.db');
  await makeFullLog(path);
  const statements = [...(await statementsOfALife(path))].filter((sql) =>
    /^\s*(SELECT|INSERT|DELETE|UPDATE)\b.*\b(transition|pod|pod_event)\b/s.test(sql),
  );
  expect(statements.length).toBeGreaterThan(12);
  const readingAll: string[] = [];
  for (const sql of statements) {
    const plan = await rowsIn(path, `EXPLAIN QUERY PLAN ${sql}`);
    const bad = plan.map((row) => String(row[3])).filter((step) => readsAll(step, sql));
    readingAll.push(...bad.map((step) => `${step}: ${sql}`));
  }
  expect(readingAll).toEqual([]);
  remove();
});

/** Of the log or of the pods all that there is, or all of the cluster's: no other column narrows it down. */
function readsAll(step: string, sql: string): boolean {
  // By its order and up to a limit it ends after a row.
  if (step === 'SCAN transition' && /ORDER BY "seq" (ASC|DESC) LIMIT 1$/.test(sql)) return false;
  // So does one by the order of its index.
  if (/observed_at_idx \(cluster_id=\?\)$/.test(step) && /LIMIT 1$/.test(sql)) return false;
  return (
    /^SCAN (transition|pod|pod_event|event|own)\b(?! VIRTUAL)/.test(step) ||
    /^SEARCH (transition|pod|there|fact|recent|pod_event|event|own)\b.*\(cluster_id=\?\)$/.test(
      step,
    )
  );
}

/** All that is asked of the database while it is written, read and retained. */
async function statementsOfALife(path: string): Promise<ReadonlySet<string>> {
  const asked = new Set<string>();
  const store = await openStore({ path, now, through: (adapter) => listening(adapter, asked) });
  const log = await store.forCluster(CLUSTER);
  await log.load();
  await log.append(batchOfTurn(1, 10));
  await log.transitionsOf('a', seq(3));
  await log.pod('a');
  await log.newestPodNamed('shop', aPod('a').name);
  await log.gonePodsNamed({ namespace: 'shop', prefix: 'web-', most: 10 });
  await log.newestSeqs(['a']);
  await log.forgottenBefore('a');
  await log.events.append(anEventBatch({ events: [anEvent('e-1')] }));
  await log.eventsOf('a');
  await log.failuresAlike({ key: 'k', mayTell: () => true, most: 10 });
  await askOfThePast(log);
  await store.retain({ maxAgeMs: 1, maxBytes: null, now: TO });
  for (let isDone = false; !isDone; ) {
    ({ isDone } = await store.retain({ maxAgeMs: null, maxBytes: 1, now: millis(0) }));
  }
  await store.sizes();
  await store.close();
  return asked;
}

async function askOfThePast({ past }: TransitionLog): Promise<void> {
  const moment = millis(TO - HOUR);
  await past.kept();
  await past.activity(moment, TO, 10);
  await past.transitionsUntil(['a'], moment);
  await past.gone({ before: TO, after: moment, namespaces: ['shop'], name: 'web', limit: 10 });
  await past.goneSince(moment, () => undefined);
}

function listening(adapter: Adapter, asked: Set<string>): Adapter {
  const { queryRaw, executeRaw } = adapter;
  adapter.queryRaw = (query) => {
    asked.add(query.sql.trim());
    return queryRaw.call(adapter, query);
  };
  adapter.executeRaw = (query) => {
    asked.add(query.sql.trim());
    return executeRaw.call(adapter, query);
  };
  return adapter;
}
