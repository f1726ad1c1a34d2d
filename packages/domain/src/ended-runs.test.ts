import { expect, test } from 'vitest';
import type { ContainerState, Terminated } from './container-state.ts';
import { endedRuns, logPlaceOf } from './ended-runs.ts';
import type { Known } from './known.ts';
import { millis } from './time.ts';

const end = (containerId: string | null, exitCode = 1): Terminated => ({
  ...{ kind: 'terminated', containerId, startedAt: millis(1), finishedAt: millis(2) },
  ending: { exitCode, signal: null, reason: null, message: null },
});
const running: ContainerState = { kind: 'running', startedAt: millis(3) };
const waiting: ContainerState = { kind: 'waiting', reason: 'CrashLoopBackOff', message: null };

interface Words {
  readonly state: ContainerState;
  readonly last?: Terminated | null;
  readonly restarts?: number;
  /** Of the newest run. */
  readonly id?: string | null;
  /** Runs that are known, by containerID, and their numbers. */
  readonly runs?: Readonly<Record<string, number>>;
}

const known = ({ state, last = null, restarts = 0, id = null, runs = {} }: Words): Known =>
  ({
    snapshot: {
      statuses: [
        { name: 'app', kind: 'app', state, lastEnd: last, restartCount: restarts, containerId: id },
      ],
    },
    lanes: {
      app: {
        runs: Object.entries(runs).map(([containerId, attempt]) => ({ containerId, attempt })),
      },
    },
  }) as unknown as Known;

test.each<[string, Words, readonly (readonly [id: string, attempt: number, place: string])[]]>([
  ['a container that runs for the first time', { state: running, id: 'a' }, []],
  [
    'one that has ended: its log is the current one',
    { state: end('a'), id: 'a' },
    [['a', 0, 'current']],
  ],
  [
    'one that runs again: the end of before is the previous one',
    { state: running, last: end('a'), restarts: 1, id: 'b' },
    [['a', 0, 'previous']],
  ],
  [
    'one that ended twice: both',
    { state: end('b'), last: end('a'), restarts: 1, id: 'b' },
    [
      ['a', 0, 'previous'],
      ['b', 1, 'current'],
    ],
  ],
  [
    'one in back-off: its newest run is lastState',
    { state: waiting, last: end('b'), restarts: 1, id: 'b' },
    [['b', 1, 'previous']],
  ],
  [
    'numbers are those that the transitions have, also when the kubelet counts anew',
    { state: end('b'), restarts: 0, id: 'b', runs: { b: 4 } },
    [['b', 4, 'current']],
  ],
  ['a synthetic end without a containerID never wrote anything', { state: end(null) }, []],
])('%s', (_, words, expected) => {
  const ends = endedRuns(known(words));
  expect(ends.map(({ containerId, attempt, place }) => [containerId, attempt, place])).toEqual(
    expected,
  );
});

test('an end says whether the run did what it was for', () => {
  expect(endedRuns(known({ state: end('a', 0) }))).toMatchObject([{ endedWell: true }]);
  expect(endedRuns(known({ state: end('a', 2) }))).toMatchObject([{ endedWell: false }]);
});

test.each<[string, Words, string, string | null]>([
  ['the run that is there', { state: running, id: 'a' }, 'a', 'current'],
  ['the run before', { state: running, id: 'b', last: end('a') }, 'a', 'previous'],
  ['a run that the kubelet has let go of', { state: running, id: 'c', last: end('b') }, 'a', null],
])('the log of %s is to be had as that', (_, words, id, place) => {
  expect(logPlaceOf(known(words).snapshot, 'app', id)).toBe(place);
  expect(logPlaceOf(known(words).snapshot, 'other', id)).toBeNull();
});
