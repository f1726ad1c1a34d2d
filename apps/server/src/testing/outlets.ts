/** A Podline that watches pods which say planted secrets, and all that leaves it by any way. */
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { EXPORT_FORMATS, type PodRow, type TailList } from '@podline/contract';
import { type MaskRule, millis } from '@podline/domain';
import { type ReplayServer, startReplayServer } from '@podline/replay';
import { PLANTED_NAMESPACE, PLANTED_PODS, plantedRecording } from '@podline/replay/testing';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { App, AppParts } from '../app-parts.ts';
import { sleep } from '../clock.ts';
import type { Shape } from '../webhook/message.ts';
import { posterTo } from '../webhook/post.ts';
import { testFolder } from './folder.ts';
import type { Page } from './page.ts';
import { live, pageOf } from './pages.ts';
import { runningApp } from './running-app.ts';

/** What was said by each way, by its name. */
export type Outlets = ReadonlyMap<string, Buffer>;

/** Everything that waits for minutes is done in seconds: an hour passes in about a minute. */
const FASTER = 50;
const begunAt = performance.now();
const monotonic = (): number => begunAt + (performance.now() - begunAt) * FASTER;
const FAST: Pick<AppParts, 'now' | 'monotonic' | 'sleep'> = {
  now: () => millis(Math.round(Date.UTC(2030, 0, 1) + monotonic())),
  monotonic,
  sleep: (ms, signal) => sleep(Math.ceil(ms / FASTER), signal),
};

/** The cluster of the planted secrets, as far as it goes. */
export async function plantedCluster(): Promise<ReplayServer> {
  const server = await startReplayServer({
    recordings: [plantedRecording()],
    startOn: 'told',
    truth: 'all',
  });
  onTestFinished(() => server.close());
  return server;
}

/** Watches the planted pods to their end with these rules and asks for everything that there is. */
export async function outletsWith(rules: readonly MaskRule[], shape: Shape): Promise<Outlets> {
  const cluster = await plantedCluster();
  const folder = await testFolder();
  const hook = await receiver();
  const logged: string[] = [];
  const app = await runningApp(folder, cluster.kubeconfig, {
    ...FAST,
    logs: { mode: 'all', maxBytes: 64 * 1024 * 1024, rules },
    logger: pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) }),
    metrics: { host: '127.0.0.1', port: 0 },
    webhook: { post: posterTo(hook.url), shape, publicUrl: null },
  });
  const page = pageOf(app);
  await live(page);
  cluster.play.advanceTo(cluster.play.durationMs);
  const rows = await page.rows((all) => all.length === PLANTED_PODS.length);
  await everythingIsThere(app, page, rows);
  await hook.told;
  const said = [...(await answersOf(app, rows)), ['feed', page.frames()] as const];
  const whileOpen = await filesIn(folder);
  await app.close();
  return new Map(
    [
      ...said,
      ['webhook', hook.bodies.join('\n')] as const,
      ['log lines', logged.join('')] as const,
      ...whileOpen.map(([name, bytes]) => [`open ${name}`, bytes] as const),
      ...(await filesIn(folder)),
    ].map(([name, bytes]) => [name, Buffer.from(bytes)]),
  );
}

/** Every Event of every pod, and the ends of both of its logs. */
async function everythingIsThere(app: App, page: Page, rows: readonly PodRow[]): Promise<void> {
  for (const row of rows) {
    await page.evidence(row, ({ events }) => events.length > 25);
    for (;;) {
      const { tails } = (await (await fetch(`${addressOf(app, row)}/tails`)).json()) as TailList;
      if (tails.filter(({ lines }) => lines > 0).length === 3) break;
    }
  }
}

const addressOf = (app: App, { name }: Pick<PodRow, 'name'>): string =>
  `${app.url}/api/pods/${PLANTED_NAMESPACE}/${name}`;

async function answersOf(
  app: App,
  rows: readonly PodRow[],
): Promise<readonly (readonly [string, string])[]> {
  const ofAll = [
    ['pods', '/api/pods'],
    ['now', '/api/now'],
    ['history', '/api/history'],
    ['workload', `/api/workloads/${PLANTED_NAMESPACE}/ReplicaSet/planted-abc123`],
    ['workload', `/api/workloads/${PLANTED_NAMESPACE}/Deployment/planted`],
    ['usual', `/api/workloads/${PLANTED_NAMESPACE}/Deployment/planted/usual`],
    ['health', '/readyz'],
  ] as const;
  const ofPods = rows.flatMap((row) => [
    ...EXPORT_FORMATS.map((it) => [`timeline ${it}`, row, `timeline?format=${it}`] as const),
    ['timeline', row, 'timeline'] as const,
    ['findings', row, 'findings'] as const,
    ['spec', row, 'spec'] as const,
    ['at a moment', row, 'at?at=2026-11-22T12:00:02Z'] as const,
    ['tails', row, 'tails'] as const,
    ...['first', 'app', 'helper'].flatMap((container) =>
      [0, 5].map(
        (attempt) => ['tails', row, `tails?container=${container}&attempt=${attempt}`] as const,
      ),
    ),
    ['logs', row, 'logs?tail=1000'] as const,
    ['logs', row, 'logs?tail=1000&previous=true'] as const,
  ]);
  const said = new Map<string, string[]>();
  const ask = async (outlet: string, url: string): Promise<void> => {
    const text = await (await fetch(url)).text();
    said.set(outlet, [...(said.get(outlet) ?? []), text]);
  };
  for (const [outlet, path] of ofAll) await ask(outlet, app.url + path);
  for (const [outlet, row, path] of ofPods) await ask(outlet, `${addressOf(app, row)}/${path}`);
  await ask('metrics', app.metricsUrl ?? app.url);
  return [...said].map(([outlet, texts]) => [outlet, texts.join('\n')]);
}

/** All of the folder, byte for byte. */
async function filesIn(folder: string): Promise<readonly (readonly [string, Buffer])[]> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((it) =>
    it.isFile(),
  );
  return Promise.all(
    files.map(async (it) => [it.name, await readFile(join(it.parentPath, it.name))] as const),
  );
}

async function receiver() {
  const bodies: string[] = [];
  const first = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    bodies.push(Buffer.concat(chunks).toString());
    response.writeHead(200).end();
    first.resolve();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook`, bodies, told: first.promise };
}
