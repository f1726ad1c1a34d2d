/**
 * A database as a busy cluster leaves it, of any size: pods that are gone, and pods that are there and restart for ever.
 * The same seed gives the same log. Small for tests; for the bench, a gigabyte in about a minute.
 */
import { type Millis, millis } from '@podline/domain';
import type { StoredPod, TransitionOfPod } from '../batch.ts';
import { type Adapter, openAdapter, rowsOf } from '../connection.ts';
import { openStore } from '../open.ts';
import { transitionsJson } from '../rows.ts';
import { aPod, fileAt } from './fixtures.ts';
import { factOfLife } from './life.ts';

export interface FullDatabase {
  /** Where no file is yet. */
  readonly path: string;
  readonly seed: number;
  readonly cluster: { readonly id: string; readonly name: string; readonly server: string };
  /** Those that are gone came and went one after another, each within a hundredth of the time. */
  readonly deletedPods: number;
  /** Those that are there have been from the beginning. */
  readonly livePods: number;
  readonly transitionsADeletedPod: number;
  readonly transitionsALivePod: number;
  readonly from: Millis;
  readonly to: Millis;
}

const PODS_A_BATCH = 500;
/** The time is cut into so many steps, and each is written at once. */
const STEPS = 100;

/** Makes the database and gives how many transitions it holds. */
export async function makeFullDatabase(wanted: FullDatabase): Promise<number> {
  const random = randomFrom(wanted.seed);
  const spanMs = wanted.to - wanted.from;
  const lifeMs = spanMs / STEPS;
  const live = Array.from({ length: wanted.livePods }, () => aLargePod(random, wanted.from, null));
  const deleted = Array.from({ length: wanted.deletedPods }, (_, n) => {
    const createdAt = wanted.from + ((spanMs - lifeMs) * n) / wanted.deletedPods;
    return aLargePod(random, createdAt, createdAt + lifeMs);
  });
  await writePods(wanted, [...live, ...deleted]);
  const adapter = await openToFill(wanted.path);
  const total = wanted.transitionsALivePod;
  let written = 0;
  for (let step = 0; step < STEPS; step += 1) {
    const from = wanted.from + step * lifeMs;
    const facts = live.flatMap((pod) =>
      life(pod, part(total, step), part(total, step + 1), from, lifeMs),
    );
    for (const pod of deleted.slice(part(deleted.length, step), part(deleted.length, step + 1))) {
      facts.push(...life(pod, 0, wanted.transitionsADeletedPod, pod.createdAt, lifeMs));
    }
    facts.sort((a, b) => a.transition.observedAt - b.transition.observedAt);
    await rowsOf(adapter, INSERT, [wanted.cluster.id, transitionsJson(facts)]);
    written += facts.length;
  }
  await rowsOf(adapter, 'PRAGMA wal_checkpoint(TRUNCATE)');
  await adapter.dispose();
  return written;
}

const INSERT = `
  INSERT INTO "transition" ("cluster_id", "pod_uid", "key", "at", "observed_at", "container", "change")
  SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 FROM json_each(?2)`;

/** How many of `count` belong to the steps before `step`. */
const part = (count: number, step: number): number => Math.floor((count * step) / STEPS);

/** The facts `first` up to and without `end` of a pod's life, evenly over the time. */
const life = (
  { uid, createdAt, deletedAt }: StoredPod,
  first: number,
  end: number,
  from: number,
  spanMs: number,
): TransitionOfPod[] =>
  Array.from({ length: end - first }, (_, n) => {
    const at = millis(Math.floor(from + (spanMs * n) / (end - first)));
    const isLast = deletedAt !== null && first + n === end - 1;
    return { uid, transition: factOfLife(uid, isLast ? 'last' : first + n, createdAt, at) };
  });

async function writePods({ path, cluster, to }: FullDatabase, pods: readonly StoredPod[]) {
  const store = await openStore({ path, now: () => to });
  const log = await store.forCluster(cluster);
  const checkpoint = { scope: '', resourceVersion: '1', observedAt: to };
  for (let i = 0; i < pods.length; i += PODS_A_BATCH) {
    const some = pods.slice(i, i + PODS_A_BATCH);
    await log.append({ transitions: [], pods: some, checkpoint, gaps: [] });
  }
  await store.close();
}

/** Nothing is lost that could not be made again, so nothing waits for the disk. */
function openToFill(path: string): Promise<Adapter> {
  return openAdapter(fileAt(path), [
    ['synchronous', 0],
    ['cache_size', -500_000],
  ]);
}

/** What is known of it takes 3 kB, as it does of real pods. */
function aLargePod(random: () => number, createdAt: number, deletedAt: number | null): StoredPod {
  const uid = [8, 4, 4, 4, 12].map((length) => hex(random, length)).join('-');
  const gone = deletedAt === null ? null : millis(Math.floor(deletedAt));
  const pod = aPod(uid, 0, { createdAt: millis(Math.floor(createdAt)), deletedAt: gone });
  const labels = Object.fromEntries(
    Array.from({ length: 24 }, (_, n) => [`app.example.com/label-${n}`, hex(random, 63)]),
  );
  return { ...pod, known: { ...pod.known, snapshot: { ...pod.known.snapshot, labels } } };
}

const hex = (random: () => number, length: number): string =>
  Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');

/** Mulberry32: numbers from 0 to 1 that follow from the seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
