import { ROLE_RULES } from '@podline/domain';
import type { KubeFailure, ResolvedCluster } from '@podline/kube';
import { expect, test } from 'vitest';
import { clusterDoor } from './cluster-door.ts';
import { livePods } from './live-pods.ts';
import { newTally } from './tally.ts';
import { testHealth } from './testing/health.ts';
import { NOON, testLog } from './testing/pods.ts';
import { type WatchParts, watchCluster } from './watch-cluster.ts';

const failing = (sentence: string): ResolvedCluster => ({
  kind: 'failed',
  failure: { code: 'misconfigured', tried: null, sentence, cause: null } satisfies KubeFailure,
});

/** Without a cluster there are none. */
const noEvents: WatchParts['events'] = {
  eventsOf: async () => [],
  onChanged: () => () => {},
  podsRecorded() {},
  open: () => ({ podsAreThere() {}, ended: async () => {} }),
};

/** Tries as often as there are outcomes, and is stopped in the wait after the last. */
async function triesOf(outcomes: readonly ResolvedCluster[]) {
  const { store } = await testLog();
  const stop = new AbortController();
  const left = [...outcomes];
  const waits: number[] = [];
  const logged: string[] = [];
  const told: unknown[] = [];
  const { health } = testHealth([''], (it) => told.push(it.status().watch));
  await watchCluster({
    beside: async () => undefined,
    resolve: async () => left.shift() ?? failing('asked too often'),
    scopes: [''],
    rules: ROLE_RULES,
    maskRules: [],
    logs: { work: async () => {} },
    store,
    live: livePods(store.epoch),
    health,
    events: noEvents,
    publish: () => {},
    tally: newTally(),
    resync: () => {},
    journal: () => {},
    door: clusterDoor(),
    random: () => 0.5,
    named: () => {},
    now: () => NOON,
    sleep: async (ms) => {
      waits.push(ms);
      if (left.length === 0) stop.abort();
    },
    signal: stop.signal,
    log: { warn: (sentence) => logged.push(sentence), info: () => {} },
  });
  return { waits, logged, told };
}

test('a cluster that cannot be used is tried for ever, ever more rarely', async () => {
  const { waits } = await triesOf(Array.from({ length: 7 }, () => failing('no such file')));
  expect(waits).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
});

test('the page hears of every try, the log of every new reason', async () => {
  const { logged, told } = await triesOf([
    failing('a is missing.'),
    failing('a is missing.'),
    failing('b is missing.'),
    failing('a is missing.'),
  ]);
  expect(logged).toEqual([
    'The kubeconfig cannot be used as it is. a is missing.',
    'The kubeconfig cannot be used as it is. b is missing.',
    'The kubeconfig cannot be used as it is. a is missing.',
  ]);
  expect(told).toHaveLength(4);
  expect(told.at(-1)).toMatchObject({ state: 'connecting', problem: { detail: 'a is missing.' } });
});

test('a kubeconfig that goes away is a problem, not the demo', async () => {
  const { told } = await triesOf([{ kind: 'none' }]);
  expect(told).toMatchObject([
    {
      state: 'connecting',
      problem: { code: 'CLUSTER_MISCONFIGURED', detail: 'The kubeconfig is gone.' },
    },
  ]);
});

test('one that was stopped before it began asks nobody', async () => {
  const { store } = await testLog();
  let asked = 0;
  await watchCluster({
    beside: async () => undefined,
    resolve: async () => {
      asked += 1;
      return failing('never');
    },
    scopes: [''],
    rules: ROLE_RULES,
    maskRules: [],
    logs: { work: async () => {} },
    store,
    live: livePods(store.epoch),
    health: testHealth().health,
    events: noEvents,
    publish: () => {},
    tally: newTally(),
    resync: () => {},
    journal: () => {},
    door: clusterDoor(),
    random: () => 0.5,
    named: () => {},
    now: () => NOON,
    sleep: async () => {},
    signal: AbortSignal.abort(),
    log: { warn: () => {}, info: () => {} },
  });
  expect(asked).toBe(0);
});
