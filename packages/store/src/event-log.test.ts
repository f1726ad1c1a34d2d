import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { millis } from '@podline/domain';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore, type Store } from './open.ts';
import type { StoredEvent } from './stored-event.ts';
import { anEvent, anEventBatch, anySaying } from './testing/events.ts';
import { aBatch, aPod, CLUSTER, NOW, now, temporaryFolder } from './testing/fixtures.ts';
import { NO_LIMITS, numberIn, retainAll } from './testing/retaining.ts';
import type { TransitionLog } from './transition-log.ts';

let temporary: ReturnType<typeof temporaryFolder>;
let path: string;
let store: Store;
let log: TransitionLog;

const open = async (): Promise<void> => {
  store = await openStore({ path, now });
  log = await store.forCluster(CLUSTER);
};
beforeEach(async () => {
  temporary = temporaryFolder();
  path = join(temporary.folder, 'podline.db');
  await open();
  await log.append(aBatch({ pods: [aPod('a'), aPod('b')] }));
});
afterEach(async () => {
  await store.close();
  temporary.remove();
});

const append = (...events: readonly StoredEvent[]) => log.events.append(anEventBatch({ events }));
const after = (seconds: number) => millis(NOW + seconds * 1000);
const commits = () => numberIn(path, 'SELECT "commits" FROM "store"');

describe('append', () => {
  test('keeps what was said, in order of time, through a restart', async () => {
    const events = [
      anEvent('later', { at: after(5), count: 3, container: null, message: null }),
      anEvent('sooner', { reason: 'Pulled', type: 'Normal', component: null }),
    ];
    expect(await append(...events)).toEqual({ stored: 2, pods: ['a'], unknown: [] });
    await store.close();
    await open();
    expect(await log.eventsOf('a')).toEqual(events.toReversed());
    expect(await store.reading(CLUSTER.id).eventsOf('a')).toEqual(events.toReversed());
    expect(await log.eventsOf('b')).toEqual([]);
  });

  test('tells those of one time in the order in which they came, whatever is added to them later', async () => {
    await append(anEvent('z-pulling'), anEvent('a-pulled'));
    await append(anEvent('a-pulled', { at: after(9), count: 2 }));
    await append(anEvent('z-pulling', { at: after(9), count: 2 }));
    expect((await log.eventsOf('a')).map(({ uid }) => uid)).toEqual(['z-pulling', 'a-pulled']);
  });

  test('says which pods have news, and what is not news', async () => {
    await append(anEvent('e-1'), anEvent('e-2', { podUid: 'b' }));
    expect(
      await append(anEvent('e-1', { count: 2, at: after(3) }), anEvent('e-2', { podUid: 'b' })),
    ).toEqual({ stored: 1, pods: ['a'], unknown: [] });
  });

  test('of nothing new writes nothing: a list of everything costs the disk nothing', async () => {
    await append(anEvent('e-1'));
    const before = await commits();
    expect(await append(anEvent('e-1'))).toMatchObject({ stored: 0, pods: [] });
    expect(await commits()).toBe(before);
  });

  test('gives back those of pods that it does not know, and keeps the others', async () => {
    const stranger = anEvent('e-1', { podUid: 'not-seen-yet' });
    expect(await append(stranger, anEvent('e-2'))).toEqual({
      stored: 1,
      pods: ['a'],
      unknown: [stranger],
    });
    await log.append(aBatch({ pods: [aPod('not-seen-yet')] }));
    expect(await append(stranger)).toMatchObject({ stored: 1, unknown: [] });
  });

  test('keeps those of a pod that is gone', async () => {
    await log.append(aBatch({ pods: [aPod('a', 1, { deletedAt: NOW })] }));
    expect(await append(anEvent('killing'))).toMatchObject({ stored: 1 });
  });

  test('keeps the newest two hundred of a pod, and those of its neighbour', async () => {
    const many = Array.from({ length: 260 }, (_, n) => anEvent(`e-${n}`, { at: after(n) }));
    await append(anEvent('old', { podUid: 'b', at: after(-1000) }), ...many.slice(0, 150));
    await append(...many.slice(150));
    expect((await log.eventsOf('a')).map(({ uid }) => uid)).toEqual(
      many.slice(60).map(({ uid }) => uid),
    );
    expect(await log.eventsOf('b')).toHaveLength(1);
    // What is older than all of them is let go of at once.
    await append(anEvent('ancient', { at: after(-1000) }));
    expect(await log.eventsOf('a')).toHaveLength(200);
  });

  test('keeps hostile words as they are', async () => {
    const words = `'); DROP TABLE "pod_event"; -- <script>alert(1)</script> \u001b]0;x\u0007 \u202e "\\`;
    const event = anEvent('e-1', { message: words, reason: words, container: words });
    await append(event);
    expect(await log.eventsOf('a')).toEqual([event]);
  });

  test('in whatever order the same sayings come, and in whatever batches, the rows are the same', async () => {
    const runs = fc.array(anySaying, { minLength: 1, maxLength: 8 }).chain((sayings) =>
      fc.record({
        sayings: fc.constant(sayings),
        again: fc.shuffledSubarray([...sayings], { minLength: sayings.length }),
        bite: fc.integer({ min: 1, max: 4 }),
      }),
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(runs, async ({ sayings, again, bite }) => {
        run += 1;
        const [one, other] = [`one-${run}`, `other-${run}`];
        await log.append(aBatch({ pods: [aPod(one), aPod(other)] }));
        await append(...sayings.map((it) => ({ ...it, podUid: one })));
        for (let from = 0; from < again.length; from += bite) {
          const part = again.slice(from, from + bite);
          await append(...part.map((it) => ({ ...it, podUid: other })));
        }
        const rows = async (podUid: string) =>
          new Map((await log.eventsOf(podUid)).map((it) => [it.uid, { ...it, podUid: '' }]));
        expect(await rows(other)).toEqual(await rows(one));
      }),
      { numRuns: 40 },
    );
  });
});

