/** How many pod events a second each station of the street takes; see bench/README.md. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Known,
  type Millis,
  millis,
  observe,
  type PodSnapshot,
  type Transition,
} from '@podline/domain';
import { isUnreadable, podFromApi } from '@podline/kube';
import { type JsonObject, readRecording } from '@podline/replay';
import { openStore, type StoredPod } from '@podline/store';

const ROUNDS = 5;
const RECORDINGS = fileURLToPath(new URL('../../recordings', import.meta.url));
const NOW = millis(0);

interface Observed {
  readonly pod: StoredPod;
  readonly transitions: readonly { readonly uid: string; readonly transition: Transition }[];
}

const texts = await recordedPods();
console.log(`${texts.length} pod events of all recordings, ${ROUNDS} rounds, median`);
await measure('parse', async () => texts.map((text): unknown => JSON.parse(text)));
const snapshots = await measure('read', async () => texts.flatMap(read));
const observed = await measure('observe', async () => observeAll(snapshots));
await measure('append', () => append(observed, 1));
await measure('append, batched', () => append(observed, 500));

async function recordedPods(): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of await readdir(RECORDINGS)) {
    if (name.startsWith('_')) continue;
    const { pods } = await readRecording(join(RECORDINGS, name));
    found.push(...pods.filter((line) => line.type !== 'BOOKMARK').map((line) => line.text));
  }
  return found;
}

function read(text: string): readonly PodSnapshot[] {
  const object: JsonObject = JSON.parse(text);
  const snapshot = podFromApi(object);
  return isUnreadable(snapshot) ? [] : [snapshot];
}

function observeAll(all: readonly PodSnapshot[]): readonly Observed[] {
  const known = new Map<string, Known>();
  return all.map((snapshot) => {
    const seen = observe(known.get(snapshot.uid) ?? null, snapshot, NOW);
    known.set(snapshot.uid, seen.known);
    const { uid, namespace, name, createdAt } = snapshot;
    return {
      pod: { uid, namespace, name, createdAt, deletedAt: null, known: seen.known },
      transitions: seen.transitions.map((transition) => ({ uid, transition })),
    };
  });
}

async function append(all: readonly Observed[], size: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'podline-bench-'));
  const store = await openStore({ path: join(folder, 'bench.db'), now: (): Millis => NOW });
  const log = await store.forCluster({ id: 'bench', name: 'bench', server: '' });
  for (let i = 0; i < all.length; i += size) {
    const part = all.slice(i, i + size);
    const pods = new Map(part.map(({ pod }) => [pod.uid, pod]));
    const transitions = part.flatMap((o) => o.transitions);
    await log.append({ transitions, pods: [...pods.values()], checkpoint: null, gaps: [] });
  }
  const { lastSeq } = await log.load();
  await store.close();
  await rm(folder, { recursive: true });
  return lastSeq;
}

async function measure<T>(name: string, work: () => Promise<T>): Promise<T> {
  const took: number[] = [];
  let result = await work();
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    result = await work();
    took.push(performance.now() - began);
  }
  took.sort((a, b) => a - b);
  const median = took[Math.floor(took.length / 2)] ?? 0;
  const spread = `${(took[0] ?? 0).toFixed(0)}–${(took.at(-1) ?? 0).toFixed(0)}`;
  const rate = Math.round((texts.length / median) * 1000);
  console.log(
    `${name.padEnd(16)} ${median.toFixed(0).padStart(6)} ms (${spread})  ${rate} events/s`,
  );
  return result;
}
