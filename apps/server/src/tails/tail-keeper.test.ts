import { setImmediate } from 'node:timers/promises';
import { millis } from '@podline/domain';
import { StoreError, type TailOfPod } from '@podline/store';
import { expect, test } from 'vitest';
import { TailKeeper } from './tail-keeper.ts';

const tail = (attempt: number, uid = 'a'): TailOfPod => ({
  uid,
  tail: {
    ...{ container: 'app', containerId: `containerd://${attempt}`, attempt, outcome: 'skipped' },
    ...{ lines: [], lineCount: 0, isCut: false, masked: 0, fetchedAt: millis(0), signature: null },
  },
});

interface Bench {
  readonly keeper: TailKeeper;
  /** By transaction, the attempts written. */
  readonly written: (readonly number[])[];
  readonly sleeps: number[];
}

/** `answer` gives the uids that are missing, or fails, by the number of the transaction. */
function bench(
  answer: (turn: number) => readonly string[] | Error = () => [],
  signal = new AbortController().signal,
): Bench {
  const written: (readonly number[])[] = [];
  const sleeps: number[] = [];
  const keeper = new TailKeeper({
    log: {
      async keepTails(kept) {
        await setImmediate();
        const missing = answer(written.length);
        written.push(kept.map((it) => it.tail.attempt));
        if (missing instanceof Error) throw missing;
        return new Set(missing);
      },
    },
    maxBytes: 1,
    async sleep(ms) {
      sleeps.push(ms);
      await setImmediate();
    },
    signal,
  });
  return { keeper, written, sleeps };
}

test('the first is written at once, and those that come meanwhile together, a hundred at a time', async () => {
  const { keeper, written, sleeps } = bench();
  const kept = Array.from({ length: 151 }, (_, attempt) => keeper.keep(tail(attempt)));
  expect(await Promise.all(kept)).toEqual(kept.map(() => true));
  expect(written.map((some) => some.length)).toEqual([1, 100, 50]);
  expect(written.flat()).toEqual(kept.map((_, attempt) => attempt));
  // In between whatever else is to be written has its turn.
  expect(sleeps).toEqual([250, 250]);
});

test('a pod that is not there yet is waited for, and the others go ahead', async () => {
  const { keeper, written, sleeps } = bench((turn) => (turn < 2 ? ['late'] : []));
  const late = keeper.keep(tail(1, 'late'));
  expect(await keeper.keep(tail(2))).toBe(true);
  expect(await late).toBe(true);
  expect(written[0]).toEqual([1]);
  expect(written.slice(1).flat().toSorted()).toEqual([1, 1, 2]);
  expect(sleeps).toContain(1000);
});

test('a pod that never comes is let go after five more tries', async () => {
  const { keeper, written, sleeps } = bench(() => ['never']);
  expect(await keeper.keep(tail(1, 'never'))).toBe(false);
  expect(written).toHaveLength(6);
  expect(sleeps).toEqual([1000, 2000, 4000, 8000, 16_000]);
});

test('a busy database is asked again, a broken one is not', async () => {
  const busy = new StoreError('StoreBusy', 'podline.db');
  expect(busy.retryable).toBe(true);
  const patient = bench((turn) => (turn === 0 ? busy : []));
  expect(await patient.keeper.keep(tail(1))).toBe(true);
  const broken = bench(() => new StoreError('StoreCorrupt', 'podline.db'));
  expect(await broken.keeper.keep(tail(1))).toBe(false);
  expect(broken.written).toHaveLength(1);
});

test('more than five thousand in hand are not kept', async () => {
  const { keeper, written } = bench();
  const kept = Array.from({ length: 5100 }, (_, attempt) => keeper.keep(tail(attempt)));
  const outcomes = await Promise.all(kept);
  expect(outcomes.filter((isKept) => !isKept)).toHaveLength(100);
  expect(written.flat()).toHaveLength(5000);
});

test('those that rest before the next try take their place among the five thousand', async () => {
  const rested = Promise.withResolvers<void>();
  let writes = 0;
  const keeper = new TailKeeper({
    log: {
      async keepTails(kept) {
        writes += kept.length;
        return new Set(['late']);
      },
    },
    maxBytes: 1,
    sleep: (ms) => (ms < 1000 ? setImmediate() : rested.promise),
    signal: AbortSignal.abort(),
  });
  const late = Array.from({ length: 5000 }, (_, attempt) => keeper.keep(tail(attempt, 'late')));
  while (writes < 5000) await setImmediate();
  expect(await keeper.keep(tail(1))).toBe(false);
  rested.resolve();
  expect(new Set(await Promise.all(late))).toEqual(new Set([false]));
  expect(await keeper.keep(tail(1))).toBe(true);
});

test('told to stop, it writes what waits and does not wait for a pod', async () => {
  const stop = new AbortController();
  const { keeper, written } = bench(() => ['late'], stop.signal);
  const late = keeper.keep(tail(1, 'late'));
  const kept = keeper.keep(tail(2));
  stop.abort();
  expect(await Promise.all([late, kept])).toEqual([false, true]);
  expect(written).toEqual([[1], [2]]);
});
