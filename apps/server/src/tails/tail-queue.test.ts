import { describe, expect, test } from 'vitest';
import { type Ask, QUEUE_LIMITS, type QueueLimits, TailQueue } from './tail-queue.ts';

const ask = (attempt: number, change: Partial<Ask> = {}): Ask => ({
  ...{ uid: 'a', namespace: 'shop', pod: 'web-1', container: 'app', tries: 0 },
  ...{ attempt, containerId: `containerd://${attempt}` },
  ...change,
});
const ofPod = (index: number): Ask => ask(0, { uid: `pod-${index}` });
const FREE: QueueLimits = { ...QUEUE_LIMITS, betweenOfPodMs: 0, burst: 1000 };

/** Everything that comes by `until`, each done as soon as it is begun. */
function served(
  queue: TailQueue<Ask>,
  until: number,
): readonly (readonly [number, string, number])[] {
  const all: [number, string, number][] = [];
  for (let now = 0; now <= until; ) {
    const turn = queue.next(now);
    if (turn.kind === 'idle') break;
    if (turn.kind === 'wait') {
      now += turn.ms;
      continue;
    }
    all.push([now, turn.ask.uid, turn.ask.attempt]);
    queue.done(turn.ask);
  }
  return all;
}

describe('whose turn it is', () => {
  test('first come, first served; and nobody’s when nobody waits', () => {
    const queue = new TailQueue<Ask>(FREE);
    expect(queue.next(0)).toEqual({ kind: 'idle' });
    for (const index of [1, 2, 3]) queue.add(ofPod(index), 0);
    expect(served(queue, 0).map(([, uid]) => uid)).toEqual(['pod-1', 'pod-2', 'pod-3']);
    expect(queue.isEmpty).toBe(true);
  });

  test('a burst at once, then so many a second', () => {
    const queue = new TailQueue<Ask>({ ...QUEUE_LIMITS, burst: 3, perSecond: 2 });
    for (let index = 0; index < 7; index += 1) queue.add(ofPod(index), 0);
    expect(served(queue, 10_000).map(([at]) => at)).toEqual([0, 0, 0, 500, 1000, 1500, 2000]);
  });

  test('of one pod one at a time, and a pause between; others go ahead meanwhile', () => {
    const queue = new TailQueue<Ask>(QUEUE_LIMITS);
    queue.add(ask(0), 0);
    queue.add(ask(1), 0);
    queue.add(ofPod(9), 0);
    expect(served(queue, 5000)).toEqual([
      [0, 'a', 0],
      [0, 'pod-9', 0],
      [1000, 'a', 1],
    ]);
  });

  test('no more at once than may be under way', () => {
    const queue = new TailQueue<Ask>(FREE);
    for (let index = 0; index < 6; index += 1) queue.add(ofPod(index), 0);
    const begun = [1, 2, 3, 4].map(() => queue.next(0));
    expect(begun.map(({ kind }) => kind)).toEqual(['ask', 'ask', 'ask', 'ask']);
    expect(queue.next(0)).toEqual({ kind: 'idle' });
    queue.done(ofPod(0));
    expect(queue.next(0)).toMatchObject({ kind: 'ask', ask: { uid: 'pod-4' } });
  });

  test('one that is to wait lets others go ahead', () => {
    const queue = new TailQueue<Ask>(FREE);
    queue.add(ofPod(1), 0, 3000);
    queue.add(ofPod(2), 0);
    expect(served(queue, 5000)).toEqual([
      [0, 'pod-2', 0],
      [3000, 'pod-1', 0],
    ]);
  });
});

describe('more than may wait', () => {
  test('of a loop of a thousand the first three and the newest two stay, and each other is told', () => {
    const queue = new TailQueue<Ask>(FREE);
    const skipped: number[] = [];
    for (let attempt = 0; attempt < 1000; attempt += 1)
      skipped.push(...queue.add(ask(attempt), 0).map((it) => it.attempt));
    expect(skipped).toEqual(Array.from({ length: 995 }, (_, index) => index + 3));
    expect(served(queue, 0).map(([, , attempt]) => attempt)).toEqual([0, 1, 2, 998, 999]);
  });

  test('of two containers each has its own', () => {
    const queue = new TailQueue<Ask>(FREE);
    for (const container of ['app', 'proxy'])
      for (let attempt = 10; attempt < 15; attempt += 1) queue.add(ask(attempt, { container }), 0);
    expect(served(queue, 0).map(([, , attempt]) => attempt)).toEqual([13, 14, 13, 14]);
  });

  test('in all: a later attempt goes first, whoever’s it is', () => {
    const queue = new TailQueue<Ask>({ ...FREE, waiting: 3 });
    queue.add(ask(7, { uid: 'loop' }), 0);
    queue.add(ofPod(1), 0);
    queue.add(ofPod(2), 0);
    expect(queue.add(ofPod(3), 0)).toMatchObject([{ uid: 'loop' }]);
    expect(queue.add(ofPod(4), 0)).toMatchObject([{ uid: 'pod-4' }]);
  });
});
