/** The pods of one workload side by side, as they are or as they were. */
import { problem } from '@podline/contract';
import { type Millis, seq } from '@podline/domain';
import type { FastifyInstance } from 'fastify';
import type { LivePods } from '../live-pods.ts';
import type { Past } from '../past.ts';
import { workloadAt } from '../past-workload.ts';
import type { WatchHealth } from '../watch-health.ts';
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

export interface WorkloadRoutesParts {
  readonly view: WorkloadView;
  readonly live: LivePods;
  readonly past: Past;
  readonly health: WatchHealth;
  readonly now: () => Millis;
}

export function workloadRoutes(app: FastifyInstance, parts: WorkloadRoutesParts): void {
  const { view, live, past, health, now } = parts;

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
      const { since, at: told } = request.query;
      const at = await momentOf(told, now(), () => past.keptFrom());
      if (at !== null && typeof at === 'object') return reply.code(400).send(at);
      const { namespace, kind, name } = request.params;
      const ref = { namespace, kind, name };
      const state =
        at === null
          ? await view.state(ref, since === undefined ? null : seq(since))
          : await workloadAt({ live, past }, ref, at);
      if (state !== null) return state;
      return reply.code(404).send(problem('WORKLOAD_NOT_FOUND', `${kind} ${namespace}/${name}`));
    },
  );
}
