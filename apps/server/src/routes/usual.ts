/** What is usual for the pods of one workload. */
import { templateOf } from '@podline/domain';
import type { FastifyInstance } from 'fastify';
import type { Usuals } from '../usual.ts';
import type { WatchHealth } from '../watch-health.ts';
import { NAME, notYet } from './asked-pod.ts';

interface UsualParams {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
}

/** Of any controller's, those of Kubernetes itself and others. */
const KIND = { type: 'string', maxLength: 63, pattern: '^[A-Za-z][A-Za-z0-9]*$' } as const;
/** A label's value. */
const REVISION = { type: 'string', maxLength: 63, pattern: '^[A-Za-z0-9._-]+$' } as const;

export function usualRoutes(
  app: FastifyInstance,
  { usuals, health }: { readonly usuals: Usuals; readonly health: WatchHealth },
): void {
  app.get<{ Params: UsualParams; Querystring: { revision?: string } }>(
    '/api/workloads/:namespace/:kind/:name/usual',
    {
      schema: {
        params: { type: 'object', properties: { namespace: NAME, kind: KIND, name: NAME } },
        querystring: { type: 'object', properties: { revision: REVISION } },
      },
    },
    async (request, reply) => {
      const { namespace, ...workload } = request.params;
      const template = { namespace, ...templateOf(workload) };
      const told = await usuals.ofTemplate(template, request.query.revision ?? null);
      return told ?? reply.code(503).send(notYet(health));
    },
  );
}
