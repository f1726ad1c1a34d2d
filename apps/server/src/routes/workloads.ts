/** The pods of one workload side by side, as they are or as they were. */
import { DEFAULT_SORT, problem, type WorkloadsAnswer } from '@podline/contract';
import { type Millis, QUERY_LIMITS, seq } from '@podline/domain';
import { podsOf, type Viewer } from '@podline/transport/server';
import type { FastifyInstance } from 'fastify';
import type { LivePods } from '../live-pods.ts';
import type { Past } from '../past.ts';
import { workloadAt } from '../past-workload.ts';
import type { WatchHealth } from '../watch-health.ts';
import { cutWorkloads, workloadsOf } from '../workload-list.ts';
import type { WorkloadView } from '../workload-view.ts';
import { NAME, notYet } from './asked-pod.ts';
import { AT, momentOf } from './moment.ts';

interface WorkloadParams {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
}

/** Of any controller's, those of Kubernetes itself and others. */
const KIND = { type: 'string', maxLength: 63, pattern: '^[A-Za-z][A-Za-z0-9]*$' } as const;

const LIST_QUERY = {
  type: 'object',
  properties: { q: { type: 'string', maxLength: QUERY_LIMITS.length }, at: AT },
} as const;

export interface WorkloadRoutesParts {
  readonly view: WorkloadView;
  readonly live: LivePods;
  readonly past: Past;
  readonly health: WatchHealth;
  readonly now: () => Millis;
  /** Who asks. */
  readonly viewer: Viewer;
}

export function workloadRoutes(app: FastifyInstance, parts: WorkloadRoutesParts): void {
  const { view, live, past, health, now, viewer } = parts;

  app.get<{ Querystring: { q?: string; at?: string } }>(
    '/api/workloads',
    { schema: { querystring: LIST_QUERY } },
    async (request, reply) => {
      if (!live.isOpen()) return reply.code(503).send(notYet(health));
      const { q = '', at: told } = request.query;
      const at = await momentOf(told, now(), () => past.keptFrom());
      if (at !== null && typeof at === 'object') return reply.code(400).send(at);
      const there = at === null ? { rows: live.rows(), isComplete: true } : await past.rowsAt(at);
      const window = { from: 0, size: there.rows.length };
      const query = { kind: 'pods', query: q, sort: DEFAULT_SORT, window } as const;
      const found = podsOf(there.rows, viewer, query, at ?? now());
      if ('unreadable' in found) {
        return reply.code(400).send(problem('BAD_REQUEST', found.unreadable));
      }
      const workloads = workloadsOf(found.rows);
      const answer: WorkloadsAnswer = {
        total: workloads.length,
        workloads: cutWorkloads(workloads),
        ...(there.isComplete ? {} : { isComplete: false }),
      };
      return answer;
    },
  );

  app.get<{ Params: WorkloadParams; Querystring: { since?: number; at?: string } }>(
    '/api/workloads/:namespace/:kind/:name',
    {
      schema: {
        params: { type: 'object', properties: { namespace: NAME, kind: KIND, name: NAME } },
        querystring: {
          type: 'object',
          properties: { since: { type: 'integer', minimum: 0 }, at: AT },
        },
      },
    },
    async (request, reply) => {
      if (!live.isOpen()) return reply.code(503).send(notYet(health));
      const { since, at: moment } = request.query;
      const at = await momentOf(moment, now(), () => past.keptFrom());
      if (at !== null && typeof at === 'object') return reply.code(400).send(at);
      const { namespace, kind, name } = request.params;
      const ref = { namespace, kind, name };
      const told = async () =>
        at === null
          ? await view.state(ref, since === undefined ? null : seq(since))
          : await workloadAt({ live, past }, ref, at);
      const state = viewer.canSee(namespace) ? await told() : null;
      if (state !== null) return state;
      return reply.code(404).send(problem('WORKLOAD_NOT_FOUND', `${kind} ${namespace}/${name}`));
    },
  );
}
