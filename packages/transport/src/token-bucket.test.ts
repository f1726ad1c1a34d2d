import { expect, test } from 'vitest';
import { fullBucket, type TokenBucket, taken } from './token-bucket.ts';

const rate = { perSecond: 20, burst: 50 };

/** How many of `tries` at one time pass. */
function passing(bucket: TokenBucket, now: number, tries: number): [number, TokenBucket] {
  let left = bucket;
  for (let passed = 0; passed < tries; passed += 1) {
    const after = taken(left, rate, now);
    if (after === null) return [passed, left];
    left = after;
  }
  return [tries, left];
}

test('a burst passes, then as many a second as the rate says, and never more than a burst', () => {
  let [passed, bucket] = passing(fullBucket(rate, 0), 0, 60);
  expect(passed).toBe(50);
  [passed, bucket] = passing(bucket, 1_000, 60);
  expect(passed).toBe(20);
  [passed] = passing(bucket, 1_000_000, 60);
  expect(passed).toBe(50);
});

test('a clock that goes back gives nothing', () => {
  const [, empty] = passing(fullBucket(rate, 5_000), 5_000, 50);
  expect(taken(empty, rate, 1_000)).toBeNull();
});
