import { StoreError } from '@podline/store';
import { expect, onTestFinished, test } from 'vitest';
import { type MetricsParts, metricsOf, serveMetrics } from './metrics.ts';
import { newTally } from './tally.ts';
import { NOON } from './testing/pods.ts';

const parts = (over: Partial<MetricsParts> = {}): MetricsParts => ({
  tally: { ...newTally(), auditMismatches: 2, transitions: 40 },
  trust: () => ({
    watch: { state: 'stale', since: NOON - 5000, problem: aProblem },
    failing: [],
    notRecordingSince: NOON - 90_000,
    catchingUp: null,
    notices: [],
  }),
  pods: () => 7,
  pending: () => 3,
  pages: () => ({
    connections: 2,
    views: 4,
    refused: 1,
    cutSlow: 5,
    cutHostile: 6,
    resyncs: 8,
    bytesWaiting: 9,
  }),
  sizes: async () => ({
    fileBytes: 100,
    usedBytes: 80,
    walBytes: 20,
    pods: 1,
    livePods: 1,
    transitions: 1,
    oldestAt: null,
    newestAt: null,
  }),
  now: () => NOON,
  ...over,
});
const aProblem = { code: 'CLUSTER_UNREACHABLE', sentence: '', next: '', detail: null } as const;

/** Name and labels → value, of what is Podline's own. */
async function valuesOf(over: Partial<MetricsParts> = {}): Promise<Record<string, number>> {
  const text = await metricsOf(parts(over)).metrics();
  const lines = text.split('\n').filter((line) => line.startsWith('podline_'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
}

test('what is counted and how things stand are there under Prometheus’ names', async () => {
  expect(await valuesOf()).toMatchObject({
    podline_audit_mismatches_total: 2,
    podline_transitions_recorded_total: 40,
    podline_pods: 7,
    podline_pending: 3,
    podline_watch_live: 0,
    podline_watch_stale_seconds: 5,
    podline_not_recording_seconds: 90,
    podline_pages: 2,
    podline_pages_cut_slow_total: 5,
    'podline_database_bytes{part="file"}': 100,
    'podline_database_bytes{part="wal"}': 20,
  });
});

test('a counter read twice is not counted twice', async () => {
  const registry = metricsOf(parts());
  await registry.metrics();
  expect(await registry.metrics()).toContain('podline_transitions_recorded_total 40\n');
});

test('one of several namespaces that fails is not live', async () => {
  const trust = parts().trust();
  const failing = [{ namespace: 'payments', since: 0, problem: aProblem }];
  const watch = { state: 'live' } as const;
  expect(await valuesOf({ trust: () => ({ ...trust, watch, failing: [] }) })).toMatchObject({
    podline_watch_live: 1,
  });
  expect(await valuesOf({ trust: () => ({ ...trust, watch, failing }) })).toMatchObject({
    podline_watch_live: 0,
  });
});

test('F49: a database that cannot be read tells no size, and everything else is told', async () => {
  const values = await valuesOf({
    sizes: () => Promise.reject(new StoreError('StoreBusy', '/db')),
  });
  expect(Object.keys(values).filter((name) => name.includes('database'))).toEqual([]);
  expect(values['podline_pods']).toBe(7);
});

test('they are served on an address of their own, and nothing else is', async () => {
  const served = await serveMetrics(metricsOf(parts()), { host: '127.0.0.1', port: 0 });
  onTestFinished(() => served.close());
  const answer = await fetch(served.url);
  expect(answer.headers.get('content-type')).toContain('version=0.0.4');
  expect(await answer.text()).toContain('nodejs_eventloop_lag');
  expect((await fetch(new URL('/api/pods', served.url))).status).toBe(404);
});
