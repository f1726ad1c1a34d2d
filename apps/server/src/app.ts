/** The composition root: every part once, in the order it starts. */
import type { ClusterStatus } from '@podline/contract';
import type { Millis, Patience, RoleRule } from '@podline/domain';
import type { ResolvedCluster } from '@podline/kube';
import { openStore } from '@podline/store';
import { createHub, type Viewer } from '@podline/transport/server';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { type LivePods, livePods } from './live-pods.ts';
import { badAddress, errors } from './plugins/errors.ts';
import { type Guard, guardFor, security } from './plugins/security.ts';
import { readPage, webFiles } from './plugins/web-files.ts';
import { healthRoutes } from './routes/health.ts';
import { podRoutes } from './routes/pods.ts';
import { watchCluster } from './watch-cluster.ts';
import { type WatchHealth, watchHealth } from './watch-health.ts';

export interface AppParts {
  readonly version: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly dbPath: string;
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
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly logger: FastifyBaseLogger;
}

export interface App {
  /** Where it listens, e.g. `http://127.0.0.1:7878`. */
  readonly url: string;
  /** Rejects when recording can go on no more; never resolves before `close`. */
  readonly watching: Promise<void>;
  /** Ends the watch, tells the pages, writes what is under way, lets go of port and file. */
  close(): Promise<void>;
}

/** Today whoever reaches the server sees everything; a login will answer this question per request. */
const EVERYBODY: Viewer = { name: 'everybody', canSee: () => true };

/** @throws StoreError when the database cannot be opened, or the system's error when the port cannot be taken. */
export async function startApp(parts: AppParts): Promise<App> {
  const { now, sleep, logger, version, isDemo, namespaces } = parts;
  const abort = new AbortController();
  const store = await openStore({ path: parts.dbPath, now });
  // What is open, in the order of opening: it is let go of from the last to the first.
  const open: (() => Promise<unknown>)[] = [() => store.close()];
  const letGo = async (): Promise<void> => {
    for (const close of open.splice(0).reverse()) await close();
  };
  try {
    const live = livePods(store.epoch, parts.rules);
    const cluster = { name: isDemo ? 'the demo cluster' : '', server: '' };
    const scopes = namespaces.length === 0 ? [''] : namespaces;
    const health = watchHealth(scopes, () => hub.clusterChanged(status()));
    const status = (): ClusterStatus => ({
      cluster: cluster.name,
      isDemo,
      server: cluster.server,
      namespaces,
      watch: health.watch(),
      failing: [],
      notRecordingSince: health.notRecordingSince(),
      catchingUp: null,
      notices: [],
      serverNow: now(),
      version,
    });

    const guard = guardFor(parts.host);
    const web = await webServer(parts, { live, health, guard, clusterName: () => cluster.name });
    open.push(() => web.close());
    const hub = createHub({
      httpServer: web.server,
      source: live,
      viewerOf: async () => EVERYBODY,
      isAllowed: (request) => guard.allowsUpgrade(request),
      clusterStatus: status,
      log: logger,
    });
    open.push(() => hub.close());
    const url = await web.listen({ host: parts.host, port: parts.port });
    const watching = watchCluster({
      resolve: parts.resolve,
      scopes,
      rules: parts.rules,
      store,
      live,
      health,
      publish: (batch) => hub.publish(batch),
      named({ name, server }) {
        if (!isDemo) cluster.name = name;
        cluster.server = server;
        hub.clusterChanged(status());
      },
      now,
      sleep,
      signal: abort.signal,
      log: { warn: (sentence) => logger.warn(sentence), info: (sentence) => logger.info(sentence) },
    });
    return {
      url,
      watching,
      async close() {
        abort.abort();
        // What the watch fails with while it is being ended, its owner has been told through `watching`.
        await watching.catch(() => undefined);
        await letGo();
      },
    };
  } catch (error) {
    await letGo();
    throw error;
  }
}

interface WebParts {
  readonly live: LivePods;
  readonly health: WatchHealth;
  readonly guard: Guard;
  readonly clusterName: () => string;
}

async function webServer(parts: AppParts, { live, health, guard, clusterName }: WebParts) {
  const page = await readPage(parts.webFolder);
  const web: FastifyInstance = Fastify({
    loggerInstance: parts.logger,
    logController: new LogController({ disableRequestLogging: true }),
    // A pod's name may be this long.
    routerOptions: { maxParamLength: 253 },
    requestTimeout: 30_000,
    connectionTimeout: 60_000,
    handlerTimeout: 15_000,
    bodyLimit: 64 * 1024,
    // Open sockets are told by the hub; whatever else is open need not hold up an end.
    forceCloseConnections: true,
    // An address that is no address comes to no route and no error handler.
    frameworkErrors: badAddress,
  });
  errors(web);
  await security(web, guard, page?.scriptHashes ?? []);
  healthRoutes(web, health);
  podRoutes(web, { live, health, clusterName, now: parts.now, patience: parts.patience });
  await webFiles(web, page);
  return web;
}
