import { describe, expect, test } from 'vitest';
import type { ReflectorInput, ReflectorState } from './reflector-state.ts';
import {
  added,
  bookmark,
  ended,
  expired,
  failure,
  forbidden,
  fresh,
  list,
  moved,
  opened,
  oversized,
  page,
  play,
  protocol,
  rested,
  resumed,
  type Scripted,
  serverError,
  type Thing,
  throttled,
  unauthorized,
  unreachable,
  wait,
  watch,
  watching,
} from './testing/step-script.ts';

describe('what a reflector does next', () => {
  test.each<[string, ReflectorState<Thing>, readonly Scripted[], object]>([
    ['begins with a list', fresh, [], list],
    ['begins with a watch where it has a version', resumed, [], watch('7')],
    ['watches from the version of its list', fresh, [[0, page('10', 'a')]], watch('10')],
    ['asks for 240 s at least', fresh, [[0, page('10'), 0]], watch('10')],
    [
      'asks for 300 s at most',
      fresh,
      [[0, page('10'), 0.999]],
      { ...watch('10'), timeoutSeconds: 300 },
    ],
    [
      'waits for a line until the watch is over, and 5 s',
      fresh,
      watching,
      { kind: 'read', withinMs: 245_000 },
    ],
    ['watches on at a clean end, at once', fresh, [...moved, [240, ended]], watch('11')],
    [
      'watches on at a clean end without a line, at once',
      fresh,
      [...watching, [240, ended]],
      watch('10'),
    ],
    [
      'waits after a watch that ends at once and empty',
      fresh,
      [...watching, [0.9, ended]],
      wait(800),
    ],
    [
      'does not wait after a short watch that brought something',
      fresh,
      [...watching, [0.5, added('b', '11')], [0.9, ended]],
      watch('11'),
    ],
    ['waits after a reset', fresh, [...moved, [2, failure(unreachable)]], wait(800)],
    [
      'watches from the last version after a reset',
      fresh,
      [...moved, [2, failure(unreachable)], [3, rested]],
      watch('11'),
    ],
    [
      'watches from the last version after a 429',
      fresh,
      [...moved, [2, failure(throttled(null))], [3, rested]],
      watch('11'),
    ],
    ['obeys Retry-After', fresh, [...moved, [2, failure(throttled(9000))]], wait(9000)],
    [
      'watches from the last version after a 401',
      fresh,
      [...moved, [2, failure(unauthorized)], [3, rested]],
      watch('11'),
    ],
    [
      'watches from the last version after a 403',
      fresh,
      [...moved, [2, failure(forbidden)], [3, rested]],
      watch('11'),
    ],
    ['lists at once at a 410', fresh, [...moved, [2, failure(expired)]], list],
    ['lists at once at a 410 of a stored version', resumed, [[0, failure(expired)]], list],
    [
      'waits before it lists for a 410 that follows straight on a list',
      fresh,
      [...watching, [1, failure(expired)]],
      wait(800),
    ],
    ['lists after that wait', fresh, [...watching, [1, failure(expired)], [2, rested]], list],
    [
      'lists after a line beyond the limit',
      fresh,
      [...moved, [2, failure(oversized)], [3, rested]],
      list,
    ],
    [
      'watches again after a 500 within the watch',
      fresh,
      [...moved, [2, failure(serverError(500))], [3, rested]],
      watch('11'),
    ],
    [
      'still watches when 500s have gone on for 59 s',
      fresh,
      [...moved, [2, failure(serverError(500))], [61, failure(serverError(500))], [62, rested]],
      watch('11'),
    ],
    [
      'lists when 500s have gone on for a minute',
      fresh,
      [...moved, [2, failure(serverError(500))], [62, failure(serverError(500))], [63, rested]],
      list,
    ],
    [
      'lists when broken lines have gone on for a minute',
      fresh,
      [...moved, [2, failure(protocol)], [62, failure(protocol)], [63, rested]],
      list,
    ],
    [
      'begins that minute anew after anything that came',
      fresh,
      [
        ...moved,
        [2, failure(serverError(500))],
        [3, opened],
        [4, bookmark('12')],
        [62, failure(serverError(500))],
        [63, rested],
      ],
      watch('12'),
    ],
    [
      'never lists because of a 503, however long',
      fresh,
      [...moved, [2, failure(serverError(503))], [600, failure(serverError(503))], [630, rested]],
      watch('11'),
    ],
    [
      'never lists because of refused connections, however long',
      fresh,
      [...moved, [2, failure(unreachable)], [9999, failure(unreachable)], [9999, rested]],
      watch('11'),
    ],
  ])('%s', (_, from, script, action) => {
    expect(play(from, script).action).toEqual(action);
  });

  test('asks for the page after this one', () => {
    const first: ReflectorInput<Thing> = {
      kind: 'page',
      items: [],
      resourceVersion: '10',
      continueToken: 'more',
    };
    expect(play(fresh, [[0, first]]).action).toEqual({ kind: 'list', continueToken: 'more' });
  });
});

describe('what a reflector tells', () => {
  test.each<[string, ReflectorState<Thing>, readonly Scripted[], readonly object[]]>([
    [
      'a whole list between its brackets',
      fresh,
      [[0, page('10', 'a', 'b')]],
      [
        { kind: 'list-began', cause: 'first' },
        { kind: 'applied', snapshot: { name: 'a' } },
        { kind: 'applied', snapshot: { name: 'b' } },
        { kind: 'list-ended', resourceVersion: '10' },
      ],
    ],
    [
      'an empty list, for nothing is an answer too',
      fresh,
      [[0, page('10')]],
      [
        { kind: 'list-began', cause: 'first' },
        { kind: 'list-ended', resourceVersion: '10' },
      ],
    ],
    ['that the watch is open', fresh, watching, [{ kind: 'watching' }]],
    [
      'each failure and when it tries again',
      fresh,
      [[0, failure(unreachable)]],
      [{ kind: 'failed', failure: unreachable, retryInMs: 800 }],
    ],
    [
      'nothing about a 410: the list that follows says it',
      fresh,
      [...moved, [2, failure(expired)]],
      [],
    ],
    [
      'that history was lost before this list',
      fresh,
      [...moved, [2, failure(expired)], [3, page('30')]],
      [
        { kind: 'list-began', cause: 'expired' },
        { kind: 'list-ended', resourceVersion: '30' },
      ],
    ],
    [
      'that a first list failed and is still the first',
      fresh,
      [
        [0, failure(unreachable)],
        [1, rested],
        [2, page('10')],
      ],
      [
        { kind: 'list-began', cause: 'first' },
        { kind: 'list-ended', resourceVersion: '10' },
      ],
    ],
    [
      'what history was lost though the list after it failed first',
      resumed,
      [
        [0, failure(expired)],
        [1, failure(unreachable)],
        [2, rested],
        [3, page('10')],
      ],
      [
        { kind: 'list-began', cause: 'expired' },
        { kind: 'list-ended', resourceVersion: '10' },
      ],
    ],
    [
      'an unreadable object as such',
      fresh,
      [
        ...watching,
        [
          1,
          {
            kind: 'object',
            type: 'DELETED',
            object: { unreadable: 'no name', uid: 'u' },
            resourceVersion: '11',
          },
        ],
      ],
      [{ kind: 'unreadable', unreadable: 'no name', uid: 'u' }],
    ],
  ])('%s', (_, from, script, events) => {
    expect(play(from, script).events).toEqual(events);
  });
});
