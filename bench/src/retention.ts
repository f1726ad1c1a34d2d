/**
 * What a full database costs: its start, its sizes, retention beside appends, a backup beside appends, and giving room back
 * to the disk. `npm run bench retention`; see bench/README.md. It makes some gigabytes under the temporary folder and
 * deletes them again. FULL_SCALE=0.1 makes a tenth.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Millis, millis } from '@podline/domain';
import { openStore, type Store, type TransitionLog } from '@podline/store';
import { makeFullDatabase } from '@podline/store/testing';

const SCALE = Number(process.env['FULL_SCALE'] ?? 1);
const CLUSTER = { id: '0a7b5c1e-0000-4000-8000-000000000000', name: 'full', server: '' };
const FROM = millis(1_790_000_000_000);
const TO = millis(1_792_000_000_000);
const SPAN_MS = TO - FROM;
const now = (): Millis => TO;
/** As the server pauses between two bites. */
const PAUSE_MS = 50;
const APPEND_MS = 10_000;
const FACTS_AN_APPEND = 100;

/** So many facts, each with a key of its own. */
let appended = 0;

const folder = await mkdtemp(join(tmpdir(), 'podline-bench-retention-'));
const path = join(folder, 'full.db');
try {
  await generate();
  await start();
  const store = await openStore({ path, now });
  const log = await store.forCluster(CLUSTER);
  await measureSizes(store);
  await appendBesideRetention(store, log);
  await appendBesideBackup(log);
  await retainOnly(store);
  await store.close();
  await giveBack();
} finally {
  await rm(folder, { recursive: true });
}

async function generate(): Promise<void> {
  const began = performance.now();
  const transitions = await makeFullDatabase({
    path,
    seed: 1,
    cluster: CLUSTER,
    deletedPods: 100_000 * SCALE,
    livePods: 20_000 * SCALE,
    transitionsADeletedPod: 20,
    transitionsALivePod: 60,
    from: FROM,
    to: TO,
  });
  say('made', `${transitions} transitions, ${await mebibytes(path)} in ${since(began)}`);
}

/** Cold for this process, warm for the machine: the file was just written. */
async function start(): Promise<void> {
  const began = performance.now();
  const store = await openStore({ path, now });
  const opened = since(began);
  const log = await store.forCluster(CLUSTER);
  const { pods, lastSeq } = await log.load();
  say('start', `opened after ${opened}, ${pods.length} pods loaded after ${since(began)}`);
  say('', `last seq ${lastSeq}`);
  await store.close();
}

async function measureSizes(store: Store): Promise<void> {
  await store.sizes();
  const took = await times(20, () => store.sizes());
  say('sizes()', spread(took));
}

async function appendBesideRetention(store: Store, log: TransitionLog): Promise<void> {
  const alone = await appendFor(log, APPEND_MS);
  say('append alone', `${alone.rate}/s, ${spread(alone.took)}`);
  const done = new AbortController();
  const maxBytes = (await store.sizes()).usedBytes / 2;
  const retaining = retain(store, { maxAgeMs: null, maxBytes }, PAUSE_MS, done.signal);
  const beside = await appendFor(log, APPEND_MS);
  done.abort();
  const { transitions } = await retaining;
  say('append, retaining', `${beside.rate}/s, ${spread(beside.took)}`);
  const ratio = (beside.rate / alone.rate).toFixed(2);
  say('', `${ratio} of the appends alone, while ${transitions} transitions were dropped`);
}

async function appendBesideBackup(log: TransitionLog): Promise<void> {
  const began = performance.now();
  const script = fileURLToPath(new URL('./retention-backup.ts', import.meta.url));
  const child = spawn(process.execPath, [script, path, join(folder, 'backup.db')], {
    stdio: 'inherit',
  });
  let walBytes = 0;
  const watching = setInterval(async () => {
    walBytes = Math.max(walBytes, (await stat(`${path}-wal`)).size);
  }, 100);
  const done = new AbortController();
  const exited = once(child, 'exit').then(() => {
    clearInterval(watching);
    done.abort();
    return since(began);
  });
  const beside = await appendFor(log, 600_000, done.signal);
  say('append, backing up', `${beside.rate}/s, ${spread(beside.took)}, for ${await exited}`);
  const copy = await mebibytes(join(folder, 'backup.db'));
  say(
    '',
    `the write-ahead log grew to ${Math.round(walBytes / 2 ** 20)} MiB; the copy has ${copy}`,
  );
  await rm(join(folder, 'backup.db'));
}

