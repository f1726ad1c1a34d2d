import { setImmediate } from 'node:timers/promises';
import type { ViewQuery, ViewState } from '@podline/contract';
import { afterEach, expect, test } from 'vitest';
import { connectFeed, type Feed, type FeedParts, foldView } from './client.ts';
import { CLUSTER, podRow, ScriptedLog } from './scripted.ts';
import { Heard, ofOurOrigin, type Served, served } from './served.ts';

const PODS: ViewQuery = { kind: 'pods' };
const POD: ViewQuery = { kind: 'pod', namespace: 'shop', name: 'a', uid: null };

let running: Served;
let feed: Feed;
afterEach(async () => {
  feed.close();
  await running.stop();
});

const states = (url: string, parts: Partial<FeedParts> = {}): Heard<string> => {
  const heard = new Heard<string>();
  feed = connectFeed({
    url,
    onCluster: (status) => heard.push(status.cluster),
    onConnection: (state) => heard.push(state),
    // A back-off that never ends by itself: the tests say when to try again.
    after: () => () => {},
    ...parts,
  });
  return heard;
};

/** A page's view: what it heard, and its state as it folds it. */
function opened(query: ViewQuery) {
  const heard = new Heard<string>();
  const page: { state: ViewState | null } = { state: null };
  const close = feed.openView(query, {
    snapshot(state, seq) {
      page.state = state;
      heard.push(`snapshot ${seq}`);
    },
    delta(delta) {
      page.state = page.state && foldView(page.state, delta);
      heard.push(`delta ${delta.fromSeq}-${delta.toSeq}`);
    },
    refused: (problem) => heard.push(problem.code),
  });
  return {
    heard,
    close,
    seqs: () => (page.state?.kind === 'pod' ? page.state.transitions.map(({ seq }) => seq) : []),
    rows: () => (page.state?.kind === 'pods' ? page.state.rows.map(({ uid }) => uid) : []),
    pod: () => (page.state?.kind === 'pod' ? page.state : null),
  };
}

const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

test('a page hears of the cluster, gets snapshots, then what is published', async () => {
  const log = new ScriptedLog();
  log.record({ rows: [podRow('a')], of: ['a'] });
  running = await served(log);
  const heard = states(running.url);
  const [pods, pod] = [opened(PODS), opened(POD)];
  await pods.heard.count(1);
  await pod.heard.count(1);
  running.hub.publish(log.record({ rows: [podRow('b'), podRow('a')], of: ['b', 'a'] }));
  await pods.heard.count(2);
  await pod.heard.count(2);
  expect(heard.all).toEqual(['connecting', 'open', CLUSTER.cluster]);
  expect([pods.heard.all, pod.heard.all]).toEqual([
    ['snapshot 1', 'delta 1-3'],
    ['snapshot 1', 'delta 1-3'],
  ]);
  expect([pods.rows(), pod.seqs()]).toEqual([
    ['a', 'b'],
    [1, 3],
  ]);
});

test('a thousand small batches arrive in order, each transition once', async () => {
  const log = new ScriptedLog();
  log.record({ rows: [podRow('a')] });
  running = await served(log);
  states(running.url);
  const pod = opened(POD);
  await pod.heard.count(1);
  for (let batch = 0; batch < 1_000; batch += 1) {
    running.hub.publish(log.record({ of: ['a'] }));
    if (batch % 7 === 0) await setImmediate();
  }
  await pod.heard.until(() => pod.seqs().length >= 1_000);
  expect(pod.seqs()).toEqual(upTo(1_000));
  expect(pod.heard.all.filter((message) => message.startsWith('snapshot'))).toHaveLength(1);
});

test('over a server’s restart a page loses nothing, doubles nothing and is told only what came meanwhile', async () => {
  const log = new ScriptedLog();
  log.record({ rows: [podRow('a')], of: ['a', 'a'] });
  running = await served(log);
  const heard = states(running.url);
  const [pods, pod] = [opened(PODS), opened(POD)];
  await pods.heard.count(1);
  await pod.heard.count(1);
  running.hub.publish(log.record({ of: ['a'] }));
  await pod.heard.count(2);
  const { port } = running;
  await running.stop();
  await heard.until((all) => all.at(-1) === 'lost');
  log.record({ rows: [podRow('b'), podRow('a@2')], of: ['a', 'b', 'a'] });
  running = await served(log, {}, port);
  feed.reconnectNow();
  await pods.heard.count(2);
  await pod.heard.count(3);
  running.hub.publish(log.record({ of: ['a'] }));
  await pod.heard.count(4);
  expect(heard.all).toEqual(['connecting', 'open', 'scripted', 'lost', 'open', 'scripted']);
  expect(pods.heard.all).toEqual(['snapshot 2', 'snapshot 6']);
  expect(pod.heard.all).toEqual(['snapshot 2', 'delta 2-3', 'delta 3-6', 'delta 6-7']);
  expect(pod.seqs()).toEqual([1, 2, 3, 4, 6, 7]);
  expect(pod.pod()).toMatchObject({ row: { uid: 'a' }, successorUid: 'a@2' });
});

