/** A Podline that watches pods which say planted secrets, and all that leaves it by any way. */
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { EXPORT_FORMATS, type HistoryState, type PodRow, type TailList } from '@podline/contract';
import { type MaskRule, millis } from '@podline/domain';
import { startReplayServer } from '@podline/replay';
import { PLANTED_NAMESPACE, plantedRecording } from '@podline/replay/testing';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { App, AppParts } from '../app-parts.ts';
import { sleep } from '../clock.ts';
import type { LogSettings } from '../tails/log-desk.ts';
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

export interface Planted {
  readonly rules: readonly MaskRule[];
  readonly shape?: Shape;
  readonly mode?: LogSettings['mode'];
  /** What the pods say; all planted secrets by default. */
  readonly said?: readonly string[];
}

export interface Told {
  readonly outlets: Outlets;
  /** Requests for logs that the cluster saw before anybody asked Podline for one. */
  readonly logsAsked: number;
}

/** Watches the pods to their end and asks for everything that there is. */
export async function toldWith({
  rules,
  shape = 'podline',
  mode = 'all',
  said,
}: Planted): Promise<Told> {
  const recording = plantedRecording(said);
  const cluster = await startReplayServer({
    recordings: [recording],
    startOn: 'told',
    truth: 'all',
  });
  onTestFinished(() => cluster.close());
  const folder = await testFolder();
  const hook = await receiver();
  const logged: string[] = [];
  const app = await runningApp(folder, cluster.kubeconfig, {
    ...FAST,
    logs: { mode, maxBytes: 64 * 1024 * 1024, rules },
    logger: pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) }),
    metrics: { host: '127.0.0.1', port: 0 },
    webhook: { post: posterTo(hook.url), shape, publicUrl: null },
  });
  const page = pageOf(app);
  await live(page);
  cluster.play.advanceTo(cluster.play.durationMs);
  const pods = new Set(recording.pods.map(({ object }) => object.metadata['name'])).size;
  const rows = await page.rows((all) => all.length === pods);
  await everythingIsThere(app, page, rows, mode === 'off' ? 0 : 3);
  await hook.told;
  const logsAsked = cluster.truth.requests.filter(({ path }) => path.endsWith('/log')).length;
  const outlets: (readonly [string, Buffer | string])[] = [
    ...(await answersOf(app, rows)),
    ['feed', page.frames()] as const,
    ...(await filesIn(folder)).map(([name, bytes]) => [`open ${name}`, bytes] as const),
  ];
  await app.close();
  outlets.push(
    ['webhook', hook.bodies.join('\n')],
    ['log lines', logged.join('')],
    ...(await filesIn(folder)),
  );
  return {
    outlets: new Map(outlets.map(([name, bytes]) => [name, Buffer.from(bytes)])),
    logsAsked,
  };
}

/** Events of every pod, and the ends of its logs. */
async function everythingIsThere(
  app: App,
  page: Page,
  rows: readonly PodRow[],
  logs: number,
): Promise<void> {
  for (const row of rows) {
    await page.evidence(row, ({ events }) => events.length > 0);
    for (;;) {
      const { tails } = (await (await fetch(`${addressOf(app, row)}/tails`)).json()) as TailList;
      if (tails.filter(({ lines }) => lines > 0).length === logs) break;
    }
  }
}

const addressOf = (app: App, { name }: Pick<PodRow, 'name'>): string =>
  `${app.url}/api/pods/${PLANTED_NAMESPACE}/${name}`;

async function answersOf(
  app: App,
  rows: readonly PodRow[],
): Promise<readonly (readonly [string, string])[]> {
  const { to } = (await (await fetch(`${app.url}/api/history`)).json()) as HistoryState;
  const moment = new Date(to).toISOString();
  const ofAll = [
    ['pods', '/api/pods'],
    ['now', '/api/now'],
    ['history', '/api/history'],
    ['now', `/api/now?at=${moment}`],
    ['pods', `/api/pods?at=${moment}`],
    ['workload', `/api/workloads/${PLANTED_NAMESPACE}/Deployment/planted`],
    ['usual', `/api/workloads/${PLANTED_NAMESPACE}/Deployment/planted/usual`],
    ['health', '/readyz'],
  ] as const;
  const ofPods = rows.flatMap((row) => [
    ...EXPORT_FORMATS.map((it) => [`timeline ${it}`, row, `timeline?format=${it}`] as const),
    ['timeline', row, 'timeline'] as const,
    ['findings', row, 'findings'] as const,
    ['spec', row, 'spec'] as const,
    ['at a moment', row, `at?at=${moment}`] as const,
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
