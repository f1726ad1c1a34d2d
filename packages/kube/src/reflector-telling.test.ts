import { describe, expect, test } from 'vitest';
import type { ReflectorState } from './reflector-state.ts';
import {
  added,
  behind,
  ended,
  expired,
  failure,
  fresh,
  moved,
  opened,
  page,
  play,
  reached,
  rested,
  resumed,
  type Scripted,
  silent,
  type Thing,
  thing,
  tooLarge,
  unreachable,
  watching,
} from './testing/step-script.ts';

describe('what a reflector tells', () => {
  test.each<[string, ReflectorState<Thing>, readonly Scripted[], readonly object[]]>([
    [
      'a whole list between its brackets',
      fresh,
      [[0, page('10', 'a', 'b')]],
      [
        { kind: 'list-began', cause: 'first' },
        { kind: 'applied', snapshot: thing('a', '10') },
        { kind: 'applied', snapshot: thing('b', '10') },
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
      'F3, F4: that history is lost, at once',
      fresh,
      [...moved, [2, failure(expired)]],
      [{ kind: 'expired' }],
    ],
    [
      'F3: that history is lost, before it waits to list',
      fresh,
      [...watching, [1, failure(expired)]],
      [{ kind: 'expired' }, { kind: 'failed', failure: expired, retryInMs: 800 }],
    ],
    [
      'F6: that history is lost when the server is another’s past',
      resumed,
      [
        [0, failure(behind)],
        [1, rested],
        [2, failure(behind)],
      ],
      [{ kind: 'expired' }],
    ],
    [
      'F21: how far a list of several pages is',
      fresh,
      [[0, { ...page('10', 'a', 'b'), continueToken: 'more' }]],
      [{ kind: 'listed', count: 2 }],
    ],
    [
      'F21: how far it is after two of them',
      fresh,
      [
        [0, { ...page('10', 'a', 'b'), continueToken: 'more' }],
        [0, { ...page('10', 'c'), continueToken: 'more' }],
      ],
      [{ kind: 'listed', count: 3 }],
    ],
    [
      'F2: not that a watch is open after one that ended at once, before it held',
      fresh,
      [...watching, [0.5, ended], [1, rested], [2, opened]],
      [],
    ],
    [
      'F2: that it is open when it has held for a second',
      fresh,
      [...watching, [0.5, ended], [1, rested], [2, opened], [3, silent]],
      [{ kind: 'watching' }],
    ],
    [
      'F2: that it is open when it brings something, before that',
      fresh,
      [...watching, [0.5, ended], [1, rested], [2, opened], [2.1, added('b', '11')]],
      [{ kind: 'watching' }, { kind: 'applied', snapshot: thing('b', '11') }],
    ],
    [
      'F19: which object is too large',
      fresh,
      [...watching, [1, tooLarge('b', '11')]],
      [{ kind: 'oversized', object: { namespace: 'shop', name: 'b', uid: 'b' }, bytes: 99 }],
    ],
    [
      'F19: that it is gone',
      fresh,
      [...watching, [1, { ...tooLarge('b', '11'), isDeleted: true }]],
      [
        {
          kind: 'oversized',
          object: { namespace: 'shop', name: 'b', uid: 'b' },
          bytes: 99,
          isDeleted: true,
        },
      ],
    ],
    [
      'F19: an object that is too large within the list that has it, so that it does not vanish',
      fresh,
      [[0, { ...page('10'), items: [{ oversized: null, bytes: 99 }] }]],
      [
        { kind: 'list-began', cause: 'first' },
        { kind: 'oversized', object: null, bytes: 99 },
        { kind: 'list-ended', resourceVersion: '10' },
      ],
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
        [0, reached],
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
      'F18: an unreadable object as such, and that it is gone',
      fresh,
      [
        ...watching,
        [
          1,
          {
            kind: 'object',
            isDeleted: true,
            object: { unreadable: 'no name', uid: 'u' },
            resourceVersion: '11',
          },
        ],
      ],
      [{ kind: 'unreadable', unreadable: 'no name', uid: 'u', isDeleted: true }],
    ],
  ])('%s', (_, from, script, events) => {
    expect(play(from, script).events).toEqual(events);
  });
});