test('of another log a page takes a snapshot, and the pod that has the name there', async () => {
  const log = new ScriptedLog();
  log.record({ rows: [podRow('a')], of: ['a'] });
  running = await served(log);
  const heard = states(running.url);
  const pod = opened(POD);
  await pod.heard.count(1);
  const { port } = running;
  await running.stop();
  await heard.until((all) => all.at(-1) === 'lost');
  const other = new ScriptedLog();
  other.epoch = 'epoch-2';
  other.record({ rows: [podRow('a@2')], of: ['a@2', 'a@2'] });
  running = await served(other, {}, port);
  feed.reconnectNow();
  await pod.heard.count(2);
  expect(pod.heard.all).toEqual(['snapshot 1', 'snapshot 2']);
  expect(pod.pod()).toMatchObject({ row: { uid: 'a@2' }, successorUid: null });
});

test('batches that are published while a snapshot is read are neither lost nor doubled', async () => {
  const log = new ScriptedLog();
  log.record({ rows: [podRow('a')], of: ['a'] });
  running = await served(log);
  const gate = Promise.withResolvers<void>();
  log.gate = gate.promise;
  const heard = states(running.url);
  const [pod, pods] = [opened(POD), opened(PODS)];
  await pods.heard.count(1);
  for (let batch = 0; batch < 5; batch += 1)
    running.hub.publish(log.record({ rows: [podRow('a', { restarts: batch })], of: ['a'] }));
  gate.resolve();
  await pod.heard.count(1);
  running.hub.publish(log.record({ of: ['a'] }));
  await pod.heard.count(2);
  expect(pod.heard.all).toEqual(['snapshot 6', 'delta 6-7']);
  expect(pod.seqs()).toEqual(upTo(7));
  expect(pod.pod()?.row.restarts).toBe(4);
  expect(heard.all).toContain('open');
});

test('a view that is closed hears nothing more, and one that is opened later does', async () => {
  const log = new ScriptedLog();
  running = await served(log);
  const heard = states(running.url);
  const first = opened(PODS);
  await first.heard.count(1);
  first.close();
  const second = opened(PODS);
  await second.heard.count(1);
  running.hub.publish(log.record({ rows: [podRow('a')], of: ['a'] }));
  await second.heard.count(2);
  expect(first.heard.all).toEqual(['snapshot 0']);
  expect(heard.all.filter((state) => state === 'lost')).toEqual([]);
});

test('a pod that nobody knows is refused in the contract’s words', async () => {
  running = await served(new ScriptedLog());
  states(running.url);
  const pod = opened(POD);
  await pod.heard.count(1);
  expect(pod.heard.all).toEqual(['POD_NOT_FOUND']);
});

test('a page that is not let in goes on trying, later and later, and says since when it is lost', async () => {
  running = await served(new ScriptedLog(), { isAllowed: ofOurOrigin });
  const delays = new Heard<number>();
  const told: [string, number][] = [];
  let tryAgain = () => {};
  let now = 100;
  states(running.url, {
    chance: () => 1,
    now: () => now,
    onConnection: (state, since) => told.push([state, since]),
    after(delayMs, run) {
      tryAgain = run;
      now += 1;
      delays.push(delayMs);
      return () => {};
    },
  });
  for (let tries = 1; tries <= 6; tries += 1) {
    await delays.count(tries);
    tryAgain();
  }
  await delays.count(7);
  expect(delays.all).toEqual([2_000, 4_000, 8_000, 10_000, 10_000, 10_000, 10_000]);
  expect(told).toEqual([
    ['connecting', 100],
    ['lost', 101],
  ]);
});

test('a page comes back by itself after the server sent it away', async () => {
  const log = new ScriptedLog();
  let isKnown = false;
  running = await served(log, {
    viewerOf: async () =>
      isKnown ? { name: 'known', canSee: () => true, canReadLogs: () => true } : null,
  });
  const heard = states(running.url, {
    after(_, run) {
      isKnown = true;
      queueMicrotask(run);
      return () => {};
    },
  });
  const pods = opened(PODS);
  await pods.heard.count(1);
  expect(heard.all.slice(0, 3)).toEqual(['connecting', 'lost', 'open']);
});

test('a connection that did not last does not make the back-off short again, one that did does', async () => {
  running = await served(new ScriptedLog());
  const delays = new Heard<number>();
  let now = 0;
  const heard = states(running.url, {
    chance: () => 1,
    now: () => now,
    after(delayMs) {
      delays.push(delayMs);
      return () => {};
    },
  });
  const lastFor = async (lastedMs: number) => {
    const opens = heard.all.filter((state) => state === 'open').length;
    if (opens > 0) feed.reconnectNow();
    await heard.until((all) => all.filter((word) => word === 'scripted').length > opens);
    now += lastedMs;
    running.lines.at(-1)?.destroy();
    await delays.count(opens + 1);
  };
  await lastFor(100);
  await lastFor(100);
  await lastFor(10_000);
  expect(delays.all).toEqual([2_000, 4_000, 2_000]);
});
