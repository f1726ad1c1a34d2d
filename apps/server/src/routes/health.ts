/**
 * For probes. Live: the process answers. Ready: it can serve pages, also while a cluster does not answer or is still being listed:
 * the page says why, and one that nobody can reach says nothing. `synced` is what waits for the first list.
 */
import type { FastifyInstance } from 'fastify';
import type { WatchHealth } from '../watch-health.ts';

export function healthRoutes(app: FastifyInstance, health: WatchHealth): void {
  app.get('/livez', async (_request, reply) => reply.type('text/plain').send('ok\n'));
  app.get('/readyz', async () => {
    const { watch, notRecordingSince } = health.status();
    return {
      ready: true,
      synced: watch.state !== 'connecting',
      watch: watch.state,
      notRecordingSince,
    };
  });
}
