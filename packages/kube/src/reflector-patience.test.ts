import { describe, expect, test } from 'vitest';
import type { KubeFailure } from './errors.ts';
import {
  added,
  bookmark,
  ended,
  failure,
  forbidden,
  fresh,
  opened,
  page,
  play,
  type Scripted,
  throttled,
  unreachable,
  wait,
  watching,
} from './testing/step-script.ts';

describe('how long a reflector waits', () => {
  const failures = (count: number, what: KubeFailure, random: number): readonly Scripted[] =>
    Array.from({ length: count }, (_, at) => [at, failure(what), random]);

  test.each<[string, readonly Scripted[], number]>([
    ['0.8 s at least', failures(1, unreachable, 0), 800],
    ['up to 1.6 s after the first failure', failures(1, unreachable, 1), 1600],
    ['up to 3.2 s after the second', failures(2, unreachable, 1), 3200],
    ['anywhere between', failures(2, unreachable, 0.5), 2000],
    ['30 s at most', failures(20, unreachable, 1), 30_000],
    ['60 s at most where it is forbidden', failures(20, forbidden, 1), 60_000],
    ['5 min at most, whatever Retry-After says', [[0, failure(throttled(1e12))]], 300_000],
  ])('%s', (_, script, ms) => {
    expect(play(fresh, script).action).toEqual(wait(ms));
  });

  const failedOften: readonly Scripted[] = [[0, page('10')], ...failures(9, unreachable, 1)];

  test('as long as before when the watch held for less than two minutes', () => {
    const script: readonly Scripted[] = [
      ...failedOften,
      [100, opened],
      [219, failure(unreachable), 1],
    ];
    expect(play(fresh, script).action).toEqual(wait(30_000));
  });

  test('from the beginning when it held for two minutes, even over two watches', () => {
    const script: readonly Scripted[] = [
      ...failedOften,
      [100, opened],
      [150, bookmark('11')],
      [160, ended],
      [160, opened],
      [220, failure(unreachable), 1],
    ];
    expect(play(fresh, script).action).toEqual(wait(1600));
  });
});

describe('how long a reflector trusts silence', () => {
  test.each<[string, readonly Scripted[], number]>([
    ['one bookmark tells no interval: the rest of its time', [[60, bookmark('11')]], 185_000],
    [
      'two and a half intervals',
      [
        [20, bookmark('11')],
        [60, bookmark('12')],
      ],
      100_000,
    ],
    [
      '90 s at least, where bookmarks are frequent',
      [
        [1, bookmark('11')],
        [11, bookmark('12')],
      ],
      90_000,
    ],
    [
      'counted from the last line of any kind',
      [
        [1, bookmark('11')],
        [41, bookmark('12')],
        [100, added('c', '13')],
      ],
      100_000,
    ],
    [
      'the longest interval counts, not the last',
      [
        [1, bookmark('11')],
        [61, bookmark('12')],
        [62, bookmark('13')],
      ],
      150_000,
    ],
  ])('%s', (_, script, withinMs) => {
    expect(play(fresh, [...watching, ...script]).action).toEqual({ kind: 'read', withinMs });
  });
});
