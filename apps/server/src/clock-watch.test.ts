import { durationMs, millis } from '@podline/domain';
import { expect, test } from 'vitest';
import { jumpSentence, watchClock } from './clock-watch.ts';

/** What the wall clock did between two looks, beyond the time that passed: each look is 5 s after the one before. */
async function jumpsOf(steps: readonly number[]): Promise<readonly number[]> {
  const stop = new AbortController();
  const left = [...steps];
  const jumps: number[] = [];
  let steady = 0;
  let wall = 1_000_000;
  await watchClock(
    {
      now: () => millis(wall),
      monotonic: () => steady,
      sleep: async (ms) => {
        const step = left.shift();
        if (step === undefined) return stop.abort();
        steady += ms;
        wall += ms + step;
      },
      jumped: (by) => jumps.push(by),
    },
    stop.signal,
  );
  return jumps;
}

const HOUR = 3_600_000;

test.each<[string, readonly number[], readonly number[]]>([
  ['a clock that runs is no news', [0, 0, 0], []],
  ['neither is one that is slewed, for ever', Array.from({ length: 50 }, () => 500), []],
  ['F29: an hour back is told once', [0, -HOUR, 0, 0], [-HOUR]],
  ['F29: a day forward is told once', [24 * HOUR, 0], [24 * HOUR]],
  ['F29: and the way back too', [HOUR, 0, -HOUR], [HOUR, -HOUR]],
])('%s', async (_, steps, jumps) => {
  expect(await jumpsOf(steps)).toEqual(jumps);
});

test('F29: people read which way and how far', () => {
  expect(jumpSentence(durationMs(-HOUR))).toContain('set back by 60m');
  expect(jumpSentence(durationMs(24 * HOUR))).toContain('set forward by 24h');
});
