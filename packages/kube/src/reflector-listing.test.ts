import { describe, expect, test } from 'vitest';
import type { ReflectorState } from './reflector-state.ts';
import {
  added,
  bookmark,
  deleted,
  ended,
  endMark,
  expired,
  failure,
  forbidden,
  list,
  opened,
  oversized,
  page,
  play,
  protocol,
  read,
  rejected,
  rested,
  type Scripted,
  serverError,
  silent,
  streaming,
  type Thing,
  thing,
  throttled,
  tooLarge,
  unauthorized,
  unreachable,
  wait,
  watch,
} from './testing/step-script.ts';

const open: readonly Scripted[] = [[0, opened]];
const half: readonly Scripted[] = [...open, [0, added('a', '9')], [0, added('b', '4')]];
const whole: readonly Scripted[] = [...half, [1, endMark('10')]];

describe('a streaming list', () => {
  test.each<[string, readonly Scripted[], object]>([
    ['is a watch from no version', [], watch(null)],
    ['waits 10 s for each object', half, read(10_000)],
    ['waits a minute in all', [...half, [55, added('c', '5')]], read(5000)],
    ['reads on without its end mark', [...half, [1, bookmark('10')]], read(10_000)],
    ['goes on as a watch after its end mark', whole, read(244_000)],
    [
      'is watched on from the version of its end mark',
      [...whole, [2, failure(unreachable)], [3, rested]],
      watch('10'),
    ],
    [
      'is watched on from what came after its end mark',
      [...whole, [2, added('c', '11')], [240, ended]],
      watch('11'),
    ],
    [
      'F3: is tried again when history is lost',
      [...whole, [2, added('c', '11')], [3, failure(expired)]],
      watch(null),
    ],
  ])('%s', (_, script, action) => {
    expect(play(streaming, script).action).toEqual(action);
  });

  test.each<[string, readonly Scripted[], readonly object[]]>([
    ['nothing before its end mark', half, []],
    ['nothing at another bookmark', [...half, [1, bookmark('10')]], []],
    [
      'everything at its end mark, and then that the watch is open',
      whole,
      [
        { kind: 'list-began', cause: 'first' },
        { kind: 'applied', snapshot: thing('a', '9') },
        { kind: 'applied', snapshot: thing('b', '4') },
        { kind: 'list-ended', resourceVersion: '10' },
        { kind: 'watching' },
      ],
    ],
    [
      'each object once, as it was last',
      [...half, [1, added('a', '12')], [1, deleted('b', '13')], [1, endMark('13')]],
      [
        { kind: 'list-began', cause: 'first' },
        { kind: 'applied', snapshot: thing('a', '12') },
        { kind: 'list-ended', resourceVersion: '13' },
        { kind: 'watching' },
      ],
    ],
    [
      'F19: an object that is too large, in the list',
      [...open, [1, tooLarge('a', '9')], [1, endMark('10')]],
      [
        { kind: 'list-began', cause: 'first' },
        { kind: 'oversized', object: { namespace: 'shop', name: 'a', uid: 'a' }, bytes: 99 },
        { kind: 'list-ended', resourceVersion: '10' },
        { kind: 'watching' },
      ],
    ],
    [
      'F24: that history was lost before it',
      [...whole, [2, added('c', '11')], [3, failure(expired)], [4, opened], [5, endMark('30')]],
      [
        { kind: 'list-began', cause: 'expired' },
        { kind: 'list-ended', resourceVersion: '30' },
        { kind: 'watching' },
      ],
    ],
  ])('%s', (_, script, events) => {
    expect(play(streaming, script).events).toEqual(events);
  });

  test('F21: tells how far it is every 500 objects', () => {
    const many = (count: number): readonly Scripted[] =>
      Array.from({ length: count }, (_, at): Scripted => [1, added(`pod-${at}`, '5')]);
    const told = [499, 500, 501, 1000].map((count) => play(streaming, [...open, ...many(count)]));
    expect(told.map(({ events }) => events)).toEqual([
      [],
      [{ kind: 'listed', count: 500 }],
      [],
      [{ kind: 'listed', count: 1000 }],
    ]);
  });
});

describe('what becomes of a streaming list that fails', () => {
  test.each<[string, readonly Scripted[], object]>([
    ['refused (400, 422): pages, at once', [[0, failure(rejected)]], list],
    ['silent for 10 s: pages, at once', [...half, [10, silent]], list],
    ['no end mark for a minute: pages, at once', [...half, [60, added('c', '5')]], list],
    ['ended without its mark: pages, at once', [...half, [1, ended]], list],
    ['F4: expired half way: pages, at once', [...half, [1, failure(expired)]], list],
    ['F18: a line that is no JSON: pages, at once', [...half, [1, failure(protocol)]], list],
    ['F19: a line that is too large and no object', [...half, [1, failure(oversized)]], list],
    [
      'F16: cut off half way: pages, in a moment',
      [...half, [1, failure(unreachable)], [2, rested]],
      list,
    ],
    [
      'F7: a 500: pages, in a moment',
      [
        [0, failure(serverError(500))],
        [2, rested],
      ],
      list,
    ],
    [
      'the server is not there: again',
      [
        [0, failure(unreachable)],
        [2, rested],
      ],
      watch(null),
    ],
    [
      'F9: throttled: again',
      [
        [0, failure(throttled(5000))],
        [5, rested],
      ],
      watch(null),
    ],
    [
      'F10: 401: again',
      [
        [0, failure(unauthorized)],
        [5, rested],
      ],
      watch(null),
    ],
    [
      'F11: 403: again',
      [
        [0, failure(forbidden)],
        [5, rested],
      ],
      watch(null),
    ],
    ['F9: throttled: after as long as is asked', [[0, failure(throttled(5000))]], wait(5000)],
  ])('%s', (_, script, action) => {
    expect(play(streaming, script).action).toEqual(action);
  });

  const byPages: ReflectorState<Thing> = play(streaming, [...half, [10, silent]]).state;

  test('nothing of it is told with the list of pages that follows', () => {
    expect(play(byPages, [[11, page('12', 'a')]]).events).toEqual([
      { kind: 'list-began', cause: 'first' },
      { kind: 'applied', snapshot: thing('a', '12') },
      { kind: 'list-ended', resourceVersion: '12' },
    ]);
  });

  test('the next list is of pages too, without another try', () => {
    const script: readonly Scripted[] = [
      [11, page('12', 'a')],
      [11, opened],
      [12, added('b', '13')],
      [13, failure(expired)],
    ];
    expect(play(byPages, script).action).toEqual(list);
  });
});
