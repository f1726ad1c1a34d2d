/** What attempts wrote last, for the page and for scripts. Lines are asked for one attempt at a time; nobody is sent them unasked. */
import { problem, type TailDocument, type TailList } from '@podline/contract';
import type { Viewer } from '@podline/transport/server';
import type { FastifyInstance } from 'fastify';
import type { LivePods } from '../live-pods.ts';
import { asHead, type LogDesk } from '../tails/log-desk.ts';
import { NAME, UID } from './asked-pod.ts';
import { mayTell, sharedFailure } from './signatures.ts';

export interface TailRoutesParts {
  readonly live: Pick<LivePods, 'isOpen' | 'history'>;
  readonly desk: Pick<LogDesk, 'headsOf' | 'tail' | 'failuresAlike'>;
  /** Who asks. */
  readonly viewer: Viewer;
}

const SCHEMA = {
  params: { type: 'object', properties: { namespace: NAME, name: NAME } },
  querystring: {
    type: 'object',
    properties: {
      uid: UID,
      container: NAME,
      attempt: { type: 'integer', minimum: 0, maximum: 2_147_483_647 },
    },
    dependencies: { container: ['attempt'], attempt: ['container'] },
  },
} as const;

interface TailQuery {
  readonly uid?: string;
  readonly container?: string | undefined;
  /** restartCount of the run. */
  readonly attempt?: number | undefined;
}

/** Whoever may see the pod and not its logs is told so; to whoever may not see the pod there is none. */
export function tailRoutes(app: FastifyInstance, { live, desk, viewer }: TailRoutesParts): void {
  app.get<{ Params: { namespace: string; name: string }; Querystring: TailQuery }>(
    '/api/pods/:namespace/:name/tails',
    { schema: SCHEMA },
    async (request, reply): Promise<TailList | TailDocument | undefined> => {
      const { namespace, name } = request.params;
      const { uid = null, container, attempt } = request.query;
      if (!live.isOpen()) return reply.code(503).send(problem('CLUSTER_UNREACHABLE'));
      const pod = viewer.canSee(namespace) ? await live.history({ namespace, name, uid }) : null;
      if (pod === null)
        return reply.code(404).send(problem('POD_NOT_FOUND', `${namespace}/${name}`));
      if (!viewer.canReadLogs(namespace))
        return reply.code(403).send(problem('LOGS_NOT_ALLOWED', namespace));
      const found = await foundOf({ desk, viewer }, pod.uid, { container, attempt });
      if (found !== null) return found;
      return reply.code(404).send(problem('LOG_NOT_KEPT', `${container}, attempt ${attempt}`));
    },
  );
}

/** All of the pod, or the one that is meant; null when there is none. */
async function foundOf(
  { desk, viewer }: Pick<TailRoutesParts, 'desk' | 'viewer'>,
  uid: string,
  { container, attempt }: Pick<TailQuery, 'container' | 'attempt'>,
): Promise<TailList | TailDocument | null> {
  if (container === undefined || attempt === undefined)
    return { uid, tails: await desk.headsOf(uid) };
  const tail = await desk.tail(uid, { container, attempt });
  if (tail === null) return null;
  const { lines, ...head } = tail;
  const { signature } = head;
  const alike =
    signature &&
    (await desk.failuresAlike({ key: signature.key, mayTell: mayTell(viewer), most: 0 }));
  return {
    uid,
    head: asHead(head),
    lines: lines.map(([at, text]) => ({ at, text })),
    signature: signature && alike && sharedFailure(signature, alike),
  };
}
