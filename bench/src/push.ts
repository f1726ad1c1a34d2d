/**
 * How the live feed holds up: a crowd of pages that connects at once after a restart (F34), then what a push takes while
 * two hundred more do not read (F33). `npm run bench push`; see bench/README.md.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { PodRow } from '@podline/contract';
import { millis, seq } from '@podline/domain';
import { createHub, type ViewSource } from '@podline/transport/server';
import { type Asked, clockMs, type Told } from './push-pages.ts';

const PODS = Number(process.env['PODS'] ?? 2_000);
const PAGES = Number(process.env['PAGES'] ?? 800);
const SLOW = Number(process.env['SLOW'] ?? 200);
const BATCHES = 400;
const BATCH_EVERY_MS = 100;
const ROWS_A_BATCH = 40;

const everybody = { name: 'everybody', canSee: () => true, canReadLogs: () => true };
const rows = new Map(Array.from({ length: PODS }, (_, number) => [number, row(number, '')]));
let lastSeq = seq(0);
const source: ViewSource = {
  epoch: 'bench',
  seq: () => lastSeq,
  rows: () => [...rows.values()],
  pod: async () => null,
  transitions: async () => [],
  gaps: async () => [],
  evidence: async () => ({ events: [], tails: [], findings: [] }),
  now() {
    throw new Error('No page of this measurement shows Now.');
  },
};

const httpServer = createServer();
const hub = createHub({
  httpServer,
  source,
  viewerOf: async () => everybody,
  isAllowed: () => true,
  limits: { pagesPerAddress: PAGES + SLOW, pages: PAGES + SLOW },
  clusterStatus: () => ({
    cluster: 'bench',
    isDemo: true,
    server: '',
    namespaces: [],
    watch: { state: 'live' },
    failing: [],
    notRecordingSince: null,
    catchingUp: null,
    notices: [],
    serverNow: 0,
    version: '',
  }),
});
httpServer.listen(0, '127.0.0.1');
await once(httpServer, 'listening');
const { port } = httpServer.address() as AddressInfo;

const pages = fork(fileURLToPath(new URL('push-pages.ts', import.meta.url)));
const rssBefore = rssMb();
const cpuBefore = process.cpuUsage();
const began = clockMs();
pages.send({ port, good: PAGES, slow: 0 } satisfies Asked);
let served = await whatCame(pages);
while (served.servedMs.length < PAGES) {
  await after(50);
  served = await whatCame(pages);
}
const snapshotKb = Math.round(JSON.stringify(source.rows()).length / 1000);
console.log(`${PAGES} pages of ${PODS} pods (${snapshotKb} kB) at once`);
console.log(
  `  all served in ${(clockMs() - began).toFixed(0)} ms; a page: ${spread(served.servedMs)}`,
);
console.log(`  CPU of the server ${cpuMs(cpuBefore)} ms, RSS ${rssBefore} → ${rssMb()} MB`);

pages.send({ port, good: 0, slow: SLOW } satisfies Asked);
while (hub.connections < PAGES + SLOW) await after(50);
const pushCpu = process.cpuUsage();
let highestRss = 0;
for (let batch = 0; batch < BATCHES; batch += 1) {
  publish(batch);
  await after(BATCH_EVERY_MS);
  highestRss = Math.max(highestRss, rssMb());
}
await after(1_000);
const came = await whatCame(pages);
const { pushMs, lost } = came;
console.log(
  `${BATCHES} batches of ${ROWS_A_BATCH} rows, one each ${BATCH_EVERY_MS} ms, ${SLOW} pages do not read`,
);
console.log(
  `  a push: ${spread(pushMs)}; ${pushMs.length} of ${BATCHES * PAGES} arrived one by one`,
);
console.log(
  `  CPU of the server ${cpuMs(pushCpu)} ms, highest RSS ${highestRss} MB; cut ${hub.stats().cutSlow} that do not read, ${lost} that do`,
);
pages.kill();
process.exit();

function publish(batch: number): void {
  const fromSeq = lastSeq;
  const changed = Array.from({ length: ROWS_A_BATCH }, (_, place) => {
    const number = (batch * ROWS_A_BATCH + place) % PODS;
    const changedRow = row(number, `sent at ${clockMs().toFixed(2)}`);
    rows.set(number, changedRow);
    return changedRow;
  });
  lastSeq = seq(lastSeq + ROWS_A_BATCH);
  hub.publish({ fromSeq, toSeq: lastSeq, rows: changed, transitions: [], gaps: [] });
}

function row(number: number, statusSentence: string): PodRow {
  const pip = {
    role: 'app',
    image: 'shop/checkout:1',
    state: 'failed',
    text: 'exit 1 Error, restarted 4 times',
  } as const;
  return {
    uid: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    namespace: `team-${number % 40}`,
    name: `checkout-7d9f8b6c5d-${number}`,
    node: `worker-${number % 60}`,
    workload: { kind: 'Deployment', name: 'checkout', revision: '7d9f8b6c5d' },
    createdAt: millis(1_700_000_000_000 + number),
    deletedAt: null,
    ready: '1/2',
    status: 'CrashLoopBackOff',
    statusSentence: `the container migrate ended with 1 (Error) and waits to be started again; ${statusSentence}`,
    restarts: 4,
    lastRestartAt: millis(1_700_000_100_000),
    pips: [
      { name: 'migrate', ...pip },
      { name: 'app', ...pip },
    ],
    labels: { app: 'checkout' },
    traits: ['crash-looping'],
    reasons: ['Error', 'CrashLoopBackOff'],
    stuck: null,
    cause: null,
    recent: null,
    lastFailure: null,
    startedUp: null,
  };
}

async function whatCame(from: ChildProcess): Promise<Told> {
  from.send('what came');
  const [told] = (await once(from, 'message')) as [Told];
  return told;
}

function spread(all: readonly number[]): string {
  const sorted = [...all].sort((a, b) => a - b);
  const at = (part: number) => (sorted[Math.floor((sorted.length - 1) * part)] ?? 0).toFixed(0);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms`;
}

function rssMb(): number {
  return Math.round(process.memoryUsage().rss / 1e6);
}

function cpuMs(since: NodeJS.CpuUsage): string {
  const { user, system } = process.cpuUsage(since);
  return ((user + system) / 1000).toFixed(0);
}
