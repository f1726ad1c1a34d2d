/** The HTTP side: page, API and probes on one port, every wait and every size bounded. */
import type { MaskRule, Millis, Patience, RoleRule } from '@podline/domain';
import type { Viewer } from '@podline/transport/server';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { ClusterDoor } from './cluster-door.ts';
import type { EventDesk } from './event-desk.ts';
import type { EvidenceSources } from './evidence-sources.ts';
import type { LivePods } from './live-pods.ts';
import { Past } from './past.ts';
import { badAddress, errors } from './plugins/errors.ts';
import { type Guard, security } from './plugins/security.ts';
import { readPage, webFiles } from './plugins/web-files.ts';
import type { Keep } from './retention.ts';
import { type FindingsSource, findingsRoute } from './routes/findings.ts';
import { healthRoutes } from './routes/health.ts';
import { pastRoutes } from './routes/past.ts';
import { podLogsRoute } from './routes/pod-logs.ts';
import { podSpecRoute } from './routes/pod-spec.ts';
import { podRoutes } from './routes/pods.ts';
import { signatureRoute } from './routes/signatures.ts';
import { tailRoutes } from './routes/tails.ts';
import { usualRoutes } from './routes/usual.ts';
import { workloadRoutes } from './routes/workloads.ts';
import type { LogDesk } from './tails/log-desk.ts';
import type { Usuals } from './usual.ts';
import type { WatchHealth } from './watch-health.ts';
import { workloadView } from './workload-view.ts';

export interface WebParts {
  readonly logger: FastifyBaseLogger;
  readonly webFolder: string;
  readonly patience: Patience;
  readonly rules: readonly RoleRule[];
  readonly keep: Keep;
  readonly sources: EvidenceSources;
  readonly now: () => Millis;
  readonly live: LivePods;
  readonly events: Pick<EventDesk, 'eventsOf'>;
  readonly usuals: Usuals;
  readonly health: WatchHealth;
  readonly guard: Guard;
  readonly findings: FindingsSource;
  readonly clusterName: () => string;
  readonly logs: LogDesk;
  readonly door: ClusterDoor;
  readonly viewer: Viewer;
  readonly maskRules: readonly MaskRule[];
  readonly addressOf: (request: FastifyRequest) => string | null;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Aborts when the server stops. */
  readonly stopping: AbortSignal;
}

export async function webServer(parts: WebParts): Promise<FastifyInstance> {
  const { live, events, health, guard, clusterName, now, patience, viewer } = parts;
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
  podRoutes(web, { live, past, events, health, clusterName, now, patience, viewer });
  pastRoutes(web, { live, past, health, now, viewer });
  podLogsRoute(web, parts);
  podSpecRoute(web, parts);
  tailRoutes(web, { live, desk: parts.logs, viewer });
  signatureRoute(web, { live, desk: parts.logs, viewer });
  workloadRoutes(web, { view: workloadView(live, now), live, past, health, now, viewer });
  usualRoutes(web, { usuals: parts.usuals, health });
  findingsRoute(web, parts);
  await webFiles(web, page);
  return web;
}
