import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startReplayProcess } from '@podline/replay';
import { expect, test } from 'vitest';
import { needs } from '../machine.ts';
import { openPage, watchState } from '../page-client.ts';
import { freePort, startPodline } from '../podline-process.ts';

const BOOKMARK_EVERY_MS = 4000;

test('F15: an API server that is frozen is noticed, told as stale, and live again when it goes on', async (context) => {
  needs(context, process.platform === 'win32' ? 'It needs signals.' : null);
  const folder = await mkdtemp(join(tmpdir(), 'podline-faults-'));
  const recordings = fileURLToPath(
    new URL('../../../recordings/deployment-twenty-replicas', import.meta.url),
  );
  const kubeconfig = join(folder, 'kubeconfig');
  const api = await startReplayProcess({
    recordings: [recordings],
    kubeconfig,
    server: { startOn: 'at-once', bookmarkEveryMs: BOOKMARK_EVERY_MS },
  });
  const port = await freePort();
  const server = await startPodline({ kubeconfig, db: join(folder, 'podline.db'), port });
  const page = await openPage(port);
  try {
    await page.until((it) => watchState(it) === 'live', 'It is live');
    // How often bookmarks come is known from the second one on; before, silence means nothing yet.
    await new Promise((resolve) => setTimeout(resolve, 3 * BOOKMARK_EVERY_MS));
    api.freeze();
    await page.until((it) => watchState(it) === 'stale', 'The silence is told', 120_000);
    api.thaw();
    await page.until((it) => watchState(it) === 'live', 'It is live again', 60_000);
    expect(server.exit()).toBeNull();
  } finally {
    await page.close();
    await server.end();
    await api.kill();
    await rm(folder, { recursive: true });
  }
}, 240_000);