describe('the checkpoint of events', () => {
  const checkpoint = (scope: string, resourceVersion: string) => ({
    scope,
    resourceVersion,
    observedAt: NOW,
  });

  test('moves with what was seen, scope by scope, and is not one of the pods', async () => {
    await log.events.append(anEventBatch({ checkpoint: checkpoint('', '5') }));
    await log.events.append(anEventBatch({ checkpoint: checkpoint('shop', '7') }));
    await log.events.append(anEventBatch({ checkpoint: checkpoint('', '9') }));
    expect(await log.events.checkpoints()).toEqual([checkpoint('', '9'), checkpoint('shop', '7')]);
    expect((await log.load()).checkpoints).toEqual([]);
  });

  test('does not move by what another writer says, and nothing of that is kept', async () => {
    await store.forCluster(CLUSTER);
    await expect(
      log.events.append(anEventBatch({ events: [anEvent('e')], checkpoint: checkpoint('', '5') })),
    ).rejects.toMatchObject({ code: 'Fenced' });
    expect(await log.events.checkpoints()).toEqual([]);
    expect(await log.eventsOf('a')).toEqual([]);
  });
});

describe('retention', () => {
  test('takes the events with their pod', async () => {
    await append(anEvent('e-1'), anEvent('e-2', { podUid: 'b' }));
    await log.append(aBatch({ pods: [aPod('a', 1, { deletedAt: millis(1000) })] }));
    await retainAll(store, { maxAgeMs: 0 });
    expect(await log.eventsOf('a')).toEqual([]);
    expect(await log.eventsOf('b')).toHaveLength(1);
    expect(await numberIn(path, 'SELECT count(*) FROM "pod_event"')).toBe(1);
  });

  test('drops of pods with many events fewer in one bite, and comes to an end', async () => {
    const uids = ['p-1', 'p-2', 'p-3'];
    await log.append(
      aBatch({ pods: uids.map((uid) => aPod(uid, 0, { deletedAt: millis(1000) })) }),
    );
    for (const podUid of uids) {
      await append(...Array.from({ length: 150 }, (_, n) => anEvent(`e-${n}`, { podUid })));
    }
    const bite = await store.retain({ ...NO_LIMITS, maxAgeMs: 0 });
    expect(bite).toMatchObject({ pods: 1, isDone: false });
    expect(await retainAll(store, { maxAgeMs: 0 })).toMatchObject({ pods: 2 });
    expect(await numberIn(path, 'SELECT count(*) FROM "pod_event"')).toBe(0);
  });
});

test('a database that is gone takes no events', async () => {
  rmSync(path);
  await expect(append(anEvent('e'))).rejects.toMatchObject({ code: 'StoreGone' });
});
