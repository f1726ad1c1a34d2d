import { expect, test } from 'vitest';
import type { StartFact } from './start-facts.ts';
import { startSpreads } from './start-spread.ts';
import { durationMs, millis } from './time.ts';

/** `init a 3-9`, in seconds; with `!` behind it failed, with `…` it goes on. `-` is no container. */
function fact(text: string): StartFact {
  const [stage = '', container = '', span = ''] = text.split(' ');
  const [from = 0, to = 0] = span.replace(/[!…]$/, '').split('-').map(Number);
  return {
    stage: stage as StartFact['stage'],
    container: container === '-' ? null : container,
    at: millis(from * 1000),
    durationMs: durationMs((to - from) * 1000),
    attempts: 1,
    end: span.endsWith('!') ? 'failed' : span.endsWith('…') ? 'unfinished' : 'finished',
  };
}

const words = (starts: readonly (readonly string[])[]): readonly string[] =>
  startSpreads(starts.map((facts) => facts.map(fact))).map(
    ({ stage, container, durationsMs, p50Ms, p95Ms, notFinished }) =>
      `${stage} ${container ?? '-'}: ${durationsMs.map((ms) => ms / 1000).join(' ')} | ${p50Ms === null ? '-' : p50Ms / 1000} ${p95Ms === null ? '-' : p95Ms / 1000} | ${notFinished}`,
  );

test.each<[string, readonly (readonly string[])[], readonly string[]]>([
  ['no start, no number', [], []],
  ['of a start that nobody saw whole nothing is said', [[]], []],
  [
    'a single start is its own median',
    [['scheduling - 0-1', 'init a 1-4', 'apps - 4-5', 'readiness - 5-7', 'readiness web 5-7']],
    [
      'start -: 7 | 7 7 | 0',
      'scheduling -: 1 | 1 1 | 0',
      'init a: 3 | 3 3 | 0',
      'apps -: 1 | 1 1 | 0',
      'readiness -: 2 | 2 2 | 0',
      'readiness web: 2 | 2 2 | 0',
    ],
  ],
  [
    'what goes on, failed or was cut off is counted and not measured',
    [['init a 0-90!'], ['init a 0-4…'], ['init a 0-3', 'readiness - 3-4']],
    ['start -: 4 | 4 4 | 2', 'init a: 3 | 3 3 | 2', 'readiness -: 1 | 1 1 | 0'],
  ],
  [
    'the median of an even number is the lower of the two in the middle, which was measured',
    [['init a 0-8'], ['init a 0-2'], ['init a 0-4'], ['init a 0-6']],
    ['start -:  | - - | 4', 'init a: 2 4 6 8 | 4 8 | 0'],
  ],
  [
    'a container that only an older pod has stands behind',
    [['init a 0-1'], ['init b 0-2', 'init a 2-3']],
    ['start -:  | - - | 2', 'init a: 1 1 | 1 1 | 0', 'init b: 2 | 2 2 | 0'],
  ],
])('%s', (_name, starts, expected) => {
  expect(words(starts)).toEqual(expected);
});

test('of a hundred starts the 95th is no outlier', () => {
  const starts = Array.from({ length: 100 }, (_, index) => [`init a 0-${index === 99 ? 900 : 5}`]);
  expect(words(starts)[1]).toMatch(/\| 5 5 \| 0$/);
});
