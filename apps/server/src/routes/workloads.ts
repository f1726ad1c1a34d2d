/** The pods of one workload side by side. */
import { problem } from '@podline/contract';
import { seq } from '@podline/domain';
import type { FastifyInstance } from 'fastify';
import type { WatchHealth } from '../watch-health.ts';
import type { WorkloadView } from '../workload-view.ts';
import { NAME, notYet } from './asked-pod.ts';

interface WorkloadParams {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
}

/** Of any controller's, those of Kubernetes itself and others. */
const KIND = { type: 'string', maxLength: 63, pattern: '^[A-Za-z][A-Za-z0-9]*$' } as const;

export function workloadRoutes(
  app: FastifyInstance,
  view: WorkloadView,
  parts: { readonly health: WatchHealth; readonly isOpen: () => boolean },
): void {
  app.get<{ Params: WorkloadParams; Querystring: { since?: number } }>(
    '/api/workloads/:namespace/:kind/:name',
    {
      schema: {
        params: { type: 'object', properties: { namespace: NAME, kind: KIND, name: NAME } },
        querystring: {
          type: 'object',
          properties: { since: { type: 'integer', minimum: 0 } },
        },
      },
    },
    async (request, reply) => {
      if (!parts.isOpen()) return reply.code(503).send(notYet(parts.health));
      const { namespace, kind, name } = request.params;
      const { since } = request.query;
      const state = await view.state(
        { namespace, kind, name },
        since === undefined ? null : seq(since),
      );
      if (state !== null) return state;
      return reply.code(404).send(problem('WORKLOAD_NOT_FOUND', `${kind} ${namespace}/${name}`));
    },
  );
}
