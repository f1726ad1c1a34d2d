/** The composition root: every part once, in the order it starts. */
import { type ClusterStatus, problem } from '@podline/contract';
import type { Millis, Patience, RoleRule } from '@podline/domain';
import type { ResolvedCluster } from '@podline/kube';
import type { StoreError } from '@podline/store';
import { createHub, type Hub, type PublishedBatch, type Viewer } from '@podline/transport/server';
import type { FastifyBaseLogger } from 'fastify';
import { doubtfulClock } from './clock-doubt.ts';
import { watchClock } from './clock-watch.ts';
import { isLoopback } from './config.ts';
import { EvidenceDesk } from './evidence-desk.ts';
import { NO_SOURCES } from './evidence-sources.ts';
import type { Journal } from './journal.ts';
import { livePods } from './live-pods.ts';
import { metricsOf, serveMetrics } from './metrics.ts';
import { openDatabase } from './open-database.ts';
import { guardFor } from './plugins/security.ts';
import { type Keep, retainForEver } from './retention.ts';
import { newTally } from './tally.ts';
import { watchCluster } from './watch-cluster.ts';
import { watchHealth } from './watch-health.ts';
import { webServer } from './web-server.ts';
import { rememberedIn } from './webhook/remembered.ts';
import { tellOthers, type WebhookParts } from './webhook/webhook.ts';

export interface AppParts {
  readonly version: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Pages that one address may have open; null for any number. */
  readonly pagesPerAddress: number | null;
  /** Where to serve metrics; null for nowhere. */
  readonly metrics: { readonly host: string; readonly port: number } | null;
  /** Where causes are told; null for nowhere. */
  readonly webhook:
    | (Pick<WebhookParts, 'post' | 'shape'> & { readonly publicUrl: string | null })
    | null;
  readonly dbPath: string;
  readonly keep: Keep;
  readonly webFolder: string;
  /** Empty: all. */
  readonly namespaces: readonly string[];
  readonly isDemo: boolean;
  /** What tells sidecars from apps; the first that fits decides. */
  readonly rules: readonly RoleRule[];
  readonly patience: Patience;
  /** Which cluster to watch; called again while it cannot be used. */
  readonly resolve: () => Promise<ResolvedCluster>;
  readonly now: () => Millis;
  /** Milliseconds that only grow, whatever happens to the wall clock. */
  readonly monotonic: () => number;
  readonly random: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly logger: FastifyBaseLogger;
}

export interface App {
  /** Where it listens, e.g. `http://127.0.0.1:7878`. */
  readonly url: string;
  /** Where it serves metrics; null when it does not. */
  readonly metricsUrl: string | null;
  /** Not null: the database cannot be used, so nothing is watched; the page says this. */
  readonly unusable: StoreError | null;
  /** Rejects when recording can go on no more; never resolves before `close`. */
  readonly watching: Promise<void>;
  /** Ends the watch, writes what is under way, tells the pages, lets go of port and file. */
  close(): Promise<void>;
}

/** Today whoever reaches the server sees everything; a login will answer this question per request. */
const EVERYBODY: Viewer = { name: 'everybody', canSee: () => true, canReadLogs: () => true };

/** A page that is told of a restart comes back after about this. */
const BACK_AFTER_MS = 3_000;

