import { type Store, StoreError } from '@podline/store';
import { expect, test } from 'vitest';
import { type Keep, retainForEver } from './retention.ts';
import { newTally } from './tally.ts';
import { NOON } from './testing/pods.ts';

type Bite = Awaited<ReturnType<Store['retain']>>;
const bite = (pods: number, isDone: boolean): Bite => ({
  pods,
  transitions: pods * 10,
  isDone,
  oldestAt: null,
});

/** Bites as given, until there are no more; then it is stopped. */
async function rounds(
  answers: readonly (Bite | StoreError)[],
  {
    keep = { maxAgeMs: 1000, maxBytes: 5 },
    isClockTrusted = true,
  }: { keep?: Keep; isClockTrusted?: boolean } = {},
) {
  const stop = new AbortController();
  const left = [...answers];
  const asked: object[] = [];
  const waits: number[] = [];
  const said: string[] = [];
  const tally = newTally();
  let forgot = 0;
  await retainForEver(
    {
      store: {
        retain: async (limits) => {
          asked.push(limits);
          const answer = left.shift() ?? bite(0, true);
          if (answer instanceof StoreError) throw answer;
          return answer;
        },
      },
      keep,
      tally,
      forgot: () => {
        forgot += 1;
      },
      now: () => NOON,
      isClockTrusted: () => isClockTrusted,
      sleep: async (ms) => {
        waits.push(ms);
        if (left.length === 0) stop.abort();
      },
      say: { warn: (s) => said.push(`warn: ${s}`), info: (s) => said.push(`info: ${s}`) },
    },
    stop.signal,
  );
  return { asked, waits, said, tally, forgot };
}

test('it bites until all is done, with pauses, and says what went', async () => {
  const { waits, said, tally, forgot } = await rounds([
    bite(3, false),
    bite(2, false),
    bite(1, true),
    bite(0, true),
  ]);
  expect(waits).toEqual([600_000, 50, 50, 600_000, 600_000]);
  expect(said).toEqual(['info: The history of 6 pods that are long gone was let go of.']);
  expect([tally.retainedPods, tally.retainedTransitions, forgot]).toEqual([6, 60, 3]);
});

test('F29: while the clock cannot be trusted, nothing goes for its age; the size still counts', async () => {
  const { asked } = await rounds([bite(0, true)], { isClockTrusted: false });
  expect(asked).toEqual([{ maxAgeMs: null, maxBytes: 5, now: NOON }]);
});

test('F45: a database that takes no writes is tried at the next round', async () => {
  const { waits, said } = await rounds([new StoreError('StoreFull', '/db'), bite(1, true)]);
  expect(waits).toEqual([600_000, 600_000, 600_000]);
  expect(said).toHaveLength(2);
});

test('a database that was closed meanwhile is no news', async () => {
  expect((await rounds([new StoreError('StoreClosed', '/db')])).said).toEqual([]);
});
