/** The attempts that failed of the same, of other pods and other days. */
import { problem, type SharedFailure, type SharedFailureDocument } from '@podline/contract';
import type { FailureSignature } from '@podline/domain';
import type { FailuresAlike } from '@podline/store';
import type { Viewer } from '@podline/transport/server';
import type { FastifyInstance } from 'fastify';
import type { LivePods } from '../live-pods.ts';
import type { LogDesk } from '../tails/log-desk.ts';

export interface SignatureRouteParts {
  readonly live: Pick<LivePods, 'isOpen'>;
  readonly desk: Pick<LogDesk, 'failuresAlike'>;
  readonly viewer: Viewer;
}

/** Listed at most. */
const TOLD = 200;

const SCHEMA = {
  params: {
    type: 'object',
    properties: { key: { type: 'string', pattern: '^[0-9a-f]{16}$' } },
  },
} as const;

/** Of attempts whose logs a viewer may not read, there are none: not in the list, and not in the count. */
export const mayTell =
  ({ canSee, canReadLogs }: Viewer) =>
  (namespace: string): boolean =>
    canSee(namespace) && canReadLogs(namespace);

export function signatureRoute(
  app: FastifyInstance,
  { live, desk, viewer }: SignatureRouteParts,
): void {
  app.get<{ Params: { key: string } }>(
    '/api/signatures/:key',
    { schema: SCHEMA },
    async (request, reply): Promise<SharedFailureDocument | undefined> => {
      const { key } = request.params;
      if (!live.isOpen()) return reply.code(503).send(problem('CLUSTER_UNREACHABLE'));
      const alike = await desk.failuresAlike({ key, mayTell: mayTell(viewer), most: TOLD });
      const [last] = alike?.newest ?? [];
      if (alike === null || last === undefined)
        return reply.code(404).send(problem('FAILURE_NOT_KEPT', key));
      return {
        ...sharedFailure({ key, words: last.words }, alike),
        newest: alike.newest.map(({ words: _, fetchedAt, ...of }) => ({
          ...of,
          seenAt: fetchedAt,
        })),
      };
    },
  );
}

/** With the words of one of them. */
export const sharedFailure = (
  { key, words }: FailureSignature,
  { newest: _, ...counted }: FailuresAlike,
): SharedFailure => ({ key, words, ...counted });