/** @throws StoreError when the database cannot be opened, or the system's error when a port cannot be taken. */
export async function startApp(parts: AppParts): Promise<App> {
  const { now, sleep, logger, version, isDemo, namespaces } = parts;
  const abort = new AbortController();
  const { signal } = abort;
  const opened = await openDatabase(parts);
  // What is open, in the order of opening: it is let go of from the last to the first.
  const open: (() => Promise<unknown>)[] = [async () => opened.store?.close()];
  const letGo = async (): Promise<void> => {
    abort.abort();
    for (const close of open.splice(0).reverse()) await close();
  };
  try {
    const tally = newTally();
    const live = livePods(opened.store?.epoch ?? 'no-database', parts.rules, parts);
    const cluster = { name: isDemo ? 'the demo cluster' : '', server: '' };
    const scopes = namespaces.length === 0 ? [''] : namespaces;
    const health = watchHealth({
      scopes,
      monotonic: parts.monotonic,
      after: (ms, callback) => void sleep(ms, signal).then(() => signal.aborted || callback()),
      changed: () => hub.clusterChanged(status()),
    });
    const status = (): ClusterStatus => ({
      cluster: cluster.name,
      isDemo,
      server: cluster.server,
      namespaces,
      ...health.status(),
      serverNow: now(),
      version,
    });

    const guard = guardFor(parts.host);
    const clusterName = () => cluster.name;
    const web = await webServer({ ...parts, live, health, guard, clusterName });
    open.push(() => web.close());
    const hub: Hub = createHub({
      httpServer: web.server,
      source: { ...live, evidence: (pod, viewer) => desk.evidence(pod, viewer) },
      viewerOf: async () => EVERYBODY,
      isAllowed: (request) => guard.allowsUpgrade(request),
      addressOf: ({ socket }) => addressIfCounted(socket.remoteAddress),
      limits: { pagesPerAddress: parts.pagesPerAddress ?? Number.POSITIVE_INFINITY },
      clusterStatus: status,
      log: logger,
    });
    open.push(() => hub.close());
    const publish = (batch: PublishedBatch): void => {
      desk.saw(batch);
      hub.publish(batch);
    };
    const desk = new EvidenceDesk({ ...parts, live, sources: NO_SOURCES, publish, signal });
    const url = await web.listen({ host: parts.host, port: parts.port });
    const say = {
      warn: (sentence: string) => logger.warn(sentence),
      info: (sentence: string) => logger.info(sentence),
    };
    const clock = doubtfulClock(parts, health, () => {
      tally.clockJumps += 1;
    });
    const clockWatch = watchClock({ ...parts, jumped: clock.jumped }, signal);
    const { store } = opened;
    if (store === null) {
      health.cannotBegin(problem('DATABASE_UNUSABLE', opened.error.message));
      return {
        url,
        metricsUrl: null,
        unusable: opened.error,
        watching: clockWatch,
        close: letGo,
      };
    }

    const current: { journal: Journal | null } = { journal: null };
    const registry = metricsOf({
      tally,
      trust: () => health.status(),
      pods: () => live.rows().length,
      pending: () => current.journal?.pending() ?? 0,
      pages: () => hub.stats(),
      sizes: () => store.sizes(),
      now,
    });
    const metrics = parts.metrics === null ? null : await serveMetrics(registry, parts.metrics);
    open.push(async () => metrics?.close());
    const retaining = retainForEver(
      {
        store,
        keep: parts.keep,
        tally,
        forgot: () => live.forgot(),
        now,
        isClockTrusted: clock.isTrusted,
        sleep,
        say,
      },
      signal,
    );
    const watching = watchCluster({
      ...parts,
      scopes,
      store,
      live,
      health,
      tally,
      publish,
      resync() {
        desk.clear();
        hub.resync();
      },
      journal: (journal) => {
        current.journal = journal;
      },
      named({ name, server }) {
        if (!isDemo) cluster.name = name;
        cluster.server = server;
        hub.clusterChanged(status());
      },
      signal,
      log: say,
    });
    const following = live.follow({ publish, sleep, signal });
    const telling =
      parts.webhook === null
        ? null
        : tellOthers({
            ...parts,
            ...parts.webhook,
            ...rememberedIn(live),
            publicUrl: parts.webhook.publicUrl ?? url,
            clusterName,
            causes: () => (health.status().watch.state === 'live' ? live.causes() : null),
            findingOf: async (uid) => (await desk.lookAt(uid))?.findings[0] ?? null,
            signal,
            say,
          });
    const everything = Promise.all([
      telling,
      watching,
      retaining,
      clockWatch,
      following,
      desk.follow(),
    ]).then(() => undefined);
    return {
      url,
      metricsUrl: metrics?.url ?? null,
      unusable: null,
      watching: everything,
      async close() {
        abort.abort();
        // What the watch fails with while it is being ended, its owner has been told through `watching`.
        await everything.catch(() => undefined);
        await hub.drain(BACK_AFTER_MS);
        await letGo();
      },
    };
  } catch (error) {
    await letGo();
    throw error;
  }
}

/** Pages of this machine are not counted: a port-forward and a proxy beside Podline make everybody come from there. */
const addressIfCounted = (address: string | undefined): string | null =>
  address === undefined || isLoopback(address.replace(/^::ffff:/, '')) ? null : address;
