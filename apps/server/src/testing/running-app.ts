/** The whole server on a replayed cluster, in this process, with a database of the test's own. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MASK_RULES, type Millis, millis, PATIENCE, ROLE_RULES } from '@podline/domain';
import { resolveCluster } from '@podline/kube';
import { type ReplayOptions, type ReplayServer, startReplayServer } from '@podline/replay';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { startApp } from '../app.ts';
import type { App, AppParts } from '../app-parts.ts';
import { sleep, systemClock } from '../clock.ts';
import { recorded } from './recordings.ts';

/** A replayed cluster whose time moves when told. */
export async function toldCluster(
  names: readonly string[],
  options: Partial<ReplayOptions> = {},
): Promise<ReplayServer> {
  const recordings = await Promise.all(names.map(recorded));
  const server = await startReplayServer({ recordings, startOn: 'told', ...options });
  onTestFinished(() => server.close());
  return server;
}

/** Recorded times stay as recorded, and whoever looks at them looks later, whatever this machine thinks the time is. */
const longAfter = (): Millis => millis(Date.UTC(2030, 0, 1) + performance.now());

/** Starts it on what `kubeconfig` (YAML) names, with everything in `folder`; it is closed when the test ends, or before. */
export async function runningApp(
  folder: string,
  kubeconfig: string,
  parts: Partial<AppParts> = {},
): Promise<App> {
  const path = join(folder, 'kubeconfig');
  await writeFile(path, kubeconfig);
  const app = await startApp({
    version: '0.0.0-test',
    host: '127.0.0.1',
    port: 0,
    dbPath: join(folder, 'podline.db'),
    webFolder: join(folder, 'no-page'),
    pagesPerAddress: null,
    metrics: null,
    webhook: null,
    keep: { maxAgeMs: null, maxBytes: null },
    rules: ROLE_RULES,
    patience: PATIENCE,
    events: true,
    logs: { mode: 'failures', maxBytes: 64 * 1024 * 1024, rules: MASK_RULES },
    namespaces: [],
    isDemo: false,
    resolve: () =>
      resolveCluster({ env: { KUBECONFIG: path }, home: null, context: null, clock: systemClock }),
    now: longAfter,
    monotonic: () => performance.now(),
    random: Math.random,
    sleep,
    logger: pino({ level: 'silent' }),
    ...parts,
  });
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => {
    closing ??= app.close();
    return closing;
  };
  onTestFinished(close);
  return { ...app, close };
}
