import { expect, test } from 'vitest';
import { at } from '../test/build.ts';
import { runsOf, waitsBeforeRuns } from './run.ts';
import type { ContainerChange, Transition } from './transition.ts';

const fact = (seconds: number | null, change: ContainerChange): Transition => ({
  key: 'any',
  at: seconds === null ? null : at(seconds),
  observedAt: at(99),
  container: 'web',
  change,
});
const started = (seconds: number, attempt: number, containerId: string | null = `web-${attempt}`) =>
  fact(seconds, { kind: 'started', attempt, containerId, imageId: null, seen: 'live' });
const ended = (
  seconds: number | null,
  attempt: number,
  containerId: string | null = `web-${attempt}`,
) =>
  fact(seconds, {
    kind: 'ended',
    attempt,
    containerId,
    startedAt: null,
    ending: { exitCode: 1, signal: null, reason: null, message: null },
    seen: 'live',
  });
const wait = (reason: string) => fact(1, { kind: 'waiting', reason, message: null });

const seconds = (it: Transition | null) =>
  it === null ? '' : it.at === null ? '?' : (it.at - at(0)) / 1000;
const words = (facts: readonly Transition[]) =>
  runsOf(facts).map(({ started: from, ended: to, waits }) =>
    [
      `${seconds(from)}–${seconds(to)}`,
      ...waits.map(({ change }) => change.kind === 'waiting' && change.reason),
    ].join(' '),
  );

test.each<[string, readonly Transition[], readonly string[]]>([
  ['a start and its end are one run', [started(1, 0), ended(2, 0)], ['1–2']],
  ['a start alone goes on', [started(1, 0)], ['1–']],
  ['an end alone is a start that never happened', [ended(2, 0)], ['–2']],
  [
    'another containerID is another run, also under the same number',
    [started(1, 0), ended(2, 0), started(3, 0, 'x')],
    ['1–2', '3–'],
  ],
  [
    'an end without containerID and time ends the run of its number',
    [started(1, 0), ended(null, 0, null)],
    ['1–?'],
  ],
  ['a run whose containerID was told late is one run', [started(1, 0, null), ended(2, 0)], ['1–2']],
  [
    'a lost record does not swallow the next run of the same number',
    [ended(null, 0, null), started(3, 0)],
    ['–?', '3–'],
  ],
  [
    'runs stand in the order of their starts when the numbers fall',
    [started(1, 7), ended(2, 7), started(3, 0)],
    ['1–2', '3–'],
  ],
  [
    'runs within one second stand in the order of their numbers',
    [started(1, 1), started(1, 0)],
    ['1–', '1–'],
  ],
  [
    'a run that was learned of late stands where it belongs',
    [started(5, 1), started(1, 0), ended(2, 0)],
    ['1–2', '5–'],
  ],
  [
    'waits belong to the run recorded before them',
    [started(1, 0), ended(2, 0), wait('a'), started(3, 1), wait('b')],
    ['1–2 a', '3– b'],
  ],
])('%s', (_, facts, expected) => {
  expect(words(facts)).toEqual(expected);
});

test.each<[string, readonly Transition[], number]>([
  ['none', [], 0],
  ['all, while nothing ran', [wait('a'), wait('b')], 2],
  ['those before the first run', [wait('a'), started(1, 0), wait('b')], 1],
])('waits from before the first run: %s', (_, facts, count) => {
  expect(waitsBeforeRuns(facts)).toHaveLength(count);
});
