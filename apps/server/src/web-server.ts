/** The HTTP side: page, API and probes on one port, every wait and every size bounded. */
import type { Millis, Patience, RoleRule } from '@podline/domain';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { EvidenceSources } from './evidence-sources.ts';
import type { LivePods } from './live-pods.ts';
import { Past } from './past.ts';
import { badAddress, errors } from './plugins/errors.ts';
import { type Guard, security } from './plugins/security.ts';
import { readPage, webFiles } from './plugins/web-files.ts';
import type { Keep } from './retention.ts';
import { healthRoutes } from './routes/health.ts';
import { pastRoutes } from './routes/past.ts';
import { podRoutes } from './routes/pods.ts';
import type { WatchHealth } from './watch-health.ts';

export interface WebParts {
  readonly logger: FastifyBaseLogger;
  readonly webFolder: string;
  readonly patience: Patience;
  readonly rules: readonly RoleRule[];
  readonly keep: Keep;
  readonly sources: EvidenceSources;
  readonly now: () => Millis;
  readonly live: LivePods;
  readonly health: WatchHealth;
  readonly guard: Guard;
  readonly clusterName: () => string;
}

export async function webServer(parts: WebParts): Promise<FastifyInstance> {
  const { live, health, guard, clusterName } = parts;
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
    // How late a header that trickles in is noticed; Node's own 30 s would be three times what it may take.
    http: { connectionsCheckingInterval: 5_000 },
    // Open sockets are told by the hub; whatever else is open need not hold up an end.
    forceCloseConnections: true,
    // An address that is no address comes to no route and no error handler.
    frameworkErrors: badAddress,
  });
  errors(web);
  await security(web, guard, page?.scriptHashes ?? []);
  healthRoutes(web, health);
  const past = new Past({ ...parts, maxAgeMs: parts.keep.maxAgeMs });
  podRoutes(web, { live, past, health, clusterName, now: parts.now, patience: parts.patience });
  pastRoutes(web, { live, past, health, now: parts.now });
  await webFiles(web, page);
  return web;
}
