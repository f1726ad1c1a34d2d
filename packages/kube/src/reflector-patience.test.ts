import { millis } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import type { KubeFailure } from './errors.ts';
import type { ReflectorInput } from './reflector-state.ts';
import { next } from './reflector-step.ts';
import {
  added,
  bookmark,
  ended,
  failure,
  forbidden,
  fresh,
  NOON,
  opened,
  page,
  play,
  reach,
  read,
  rested,
  resumed,
  type Scripted,
  serverError,
  silent,
  type Thing,
  throttled,
  unreachable,
  wait,
  watch,
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
  /** Bookmarks at second 20 and 80: one a minute. */
  const aMinute: readonly Scripted[] = [
    [20, bookmark('11')],
    [80, bookmark('12')],
  ];

  test.each<[string, readonly Scripted[], number]>([
    ['one bookmark tells no interval: the rest of its time', [[60, bookmark('11')]], 185_000],
    ['F14: until the next bookmark is 15 s overdue', aMinute, 75_000],
    [
      'F14: which an object in between does not put off',
      [...aMinute, [100, added('c', '13')]],
      55_000,
    ],
    ['F14: but at least 15 s from the last line', [...aMinute, [150, added('c', '13')]], 15_000],
    [
      'a whole interval more where the bookmark is overdue and objects come all the same',
      [...aMinute, [156, added('c', '13')]],
      75_000,
    ],
    ['F14: once told, two and a half intervals in all', [...aMinute, [155, silent]], 75_000],
    [
      'F14: 90 s in all at least, where bookmarks are frequent',
      [
        [1, bookmark('11')],
        [11, bookmark('12')],
        [36, silent],
      ],
      65_000,
    ],
    [
      'the longest interval counts, not the last',
      [
        [1, bookmark('11')],
        [61, bookmark('12')],
        [62, bookmark('13')],
      ],
      75_000,
    ],
    [
      'an interval that is known holds for the next watch, from its beginning',
      [...aMinute, [240, ended], [240, opened]],
      75_000,
    ],
  ])('%s', (_, script, withinMs) => {
    expect(play(fresh, [...watching, ...script]).action).toEqual(read(withinMs));
  });

  test.each<[string, readonly Scripted[], readonly object[]]>([
    [
      'F14, F15: that a bookmark is overdue, and since when nothing came',
      [...aMinute, [155, silent]],
      [{ kind: 'overdue', since: NOON + 80_000 }],
    ],
    [
      'F14, F15: that the watch is dead',
      [...aMinute, [155, silent], [230, silent]],
      [{ kind: 'failed', failure: expect.objectContaining({ code: 'timeout' }), retryInMs: 800 }],
    ],
    [
      'F14: whatever comes before that, and nothing else',
      [...aMinute, [155, silent], [160, added('c', '13')]],
      [{ kind: 'applied', snapshot: { uid: 'c', resourceVersion: '13' } }],
    ],
    [
      'F6: that a watch without any bookmark is dead when its time is over',
      [[245, silent]],
      [{ kind: 'failed', failure: expect.objectContaining({ code: 'timeout' }), retryInMs: 800 }],
    ],
  ])('%s', (_, script, events) => {
    expect(play(fresh, [...watching, ...script]).events).toEqual(events);
  });

  test.each<[string, readonly Scripted[], object]>([
    [
      'F14: from the same version',
      [...aMinute, [155, silent], [230, silent], [231, rested]],
      watch('12'),
    ],
    [
      'F6: when it has asked whether the server has come so far, where not one line came',
      [
        [245, silent],
        [246, rested],
      ],
      reach('10'),
    ],
  ])('%s', (_, script, action) => {
    expect(play(fresh, [...watching, ...script]).action).toEqual(action);
  });
});

describe('how often a reflector asks', () => {
  /** Requests in ten minutes from a server that does the same each time; `random` as chance would have it. */
  function requestsIn(
    answer: readonly (readonly [afterMs: number, input: ReflectorInput<Thing>])[],
  ) {
    let seed = 1;
    const random = (): number => {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    let at = 0;
    let requests = 0;
    let turn = 0;
    let step = next(resumed, { kind: 'reached' }, { at: millis(0), now: NOON, random: 0 });
    while (at < 600_000) {
      let input: ReflectorInput<Thing> = rested;
      if (step.action.kind === 'wait') at += step.action.ms;
      else {
        const [afterMs, what] = answer[turn++ % answer.length] ?? [0, ended];
        requests += what.kind === 'opened' || what.kind === 'failed' ? 1 : 0;
        at += afterMs;
        input = what;
      }
      step = next(step.state, input, { at: millis(at), now: NOON, random: random() });
    }
    return requests;
  }

  test('F2: a watch that ends at once, forever, is asked for at most 0.25 times a second', () => {
    expect(
      requestsIn([
        [1, opened],
        [1, ended],
      ]),
    ).toBeLessThan(150);
  });

  test('F1: a watch that ends every second is asked for less than 0.5 times a second', () => {
    expect(
      requestsIn([
        [1, opened],
        [500, added('b', '11')],
        [500, ended],
      ]),
    ).toBeLessThan(300);
  });

  test('F8: a server that answers 500 for ten minutes is asked at most 0.25 times a second', () => {
    expect(requestsIn([[1, failure(serverError(500))]])).toBeLessThan(150);
  });
});
