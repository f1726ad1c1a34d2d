/** The composition root: every part once, in the order it starts. */
import { type ClusterStatus, problem } from '@podline/contract';
import { createHub, type Hub, type PublishedBatch } from '@podline/transport/server';
import type { App, AppParts } from './app-parts.ts';
import { neighbourhood } from './around/neighbourhood.ts';
import { surroundingsSource } from './around/surroundings-source.ts';
import { watchNeighbourhood } from './around/watch-neighbourhood.ts';
import { doubtfulClock } from './clock-doubt.ts';
import { watchClock } from './clock-watch.ts';
import { clusterDoor } from './cluster-door.ts';
import { isLoopback } from './config.ts';
import { eventDesk } from './event-desk.ts';
import { EVERYBODY } from './everybody.ts';
import { EvidenceDesk } from './evidence-desk.ts';
import { type EvidenceSources, NO_SOURCES } from './evidence-sources.ts';
import type { Journal } from './journal.ts';
import { livePods } from './live-pods.ts';
import { metricsOf, serveMetrics } from './metrics.ts';
import { openDatabase } from './open-database.ts';
import { guardFor } from './plugins/security.ts';
import { retainForEver } from './retention.ts';
import type { FindingsSource } from './routes/findings.ts';
import { tellForbidden } from './tails/forbidden.ts';
import { type LogDesk, logDesk } from './tails/log-desk.ts';
import { newTally } from './tally.ts';
import { keepUsual, Usuals } from './usual.ts';
import { watchCluster } from './watch-cluster.ts';
import { watchHealth } from './watch-health.ts';
import { webServer } from './web-server.ts';
import { rememberedIn } from './webhook/remembered.ts';
import { tellOthers } from './webhook/webhook.ts';

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
    const usuals = new Usuals(parts.patience);
    const told = { patience: parts.patience, now, usuals };
    const live = livePods(opened.store?.epoch ?? 'no-database', parts.rules, told);
    const cluster = { name: isDemo ? 'the demo cluster' : '', server: '' };
    const scopes = namespaces.length === 0 ? [''] : namespaces;
    const podsAreThere = Promise.withResolvers<void>();
    const after = (ms: number, callback: () => void): void =>
      void sleep(ms, signal).then(() => signal.aborted || callback());
    const around = neighbourhood({ scopes, pods: live, after });
    const health = watchHealth({
      scopes,
      monotonic: parts.monotonic,
      after,
      changed: () => {
        if (health.status().watch.state === 'live') podsAreThere.resolve();
        hub.clusterChanged(status());
      },
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

    const say = {
      warn: (sentence: string) => logger.warn(sentence),
      info: (sentence: string) => logger.info(sentence),
    };
    const maskRules = parts.logs.rules;
    const events = eventDesk({ ...parts, isOn: parts.events, maskRules, health, tally, say });
    const guard = guardFor(parts.host);
    const clusterName = () => cluster.name;
    const door = clusterDoor();
    const findings: FindingsSource = {
      findingsOf: async ({ uid }, viewer) =>
        (await desk.lookAt(uid))?.seenBy(viewer).findings ?? [],
    };
    const logs: LogDesk = logDesk({
      ...parts,
      settings: parts.logs,
      tally,
      known: (uid) => live.known(uid),
      rows: () => live.rows(),
      forbidden: (namespace) => tellForbidden(health, namespace, now()),
      say: logger,
    });
    const sources: EvidenceSources = {
      ...NO_SOURCES,
      events: (uid) => events.eventsOf(uid),
      heads: (uid) => logs.headsOf(uid),
      tails: (uid) => logs.tailsOf(uid),
      surroundings: surroundingsSource(around, (uid) => sources.tails(uid)),
      usual: (pod) => usuals.usualFor(pod),
      stages: (pod) => usuals.of(pod).stages,
    };
    const web = await webServer({
      ...{
        ...parts,
        live,
        events,
        logs,
        usuals,
        sources,
        health,
        guard,
        findings,
        clusterName,
        door,
      },
      viewer: EVERYBODY,
      maskRules,
      addressOf: ({ socket }) => addressIfCounted(socket.remoteAddress),
      stopping: signal,
    });
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
      around.podsChanged(batch.rows);
      logs.seen(batch.rows);
    };
    const desk = new EvidenceDesk({ ...parts, live, sources, publish, signal });
    for (const source of [around, events, logs])
      source.onChanged((uids: Iterable<string>) => desk.changed(uids));
    const url = await web.listen({ host: parts.host, port: parts.port });
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
      events,
      logs,
      maskRules,
      tally,
      door,
      publish(batch) {
        publish(batch);
        events.podsRecorded(batch.rows);
      },
      beside: (watched, ended) =>
        watchNeighbourhood({
          ...{ cluster: watched, scopes, neighbourhood: around, signal: ended, log: say },
          podsAreThere: podsAreThere.promise,
        }),
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
      keepUsual(usuals, { sleep, signal }),
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
