/** Pods and their timelines for scripts: the same rows and the same document as everywhere else. */
import {
  EXPORT_FORMATS,
  EXPORT_KINDS,
  type ExportFormat,
  type Problem,
  problem,
  SORT_KEYS,
  sortFrom,
  type TimelineDocument,
} from '@podline/contract';
import { formatRfc3339, type Millis, type Patience, QUERY_LIMITS, seq } from '@podline/domain';
import { podsOf, type Viewer } from '@podline/transport/server';
import type { FastifyInstance } from 'fastify';
import type { LivePods } from '../live-pods.ts';
import { podDocument } from '../timeline-document.ts';
import type { WatchHealth } from '../watch-health.ts';

export interface PodRoutesParts {
  readonly live: LivePods;
  readonly health: WatchHealth;
  readonly clusterName: () => string;
  readonly now: () => Millis;
  readonly patience: Patience;
}

/** As the live view has them: a query, `age` or `-age`, and which part. */
interface ListQuery {
  readonly q?: string;
  readonly sort?: string;
  readonly from?: number;
  readonly size?: number;
}

const LIST_QUERY = {
  type: 'object',
  properties: {
    q: { type: 'string', maxLength: QUERY_LIMITS.length },
    sort: { type: 'string', enum: SORT_KEYS.flatMap((key) => [key, `-${key}`]) },
    from: { type: 'integer', minimum: 0 },
    size: { type: 'integer', minimum: 0 },
  },
} as const;

/** Today whoever reaches the server sees everything, as on the feed. */
const EVERYBODY: Viewer = { name: 'everybody', canSee: () => true, canReadLogs: () => true };

const NAME = {
  type: 'string',
  maxLength: 253,
  pattern: '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$',
} as const;

export function podRoutes(app: FastifyInstance, parts: PodRoutesParts): void {
  const { live, health, clusterName, now, patience } = parts;

  app.get<{ Querystring: ListQuery }>(
    '/api/pods',
    { schema: { querystring: LIST_QUERY } },
    async (request, reply) => {
      if (!live.isOpen()) return reply.code(503).send(notYet(health));
      const { q, sort, from = 0, size } = request.query;
      const rows = live.rows();
      const window = { from, size: size ?? rows.length };
      const query = { kind: 'pods' as const, query: q ?? '', window };
      const order = sort === undefined ? null : sortFrom(sort);
      const found = podsOf(
        rows,
        EVERYBODY,
        order === null ? query : { ...query, sort: order },
        now(),
      );
      if ('unreadable' in found)
        return reply.code(400).send(problem('BAD_REQUEST', found.unreadable));
      const { total, ofAll } = found;
      return { seq: live.seq(), epoch: live.epoch, total, ofAll, pods: found.rows };
    },
  );

  app.get<{
    Params: { namespace: string; name: string };
    Querystring: { uid?: string; format?: ExportFormat };
  }>(
    '/api/pods/:namespace/:name/timeline',
    {
      schema: {
        params: { type: 'object', properties: { namespace: NAME, name: NAME } },
        querystring: {
          type: 'object',
          properties: {
            uid: { type: 'string', maxLength: 64, pattern: '^[A-Za-z0-9-]+$' },
            format: { type: 'string', enum: EXPORT_FORMATS },
          },
        },
      },
    },
    async (request, reply): Promise<TimelineDocument | string | undefined> => {
      if (!live.isOpen()) return reply.code(503).send(notYet(health));
      const { namespace, name } = request.params;
      const history = await live.history({ namespace, name, uid: request.query.uid ?? null });
      if (history === null) {
        return reply.code(404).send(problem('POD_NOT_FOUND', `${namespace}/${name}`));
      }
      const generatedAt = now();
      const transitions = await live.transitions(history.known.snapshot.uid, seq(0));
      const gaps = await live.gaps(history);
      const document: TimelineDocument = {
        version: 1,
        cluster: clusterName(),
        generatedAt: formatRfc3339(generatedAt),
        gaps: gaps.map(({ from, to, cause }) => ({
          from: formatRfc3339(from),
          to: formatRfc3339(to),
          cause,
        })),
        pods: [
          podDocument({
            snapshot: history.known.snapshot,
            deletedAt: history.deletedAt,
            transitions,
            gaps,
            events: [],
            now: generatedAt,
            patience,
          }),
        ],
      };
      const { format } = request.query;
      if (format === undefined) return document;
      const { mediaType, ending, text } = EXPORT_KINDS[format];
      // The names are checked above: nothing in them needs quoting.
      reply.header('content-disposition', `attachment; filename="${name}.${ending}"`);
      reply.type(`${mediaType}; charset=utf-8`);
      return text(document);
    },
  );
}

/** Until the cluster has said who it is, which log is its own is not known: "no pods" would be a lie. */
function notYet(health: WatchHealth): Problem {
  const { watch } = health.status();
  const reason = watch.state === 'connecting' ? watch.problem : null;
  return reason ?? problem('CLUSTER_UNREACHABLE', 'Podline is just beginning to ask it.');
}
