import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Known,
  millis,
  observe,
  type PodSnapshot,
  type RecordedTransition,
  seq,
} from '@podline/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore, type Store } from './open.ts';
import { crashLoop } from './testing/crash-loop.ts';
import { aBatch, aPod, aTransition, CLUSTER, temporaryFolder } from './testing/fixtures.ts';
import { atTheEnd, HOUR, makeFullLog, numberIn, retainAll, TO } from './testing/retaining.ts';
import type { TransitionLog } from './transition-log.ts';

let temporary: ReturnType<typeof temporaryFolder>;
let path: string;
let store: Store;
let log: TransitionLog;

const open = async (): Promise<void> => {
  store = await openStore({ path, now: atTheEnd });
  log = await store.forCluster(CLUSTER);
};
const openFull = async (): Promise<void> => {
  await store.close();
  rmSync(path);
  await makeFullLog(path);
  await open();
};
beforeEach(async () => {
  temporary = temporaryFolder();
  path = join(temporary.folder, 'podline.db');
  await open();
});
afterEach(async () => {
  await store.close();
  temporary.remove();
});

const history = (uid: string): Promise<readonly RecordedTransition[]> =>
  log.transitionsOf(uid, seq(0));

describe('V2, V3: after retention', () => {
  test('V3: no seq is given a second time, also not after all was dropped and the file opened again', async () => {
    await appendPods(0, 5);
    await retainAll(store, { maxAgeMs: 0, now: millis(TO + HOUR) });
    expect(await numberIn(path, 'SELECT count(*) FROM "transition"')).toBe(0);
    await store.close();
    await open();
    expect((await log.load()).lastSeq).toBe(150);
    const { transitions } = await log.append(
      aBatch({
        pods: [aPod('new')],
        transitions: [{ uid: 'new', transition: aTransition('one') }],
      }),
    );
    expect(transitions[0]?.transition.seq).toBe(151);
  });

  test('V2: a pod that is listed again brings back nothing of what was dropped', async () => {
    const life = crashLoop('a', 300);
    let known: Known | null = null;
    for (const snapshot of life) {
      known = await record(known, snapshot);
    }
    const before = await history('a');
    await retainAll(store, { maxBytes: 1 });
    const kept = await history('a');
    expect(kept.length).toBeLessThan(before.length - 500);
    await store.close();
    await open();
    const [loaded] = (await log.load()).pods;
    const last = life.at(-1) as PodSnapshot;
    // A list that shows it as it was, and one that shows it with another resourceVersion.
    for (const snapshot of [last, { ...last, resourceVersion: 'another' }]) {
      const { transitions } = observe(loaded?.known ?? null, snapshot, TO);
      expect(transitions).toEqual([]);
    }
    // And when it goes on, what comes is new.
    await record(loaded?.known ?? null, { ...crashLoop('a', 301).at(-1) } as PodSnapshot);
    const after = await history('a');
    expect(after.length).toBeGreaterThan(kept.length);
    expect(after.slice(0, kept.length)).toEqual(kept);
    const all = [...before, ...after.slice(kept.length)].map(({ key }) => key);
    expect(new Set(all).size).toBe(all.length);
  });

  test('V2: a batch whose outcome was in doubt and is appended again after it is still there', async () => {
    await openFull();
    const pod = aPod('doubtful', 0, { deletedAt: millis(1) });
    const batch = aBatch({
      pods: [pod],
      transitions: Array.from({ length: 500 }, (_, n) => ({
        uid: pod.uid,
        transition: aTransition(`fact-${n}`),
      })),
    });
    await log.append(batch);
    await retainAll(store, { maxBytes: 1 });
    expect(await log.append(batch)).toMatchObject({ transitions: [] });
    expect(await history(pod.uid)).toHaveLength(500);
  });
});

async function appendPods(round: number, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const uid = `round-${round}-${n}`;
    await log.append(
      aBatch({
        pods: [aPod(uid, 0, { deletedAt: millis(TO + round) })],
        transitions: Array.from({ length: 30 }, (_, k) => ({
          uid,
          transition: aTransition(`fact-${k}`),
        })),
      }),
    );
  }
}

/** As the recorder does it: what is new goes into the log together with what is known then. */
async function record(known: Known | null, snapshot: PodSnapshot): Promise<Known> {
  const seen = observe(known, snapshot, TO);
  await log.append(
    aBatch({
      pods: [aPod(snapshot.uid, 0, { known: seen.known })],
      transitions: seen.transitions.map((transition) => ({ uid: snapshot.uid, transition })),
    }),
  );
  return seen.known;
}
