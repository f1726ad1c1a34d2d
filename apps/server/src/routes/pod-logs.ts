/** The logs of a pod's containers, as they are or as they are written, for the page and for scripts. */
import { Readable } from 'node:stream';
import { LOG_LIMITS, type Problem, problem } from '@podline/contract';
import { type MaskRule, type Millis, type PodSnapshot, parseRfc3339 } from '@podline/domain';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { containerLog } from '../logs/container-log.ts';
import { logRecords } from '../logs/log-records.ts';
import { LogSeats } from '../logs/log-seats.ts';
import { type AskedPodParts, askedPod, livePod, NAME, refuse, UID } from './asked-pod.ts';

export interface PodLogsParts extends AskedPodParts {
  readonly maskRules: readonly MaskRule[];
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** The server stops: every log ends, with a word that says so. */
  readonly stopping: AbortSignal;
  /** Null for those that are not counted. */
  readonly addressOf: (request: FastifyRequest) => string | null;
  readonly seats?: LogSeats;
}

interface LogsQuery {
  readonly container?: readonly string[];
  readonly previous?: boolean;
  readonly follow?: boolean;
  readonly tail?: number;
  readonly since?: string;
  readonly uid?: string;
}

const QUERY = {
  type: 'object',
  properties: {
    container: {
      type: 'array',
      maxItems: LOG_LIMITS.containers,
      items: { type: 'string', maxLength: 63 },
    },
    previous: { type: 'boolean' },
    follow: { type: 'boolean' },
    tail: { type: 'integer', minimum: 0, maximum: LOG_LIMITS.tail },
    since: { type: 'string', maxLength: 40 },
    uid: UID,
  },
} as const;

/** So long a log is followed at most; then whoever still reads asks again. */
const LONGEST_FOLLOW_MS = 4 * 3_600_000;

export function podLogsRoute(app: FastifyInstance, parts: PodLogsParts): void {
  const seats = parts.seats ?? new LogSeats();

  app.get<{ Params: { namespace: string; name: string }; Querystring: LogsQuery }>(
    '/api/pods/:namespace/:name/logs',
    {
      schema: {
        params: { type: 'object', properties: { namespace: NAME, name: NAME } },
        querystring: QUERY,
      },
      // The whole answer would have to be over by then, and a log that is followed has no end of its own.
      handlerTimeout: LONGEST_FOLLOW_MS,
    },
    async (request, reply) => {
      const { namespace, name } = request.params;
      const asked = await askedPod(parts, { namespace, name, uid: request.query.uid ?? null });
      if ('problem' in asked) return refuse(reply, asked.problem);
      if (!parts.viewer.canReadLogs(namespace))
        return refuse(reply, problem('LOGS_NOT_ALLOWED', namespace));
      const wanted = wantedOf(asked.snapshot, request.query);
      if ('problem' in wanted) return refuse(reply, wanted.problem);
      const giveBack = seats.take(parts.addressOf(request), wanted.containers.length);
      if (giveBack === null) return refuse(reply, problem('LOGS_BUSY'));
      const gone = new AbortController();
      // Also when somebody leaves before the first line.
      reply.raw.once('close', () => {
        gone.abort();
        giveBack();
      });
      const { cluster } = asked;
      // What a status can still say: with the first line it is too late.
      const pod = await livePod(asked, gone.signal);
      if ('problem' in pod) return refuse(reply, pod.problem);
      const logs = wanted.containers.map((container) => {
        const query = { ...wanted, namespace, pod: name, uid: pod.uid, container };
        return [container, containerLog(cluster, query, gone.signal)] as const;
      });
      const records = logRecords({
        logs: new Map(logs),
        isFollowed: wanted.follow,
        rules: parts.maskRules,
        sleep: parts.sleep,
        stopping: parts.stopping,
        letGo: () => gone.abort(),
      });
      // Asked to be passed on as it comes by whatever proxy stands between.
      return reply
        .headers({ 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
        .type('application/x-ndjson; charset=utf-8')
        .send(Readable.from(records, { objectMode: false, highWaterMark: 64 * 1024 }));
    },
  );
}

interface Wanted {
  readonly containers: readonly string[];
  readonly run: 'current' | 'previous';
  readonly follow: boolean;
  readonly tailLines: number;
  readonly since: Millis | null;
}

/** All containers, where none is named. A run that is over is not followed. */
function wantedOf(pod: PodSnapshot, query: LogsQuery): Wanted | { readonly problem: Problem } {
  const names = pod.containers.map((container) => container.name);
  const containers = [...new Set(query.container ?? names.slice(0, LOG_LIMITS.containers))];
  const unknown = containers.find((name) => !names.includes(name));
  if (unknown !== undefined)
    return { problem: problem('BAD_REQUEST', `The pod has no container ${unknown}.`) };
  const since = query.since === undefined ? null : parseRfc3339(query.since);
  if (query.since !== undefined && since === null)
    return { problem: problem('BAD_REQUEST', 'since is a time as of RFC 3339.') };
  const run = query.previous === true ? 'previous' : 'current';
  return {
    containers,
    run,
    follow: query.follow === true && run === 'current',
    tailLines: query.tail ?? LOG_LIMITS.defaultTail,
    since,
  };
}
