/** Why a pod is not up, for scripts and for `podline explain`: the same findings as everywhere else. */
import { type FindingsDocument, problem } from '@podline/contract';
import {
  type Finding,
  formatRfc3339,
  type Millis,
  restartsColumn,
  statusColumns,
} from '@podline/domain';
import type { StoredPod } from '@podline/store';
import type { Viewer } from '@podline/transport/server';
import type { FastifyInstance } from 'fastify';
import type { LivePods } from '../live-pods.ts';
import { findingDocument } from '../timeline-document.ts';
import type { WatchHealth } from '../watch-health.ts';
import { notYet, POD_PARAMS } from './asked-pod.ts';

export interface FindingsSource {
  /** As that viewer may see them. Ranked: the first is the cause. Of a pod that is gone: as it was at its end. Rejects with a `StoreError`. */
  findingsOf(pod: StoredPod, viewer: Viewer): Promise<readonly Finding[]>;
}

export interface FindingsRouteParts {
  readonly live: Pick<LivePods, 'isOpen' | 'history'>;
  readonly findings: FindingsSource;
  readonly health: WatchHealth;
  readonly now: () => Millis;
  /** Who asks. */
  readonly viewer: Viewer;
}

export function findingsRoute(app: FastifyInstance, parts: FindingsRouteParts): void {
  const { live, findings, health, now, viewer } = parts;
  app.get<{ Params: { namespace: string; name: string }; Querystring: { uid?: string } }>(
    '/api/pods/:namespace/:name/findings',
    { schema: POD_PARAMS },
    async (request, reply): Promise<FindingsDocument | undefined> => {
      if (!live.isOpen()) return reply.code(503).send(notYet(health));
      const { namespace, name } = request.params;
      const ref = { namespace, name, uid: request.query.uid ?? null };
      const pod = viewer.canSee(namespace) ? await live.history(ref) : null;
      if (pod === null)
        return reply.code(404).send(problem('POD_NOT_FOUND', `${namespace}/${name}`));
      const found = await findings.findingsOf(pod, viewer);
      const generatedAt = now();
      const columns = statusColumns(pod.known.snapshot);
      const { uid, deletedAt } = pod;
      return {
        version: 1,
        generatedAt: formatRfc3339(generatedAt),
        pod: {
          ...{ uid, namespace, name, ready: columns.ready, status: columns.status },
          restarts: restartsColumn(columns.restarts, columns.lastRestartAt, generatedAt),
          deletedAt: deletedAt === null ? null : formatRfc3339(deletedAt),
        },
        findings: found.map(findingDocument),
      };
    },
  );
}