async function retainOnly(store: Store): Promise<void> {
  const age = await retain(store, { maxAgeMs: SPAN_MS * 0.8, maxBytes: null }, 0);
  say('retain by age', told(age));
  const deleted = await retain(store, { maxAgeMs: 0, maxBytes: null }, 0);
  say('the other deleted', told(deleted));
  const thin = await retain(store, { maxAgeMs: null, maxBytes: 1 }, 0);
  say('thin the live', told(thin));
  const { fileBytes, usedBytes } = await store.sizes();
  say('', `in use ${Math.round(usedBytes / 2 ** 20)} of ${Math.round(fileBytes / 2 ** 20)} MiB`);
}

/** Two roads not taken: rewriting the file, and a file that can be cut at its end. On copies, with Node's own SQLite. */
async function giveBack(): Promise<void> {
  const copy = join(folder, 'copy.db');
  await copyFile(path, copy);
  const database = new DatabaseSync(copy);
  const began = performance.now();
  database.exec('PRAGMA auto_vacuum=2; VACUUM');
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  say('VACUUM', `${since(began)} with the lock held, then ${await mebibytes(copy)}`);
  for (const vacuums of [0, 2]) {
    database.exec(`PRAGMA auto_vacuum=${vacuums}; VACUUM; CREATE TABLE "much" (n INTEGER, t TEXT, u TEXT);
      CREATE INDEX "by_t" ON "much" (t)`);
    const filling = performance.now();
    database.exec(
      `WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < 500000)
       INSERT INTO "much" SELECT n, hex(randomblob(20)), hex(randomblob(100)) FROM count`,
    );
    say(`auto_vacuum=${vacuums}`, `500,000 rows in ${since(filling)}`);
    database.exec('DELETE FROM "much" WHERE n % 3 < 2; DELETE FROM "much" WHERE n < 250000');
    if (vacuums === 2) {
      const took = await times(100, async () => database.exec('PRAGMA incremental_vacuum(250)'));
      say('incremental', `250 pages: ${spread(took)}`);
    }
    database.exec('DROP TABLE "much"');
  }
  database.close();
}

interface Retaining {
  readonly took: number[];
  readonly pods: number;
  readonly transitions: number;
  readonly forMs: number;
}

async function retain(
  store: Store,
  limits: { readonly maxAgeMs: number | null; readonly maxBytes: number | null },
  pauseMs: number,
  signal?: AbortSignal,
): Promise<Retaining> {
  const began = performance.now();
  const took: number[] = [];
  let pods = 0;
  let transitions = 0;
  for (let isDone = false; !isDone && signal?.aborted !== true; ) {
    const bite = performance.now();
    const retained = await store.retain({ ...limits, now: TO });
    took.push(performance.now() - bite);
    pods += retained.pods;
    transitions += retained.transitions;
    isDone = retained.isDone;
    if (pauseMs > 0) await after(pauseMs);
  }
  return { took, pods, transitions, forMs: performance.now() - began };
}

function told({ took, pods, transitions, forMs }: Retaining): string {
  const rate = Math.round((transitions / forMs) * 1000);
  return `${pods} pods, ${transitions} transitions, ${rate}/s; a bite ${spread(took)}`;
}

async function appendFor(
  log: TransitionLog,
  forMs: number,
  signal?: AbortSignal,
): Promise<{ readonly took: number[]; readonly rate: number }> {
  const { pods } = await log.load();
  const began = performance.now();
  const took: number[] = [];
  while (performance.now() - began < forMs && signal?.aborted !== true) {
    const from = performance.now();
    const transitions = Array.from({ length: FACTS_AN_APPEND }, (_, n) => {
      appended += 1;
      const pod = pods[(appended * 7919 + n) % pods.length];
      const change = { kind: 'ready', ready: appended % 2 === 0 } as const;
      const key = `app/app/ready/bench-${appended}`;
      return {
        uid: pod?.uid ?? '',
        transition: { key, at: TO, observedAt: TO, container: 'app', change },
      };
    });
    await log.append({ transitions, pods: [], checkpoint: null, gaps: [] });
    took.push(performance.now() - from);
  }
  const rate = (took.length * FACTS_AN_APPEND) / ((performance.now() - began) / 1000);
  return { took, rate: Math.round(rate) };
}

async function times(count: number, work: () => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const began = performance.now();
    await work();
    took.push(performance.now() - began);
  }
  return took;
}

function spread(took: readonly number[]): string {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (part: number) => (sorted[Math.floor((sorted.length - 1) * part)] ?? 0).toFixed(1);
  return `median ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)} ms (${took.length})`;
}

function since(began: number): string {
  return `${((performance.now() - began) / 1000).toFixed(2)} s`;
}

async function mebibytes(file: string): Promise<string> {
  return `${Math.round((await stat(file)).size / 2 ** 20)} MiB`;
}

function say(what: string, words: string): void {
  console.log(`${what.padEnd(20)}${words}`);
}
