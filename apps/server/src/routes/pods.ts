/** Pods and their timelines for scripts: the same rows and the same document as everywhere else. */
import {
  DEFAULT_SORT,
  EXPORT_FORMATS,
  EXPORT_KINDS,
  type ExportFormat,
  problem,
  SORT_KEYS,
  sortFrom,
  type TimelineDocument,
} from '@podline/contract';
import { formatRfc3339, type Millis, type Patience, QUERY_LIMITS, seq } from '@podline/domain';
import { podsOf, type Viewer } from '@podline/transport/server';
import type { FastifyInstance } from 'fastify';
import type { EventDesk } from '../event-desk.ts';
import { goneQuery } from '../gone-query.ts';
import type { LivePods } from '../live-pods.ts';
import type { Past } from '../past.ts';
import { podDocument } from '../timeline-document.ts';
import type { WatchHealth } from '../watch-health.ts';
import { notYet, POD_PARAMS, UID } from './asked-pod.ts';
import { AT, momentOf } from './moment.ts';

export interface PodRoutesParts {
  readonly live: LivePods;
  readonly events: Pick<EventDesk, 'eventsOf'>;
  readonly past: Past;
  readonly health: WatchHealth;
  readonly clusterName: () => string;
  readonly now: () => Millis;
  readonly patience: Patience;
}

/** As the live view has them: a query, `age` or `-age`, and which part; and the moment that it is of. */
interface ListQuery {
  readonly q?: string;
  readonly sort?: string;
  readonly from?: number;
  readonly size?: number;
  readonly at?: string;
}

const LIST_QUERY = {
  type: 'object',
  properties: {
    q: { type: 'string', maxLength: QUERY_LIMITS.length },
    sort: { type: 'string', enum: SORT_KEYS.flatMap((key) => [key, `-${key}`]) },
    from: { type: 'integer', minimum: 0 },
    size: { type: 'integer', minimum: 0 },
    at: AT,
  },
} as const;

/** Today whoever reaches the server sees everything, as on the feed. */
export const EVERYBODY: Viewer = { name: 'everybody', canSee: () => true, canReadLogs: () => true };

const TIMELINE_QUERY = {
  params: POD_PARAMS.params,
  querystring: {
    type: 'object',
    properties: { uid: UID, format: { type: 'string', enum: EXPORT_FORMATS } },
  },
} as const;

export function podRoutes(app: FastifyInstance, parts: PodRoutesParts): void {
  const { live, past, events, health, clusterName, now, patience } = parts;

  app.get<{ Querystring: ListQuery }>(
    '/api/pods',
    { schema: { querystring: LIST_QUERY } },
    async (request, reply) => {
      if (!live.isOpen()) return reply.code(503).send(notYet(health));
      const at = await momentOf(request.query.at, now(), () => past.keptFrom());
      if (at !== null && typeof at === 'object') return reply.code(400).send(at);
      const found = await listed(parts, request.query, at);
      return 'unreadable' in found
        ? reply.code(400).send(problem('BAD_REQUEST', found.unreadable))
        : found;
    },
  );

  app.get<{
    Params: { namespace: string; name: string };
    Querystring: { uid?: string; format?: ExportFormat };
  }>(
    '/api/pods/:namespace/:name/timeline',
    { schema: TIMELINE_QUERY },
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
      const told = await events.eventsOf(history.known.snapshot.uid);
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
            events: told,
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

/** What the query finds among the pods that were there at that moment (null: now), and, where it asks for them, those gone by then. */
async function listed(
  { live, past, now }: PodRoutesParts,
  { q = '', sort, from = 0, size }: ListQuery,
  at: Millis | null,
) {
  const there = at === null ? { rows: live.rows(), isComplete: true } : await past.rowsAt(at);
  const asked = goneQuery(q);
  const gone = asked === null ? [] : await past.goneAt(at ?? now(), asked);
  const rows = [...there.rows, ...gone];
  const order = sortFrom(sort ?? (asked === null ? '' : 'gone')) ?? DEFAULT_SORT;
  const query = {
    kind: 'pods',
    query: q,
    sort: order,
    window: { from, size: size ?? rows.length },
  } as const;
  const found = podsOf(rows, EVERYBODY, query, at ?? now());
  if ('unreadable' in found) return found;
  const { total, ofAll } = found;
  const whole = there.isComplete ? {} : { isComplete: false };
  return { seq: live.seq(), epoch: live.epoch, total, ofAll, pods: found.rows, ...whole };
}
