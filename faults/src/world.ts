/** A whole small world: a cluster, a line that can be harmed, the real server on it, and pages that look. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ReplayOptions, type ReplayServer, startReplayServer } from '@podline/replay';
import { type ChaosProxy, startChaosProxy } from './chaos-proxy.ts';
import { readDatabase } from './database.ts';
import type { Evidence } from './evidence.ts';
import { openPage, type PageClient } from './page-client.ts';
import {
  freePort,
  type Podline,
  type PodlineOptions,
  startPodline,
  temporaryFolder,
} from './podline-process.ts';
import { comeToRest } from './quiet.ts';

export interface World {
  readonly api: ReplayServer;
  /** Between the server and the API. */
  readonly proxy: ChaosProxy;
  readonly folder: string;
  readonly db: string;
  readonly kubeconfig: string;
  /** What the server is started with. */
  readonly options: PodlineOptions & { readonly port: number };
  /** Starts the server, at the same address and on the same database each time. */
  start(more?: Partial<PodlineOptions>): Promise<Podline>;
  /** Opens a page on the server. */
  page(name?: string): Promise<PageClient>;
  /** Resolves when the run has come to rest; `withinMs` is 30 000 by default. */
  quiet(withinMs?: number): Promise<void>;
  /** What every side has now. */
  evidence(): Evidence;
  /** Ends all of it and removes the folder. */
  close(): Promise<void>;
}

export interface WorldOptions extends Partial<ReplayOptions> {
  /** For every start of the server. */
  readonly podline?: Partial<PodlineOptions>;
}

export async function startWorld({ podline = {}, ...options }: WorldOptions = {}): Promise<World> {
  const folder = await temporaryFolder();
  const api = await startReplayServer({
    recordings: [],
    startOn: 'told',
    truth: 'all',
    token: 'the-token-of-this-test',
    ...options,
  });
  const proxy = await startChaosProxy(Number(new URL(api.url).port));
  const kubeconfig = join(folder.path, 'kubeconfig');
  await writeFile(kubeconfig, api.kubeconfig.replaceAll(api.url, proxy.url), { mode: 0o600 });
  // In a folder of its own, which a test may put on a disk of its own.
  const db = join(folder.path, 'disk', 'podline.db');
  const port = await freePort();
  const pages: PageClient[] = [];
  const started: Podline[] = [];

  return {
    api,
    proxy,
    folder: folder.path,
    db,
    kubeconfig,
    options: { kubeconfig, db, port, ...podline },
    async start(more = {}) {
      const server = await startPodline({ kubeconfig, db, port, ...podline, ...more });
      started.push(server);
      for (const page of pages) page.reconnectNow();
      return server;
    },
    async page(name = `page ${pages.length + 1}`) {
      const page = await openPage(port, name);
      pages.push(page);
      return page;
    },
    quiet: (withinMs = 30_000) => comeToRest({ api, db, pages }, withinMs),
    evidence: () => ({
      truth: { changes: api.truth.changes, requests: api.truth.requests, sent: api.truth.sent },
      database: readDatabase(db),
      clients: pages.map((page) => page.history()),
    }),
    async close() {
      await Promise.all(pages.map((page) => page.close()));
      await Promise.all(started.map((server) => server.end('SIGKILL')));
      await proxy.close();
      await api.close();
      await folder.remove();
    },
  };
}
