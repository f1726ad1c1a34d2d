/** What REST says of moments that are over: the page Now, one pod, and what is kept. */
import { BUCKETS_LIMIT, problem } from '@podline/contract';
import type { Millis } from '@podline/domain';
import type { Viewer } from '@podline/transport/server';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { LivePods } from '../live-pods.ts';
import type { Past } from '../past.ts';
import type { WatchHealth } from '../watch-health.ts';
import { NAME, notYet, UID } from './asked-pod.ts';
import { AT, momentOf } from './moment.ts';

export interface PastRoutesParts {
  readonly live: LivePods;
  readonly past: Past;
  readonly health: WatchHealth;
  readonly now: () => Millis;
  /** Who asks. */
  readonly viewer: Viewer;
}

export function pastRoutes(app: FastifyInstance, parts: PastRoutesParts): void {
  const { live, past, health, now, viewer } = parts;

  /** The moment of a request; null when the answer has been sent: there is none. `at` missing is now. */
  async function moment(at: string | undefined, reply: FastifyReply): Promise<Millis | null> {
    const found = live.isOpen() ? await momentOf(at, now(), () => past.keptFrom()) : notYet(health);
    if (found === null) return now();
    if (typeof found === 'number') return found;
    await reply
      .code(found.code === 'BAD_REQUEST' || found.code === 'MOMENT_NOT_KEPT' ? 400 : 503)
      .send(found);
    return null;
  }

  app.get<{ Querystring: { at?: string } }>(
    '/api/now',
    { schema: { querystring: { type: 'object', properties: { at: AT } } } },
    async (request, reply) => {
      const { at } = request.query;
      if (at === undefined && live.isOpen()) return live.now(viewer);
      const then = await moment(at, reply);
      return then === null ? reply : past.boardAt(then, viewer);
    },
  );

  app.get<{
    Params: { namespace: string; name: string };
    Querystring: { at?: string; uid?: string };
  }>(
    '/api/pods/:namespace/:name/at',
    {
      schema: {
        params: { type: 'object', properties: { namespace: NAME, name: NAME } },
        querystring: { type: 'object', properties: { at: AT, uid: UID } },
      },
    },
    async (request, reply) => {
      const then = await moment(request.query.at, reply);
      if (then === null) return reply;
      const { namespace, name } = request.params;
      const ref = { namespace, name, uid: request.query.uid ?? null };
      const found = viewer.canSee(namespace) ? await past.podAt(ref, then, viewer) : 'unknown';
      if (typeof found === 'object') return found;
      const code = found === 'unknown' ? 'POD_NOT_FOUND' : 'NO_POD_THEN';
      return reply.code(404).send(problem(code, `${namespace}/${name}`));
    },
  );

  app.get<{ Querystring: { from?: string; to?: string; buckets: number } }>(
    '/api/history',
    {
      schema: {
        querystring: {
          type: 'object',
          properties: {
            from: AT,
            to: AT,
            buckets: { type: 'integer', minimum: 1, maximum: BUCKETS_LIMIT, default: 120 },
          },
        },
      },
    },
    async (request, reply) => {
      const { from, to, buckets } = request.query;
      const until = await moment(to, reply);
      if (until === null) return reply;
      const since = from === undefined ? null : await moment(from, reply);
      if (from !== undefined && since === null) return reply;
      return past.history({ from: since, to: to === undefined ? null : until }, buckets);
    },
  );
}
