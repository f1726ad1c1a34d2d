/** For probes. Live: the process answers. Ready: it can serve pages, also while a cluster does not answer: they say why. */
import type { FastifyInstance } from 'fastify';
import type { WatchHealth } from '../watch-health.ts';

export function healthRoutes(app: FastifyInstance, health: WatchHealth): void {
  app.get('/livez', async (_request, reply) => reply.type('text/plain').send('ok\n'));
  app.get('/readyz', async () => ({
    ready: true,
    watch: health.watch().state,
    notRecordingSince: health.notRecordingSince(),
  }));
}
