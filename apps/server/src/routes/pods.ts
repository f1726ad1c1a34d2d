/** Pods and their timelines for scripts: the same rows and the same document as everywhere else. */
import {
  DEFAULT_SORT,
  EXPORT_FORMATS,
  EXPORT_KINDS,
  type ExportFormat,
  fileStamp,
  type Problem,
  problem,
  SORT_KEYS,
  sortFrom,
  type TimelineDocument,
} from '@podline/contract';
import { formatRfc3339, type Millis, type Patience, QUERY_LIMITS, seq } from '@podline/domain';
import { type PodRef, podsOf, type Viewer } from '@podline/transport/server';
import type { FastifyInstance } from 'fastify';
import type { EventDesk } from '../event-desk.ts';
import { goneQuery } from '../gone-query.ts';
import type { LivePods } from '../live-pods.ts';
import type { Past } from '../past.ts';
import { type PodHistory, podDocument } from '../timeline-document.ts';
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
  /** Who asks. */
  readonly viewer: Viewer;
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

const TIMELINE_QUERY = {
  params: POD_PARAMS.params,
  querystring: {
    type: 'object',
    properties: { uid: UID, format: { type: 'string', enum: EXPORT_FORMATS }, at: AT },
  },
} as const;

export function podRoutes(app: FastifyInstance, parts: PodRoutesParts): void {
  const { live, past, health, clusterName, now } = parts;

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
    Querystring: { uid?: string; format?: ExportFormat; at?: string };
  }>(
    '/api/pods/:namespace/:name/timeline',
    { schema: TIMELINE_QUERY },
    async (request, reply): Promise<TimelineDocument | string | undefined> => {
      if (!live.isOpen()) return reply.code(503).send(notYet(health));
      const { namespace, name } = request.params;
      const { format, uid = null, at: told } = request.query;
      const at = await momentOf(told, now(), () => past.keptFrom());
      if (at !== null && typeof at === 'object') return reply.code(400).send(at);
      const ref = { namespace, name, uid };
      const pod = await historyOf(parts, ref, at);
      if (typeof pod === 'string') return reply.code(404).send(notThere(pod, ref));
      const document = documentOf(clusterName(), pod);
      if (format === undefined) return document;
      const { mediaType, ending, text } = EXPORT_KINDS[format];
      // The names are checked above: nothing in them needs quoting.
      const file = fileName(name, at, ending);
      reply.header('content-disposition', `attachment; filename="${file}"`);
      reply.type(`${mediaType}; charset=utf-8`);
      return text(document);
    },
  );
}

/** `web-0.csv`; of a moment `web-0.2026-11-22T14-03-20Z.csv`. */
const fileName = (name: string, at: Millis | null, ending: string): string =>
  at === null ? `${name}.${ending}` : `${name}.${fileStamp(at)}.${ending}`;

const notThere = (
  why: 'unknown' | 'not-then',
  { namespace, name }: Pick<PodRef, 'namespace' | 'name'>,
): Problem => problem(why === 'unknown' ? 'POD_NOT_FOUND' : 'NO_POD_THEN', `${namespace}/${name}`);

/** What that viewer may not see is, to them, not there. `at` null: now. */
async function historyOf(
  parts: PodRoutesParts,
  ref: PodRef,
  at: Millis | null,
): Promise<PodHistory | 'unknown' | 'not-then'> {
  if (!parts.viewer.canSee(ref.namespace)) return 'unknown';
  return at === null ? historyNow(parts, ref) : parts.past.historyAt(ref, at);
}

async function historyNow(
  { live, events, now, patience }: PodRoutesParts,
  ref: PodRef,
): Promise<PodHistory | 'unknown'> {
  const history = await live.history(ref);
  if (history === null) return 'unknown';
  const asOf = now();
  const { snapshot } = history.known;
  const [transitions, gaps, told] = await Promise.all([
    live.transitions(snapshot.uid, seq(0)),
    live.gaps(history),
    events.eventsOf(snapshot.uid),
  ]);
  const { deletedAt } = history;
  return { snapshot, deletedAt, transitions, gaps, events: told, now: asOf, patience };
}

/** Of the time at which its ages are true: of a moment, that moment. */
const documentOf = (cluster: string, pod: PodHistory): TimelineDocument => ({
  version: 1,
  cluster,
  generatedAt: formatRfc3339(pod.now),
  gaps: pod.gaps.map(({ from, to, cause }) => ({
    from: formatRfc3339(from),
    to: formatRfc3339(to),
    cause,
  })),
  pods: [podDocument(pod)],
});

/** What the query finds among the pods that were there at that moment (null: now), and, where it asks for them, those gone by then. */
async function listed(
  { live, past, now, viewer }: PodRoutesParts,
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
  const found = podsOf(rows, viewer, query, at ?? now());
  if ('unreadable' in found) return found;
  const { total, ofAll } = found;
  const whole = there.isComplete ? {} : { isComplete: false };
  return { seq: live.seq(), epoch: live.epoch, total, ofAll, pods: found.rows, ...whole };
}
