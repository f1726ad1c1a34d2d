/** Rows that change though nothing is seen of their pods. */
import { type Millis, millis, PATIENCE, seq } from '@podline/domain';
import type { PublishedBatch } from '@podline/transport/server';
import { expect, test } from 'vitest';
import { livePods } from './live-pods.ts';
import { testLog } from './testing/pods.ts';
import { recordedPod } from './testing/recorded-pod.ts';

/** The recorded pod in a log, and live rows over it, at a time of the test's own. */
async function scene(scenario: string, { isNew }: { readonly isNew: boolean }) {
  const { known, transitions, startedAt, pod } = await recordedPod(scenario);
  const { uid, namespace, name, createdAt } = pod;
  const stored = { uid, namespace, name, createdAt, deletedAt: null, known };
  const { log } = await testLog();
  const { lastSeq, transitions: kept } = await log.append({
    transitions: transitions.map((transition) => ({ uid, transition })),
    pods: [stored],
    checkpoint: null,
    gaps: [],
  });
  let now: Millis = startedAt;
  const live = livePods(log.epoch, [], { patience: PATIENCE, now: () => now });
  const loaded = { pods: isNew ? [] : [stored], checkpoints: [], lastSeq, keptSince: seq(0) };
  live.open(log, isNew ? { ...loaded, lastSeq: seq(0) } : loaded);
  if (isNew) live.apply({ pods: new Map([[uid, stored]]), transitions: kept, gaps: [], lastSeq });
  const stop = new AbortController();
  const published: PublishedBatch[] = [];
  return {
    live,
    published,
    /** Lets it look `turns` times at that time. */
    async look(at: Millis, turns = 1) {
      now = at;
      let left = turns;
      await live.follow({
        publish: (batch) => published.push(batch),
        sleep: async () => {
          left -= 1;
          if (left < 0) stop.abort();
        },
        signal: stop.signal,
      });
    },
    startedAt,
    row: () => live.rows()[0],
  };
}

test('patience runs out without an event, and the row says so', async () => {
  const { look, published, row, startedAt, live } = await scene('seed-init-waits-for-service', {
    isNew: true,
  });
  expect(row()).toMatchObject({ stuck: null, traits: ['initializing', 'starting'] });
  await look(millis(startedAt + 120_000));
  expect(row()).toMatchObject({
    stuck: { container: 'init-myservice', reason: 'NotCompleted' },
    traits: ['stuck', 'initializing'],
  });
  expect(published).toMatchObject([
    { fromSeq: live.seq(), toSeq: live.seq(), rows: [{ stuck: { reason: 'NotCompleted' } }] },
  ]);
});

test('after a start of the server the history is read from the log', async () => {
  const { look, row, startedAt } = await scene('init-crashloop', { isNew: false });
  expect(row()).toMatchObject({ stuck: null, recent: null });
  await look(millis(startedAt + 60_000), 2);
  expect(row()).toMatchObject({ stuck: { reason: 'CrashLoopBackOff' } });
  expect(row()?.recent?.map(({ state }) => state)).toContain('back-off');
});

test('what says the same is not told again', async () => {
  const { look, published, startedAt } = await scene('seed-init-waits-for-service', {
    isNew: true,
  });
  await look(millis(startedAt + 120_000), 5);
  expect(published).toHaveLength(1);
});
