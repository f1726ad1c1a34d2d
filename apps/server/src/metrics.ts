/** What Podline counts, for Prometheus, on an address of its own: nothing in it names a pod, a namespace or a person. */
import type { Millis } from '@podline/domain';
import { type Store, StoreError } from '@podline/store';
import type { HubStats } from '@podline/transport/server';
import Fastify from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Tally } from './tally.ts';
import type { Trust } from './watch-health.ts';

export interface MetricsParts {
  readonly tally: Tally;
  readonly trust: () => Trust;
  readonly pods: () => number;
  /** Transitions and pods that were seen and are not written yet. */
  readonly pending: () => number;
  readonly pages: () => HubStats;
  readonly sizes: Store['sizes'];
  readonly now: () => Millis;
}

/** Counters: the tally, under names as Prometheus wants them. */
const COUNTERS: Readonly<Record<keyof Tally, readonly [name: string, help: string]>> = {
  duplicates: ['events_duplicate_total', 'Events that were nothing new.'],
  outOfOrder: ['events_out_of_order_total', 'Events older than what was known of their pod.'],
  replaced: [
    'pods_replaced_unseen_total',
    'Pods whose name another uid took without a word of their end.',
  ],
  unreadable: [
    'objects_unreadable_total',
    'Objects skipped because they are no pods as Podline knows pods.',
  ],
  oversized: ['objects_oversized_total', 'Objects skipped because they are beyond the size limit.'],
  watchFailures: ['watch_failures_total', 'Tries to list or watch that failed.'],
  relists: [
    'relists_total',
    'Lists that were needed because the cluster no longer had the history.',
  ],
  transitions: ['transitions_recorded_total', 'Transitions that became durable.'],
  knownTransitions: [
    'transitions_known_total',
    'Transitions that the log had already and did not take twice.',
  ],
  gaps: ['gaps_recorded_total', 'Times without a watch that became durable.'],
  failedAppends: ['append_failures_total', 'Writes that the database refused.'],
  startOvers: [
    'start_overs_total',
    'Times that recording went on from the log, because more was pending than is kept.',
  ],
  audits: ['audits_total', 'Audits that compared what is known with what the cluster has.'],
  auditMismatches: [
    'audit_mismatches_total',
    'Pods of which an audit found that the watch had missed something; it should stay 0.',
  ],
  clockJumps: ['clock_jumps_total', 'Times that the clock of this machine was set.'],
  retainedPods: ['retention_pods_total', 'Pods whose history was let go of.'],
  retainedTransitions: ['retention_transitions_total', 'Transitions that were let go of.'],
  eventsSeen: ['kubernetes_events_seen_total', 'Kubernetes Events of pods that came.'],
  eventsStored: [
    'kubernetes_events_recorded_total',
    'Kubernetes Events that said something new and became durable.',
  ],
  eventsDropped: [
    'kubernetes_events_dropped_total',
    'Kubernetes Events of pods that are in no log.',
  ],
  eventWatchFailures: [
    'kubernetes_events_watch_failures_total',
    'Tries to list or watch Kubernetes Events that failed.',
  ],
  tailsKept: ['log_tails_kept_total', 'Ends of logs of attempts that were fetched and kept.'],
  tailsGone: ['log_tails_gone_total', 'Ends of logs that the cluster no longer had.'],
  tailsForbidden: ['log_tails_forbidden_total', 'Ends of logs that Podline may not read.'],
  tailsFailed: [
    'log_tails_failed_total',
    'Ends of logs that could not be read after several tries.',
  ],
  tailsSkipped: [
    'log_tails_skipped_total',
    'Ends of logs that were not asked for because more came than may be asked.',
  ],
  secretsMasked: ['log_secrets_masked_total', 'Places in logs in which a secret was masked.'],
};

export function metricsOf(parts: MetricsParts): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const [key, [name, help]] of Object.entries(COUNTERS) as [
    keyof Tally,
    readonly [string, string],
  ][])
    counter(registry, name, help, () => parts.tally[key]);
  ofWatch(registry, parts);
  ofPages(registry, parts);
  ofDatabase(registry, parts);
  return registry;
}

function ofWatch(registry: Registry, { trust, pods, pending, now }: MetricsParts): void {
  gauge(registry, 'pods', 'Pods that are there.', pods);
  gauge(
    registry,
    'pending',
    'Transitions and pods that were seen and are not written yet.',
    pending,
  );
  gauge(registry, 'watch_live', 'Whether everything is being watched: 1 or 0.', () => {
    const { watch, failing } = trust();
    return watch.state === 'live' && failing.length === 0 ? 1 : 0;
  });
  gauge(registry, 'watch_stale_seconds', 'For how long what is shown may be old.', () => {
    const { watch } = trust();
    return 'since' in watch ? Math.max(0, now() - watch.since) / 1000 : 0;
  });
  gauge(registry, 'not_recording_seconds', 'For how long nothing has been recorded.', () => {
    const since = trust().notRecordingSince;
    return since === null ? 0 : Math.max(0, now() - since) / 1000;
  });
}

function ofPages(registry: Registry, { pages }: MetricsParts): void {
  gauge(registry, 'pages', 'Pages that are connected.', () => pages().connections);
  gauge(
    registry,
    'page_bytes_waiting',
    'Bytes that wait for pages to read them.',
    () => pages().bytesWaiting,
  );
  counter(registry, 'pages_refused_total', 'Connections that were refused.', () => pages().refused);
  counter(
    registry,
    'pages_cut_slow_total',
    'Pages cut because they did not read.',
    () => pages().cutSlow,
  );
  counter(
    registry,
    'pages_cut_hostile_total',
    'Pages cut because of what they sent.',
    () => pages().cutHostile,
  );
  counter(
    registry,
    'page_resyncs_total',
    'Views that were read anew because too much waited.',
    () => pages().resyncs,
  );
}

function ofDatabase(registry: Registry, { sizes }: MetricsParts): void {
  const bytes = new Gauge({
    name: 'podline_database_bytes',
    help: 'Size of the database: its file, the pages of it in use, its write-ahead log.',
    labelNames: ['part'],
    registers: [registry],
    async collect() {
      try {
        const { fileBytes, usedBytes, walBytes } = await sizes();
        this.set({ part: 'file' }, fileBytes);
        this.set({ part: 'used' }, usedBytes);
        this.set({ part: 'wal' }, walBytes);
      } catch (error) {
        // A database that cannot be read tells no size; that is what the gauges of the watch are for.
        if (!(error instanceof StoreError)) throw error;
        bytes.reset();
      }
    },
  });
}

function gauge(registry: Registry, name: string, help: string, read: () => number): void {
  new Gauge({
    name: `podline_${name}`,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}

function counter(registry: Registry, name: string, help: string, read: () => number): void {
  new Counter({
    name: `podline_${name}`,
    help,
    registers: [registry],
    collect() {
      this.reset();
      this.inc(read());
    },
  });
}

/** Serves `GET /metrics`. @throws the system's error when the address cannot be taken. */
export async function serveMetrics(
  registry: Registry,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const app = Fastify({ forceCloseConnections: true, requestTimeout: 30_000 });
  app.get('/metrics', async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
  const url = await app.listen({ host, port });
  return { url: `${url}/metrics`, close: async () => void (await app.close()) };
}
