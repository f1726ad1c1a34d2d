import { durationMs, type StartSpread } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import {
  changeOf,
  dotsOf,
  eachOnce,
  isTelling,
  pairsOf,
  radiusOf,
  reachOf,
  type SpreadPair,
  spreadName,
  spreadSentence,
  spreadWords,
} from './spread.ts';

/** Seconds, sorted. */
function spread(seconds: readonly number[], change: Partial<StartSpread> = {}): StartSpread {
  const durationsMs = seconds.map((it) => durationMs(it * 1000));
  return {
    stage: 'init',
    container: 'migrate',
    durationsMs,
    p50Ms: durationsMs[Math.ceil(seconds.length / 2) - 1] ?? null,
    p95Ms: durationsMs.at(-1) ?? null,
    notFinished: 0,
    ...change,
  };
}

const pair = (now: StartSpread | null, before: StartSpread | null): SpreadPair => {
  const [found] = pairsOf(now === null ? [] : [now], before === null ? [] : [before]);
  if (found === undefined) throw new Error('No pair.');
  return found;
};

describe('the difference in words', () => {
  test.each<[string, StartSpread | null, StartSpread | null, string, string]>([
    ['slower', spread([7, 8, 9]), spread([2, 3, 4]), 'median 8s, was 3s', 'slower'],
    ['faster', spread([2, 3, 4]), spread([7, 8, 9]), 'median 3s, was 8s', 'faster'],
    ['a second is none', spread([1, 1, 2]), spread([0, 0, 0]), 'median 1s, was under 1s', 'same'],
    [
      'nor is a tenth',
      spread([100, 100, 100]),
      spread([90, 90, 90]),
      'median 100s, was 90s',
      'same',
    ],
    [
      'of few nothing is said of a difference',
      spread([30]),
      spread([1, 2]),
      '30s (1 start), was 1s (2 starts)',
      'unknown',
    ],
    ['nothing before', spread([7, 8, 9]), null, 'median 8s', 'unknown'],
    [
      'none finished',
      spread([], { notFinished: 2 }),
      spread([2, 3, 4]),
      'not finished yet, was 3s',
      'unknown',
    ],
    ['not measured', spread([]), null, 'not measured', 'unknown'],
    ['not in this one', null, spread([2, 3, 4]), 'not in this revision, was 3s', 'unknown'],
  ])('%s', (_name, now, before, words, change) => {
    expect(spreadWords(pair(now, before))).toBe(words);
    expect(changeOf(pair(now, before))).toBe(change);
  });

  test('all of it in a sentence, for who does not see the dots', () => {
    const now = spread([7, 8, 9], { notFinished: 2 });
    expect(spreadSentence(pair(now, spread([2, 3, 4])), '5b99')).toBe(
      'migrate: median 8s, was 3s in revision 5b99; 95 of 100 within 9s, of 3 starts; 2 not finished.',
    );
    expect(spreadSentence(pair(spread([7]), null), null)).toBe(
      'migrate: 7s (1 start); 95 of 100 within 7s, of 1 start.',
    );
  });
});

test('what only the older revision has stands behind', () => {
  const a = spread([1], { container: 'a' });
  const b = spread([1], { container: 'b' });
  const found = pairsOf([b], [a, b]);
  expect(found.map(({ key, now, before }) => [key, now !== null, before !== null])).toEqual([
    ['init b', true, true],
    ['init a', false, true],
  ]);
});

test('the readiness of the pod is told where more than one container has to get ready', () => {
  const readiness = (container: string | null) => spread([1], { stage: 'readiness', container });
  const keys = (...containers: readonly (string | null)[]) =>
    eachOnce(pairsOf(containers.map(readiness), [])).map(({ key }) => key);
  expect(keys(null, 'web')).toEqual(['readiness web']);
  expect(keys(null, 'web', 'log')).toEqual(['readiness ', 'readiness web', 'readiness log']);
  expect(keys(null)).toEqual(['readiness ']);
});

test('what is under a second in both says nothing, but for the whole start', () => {
  expect(isTelling(pair(spread([0, 0]), spread([0])))).toBe(false);
  expect(isTelling(pair(spread([0]), spread([1])))).toBe(true);
  expect(isTelling(pair(spread([], { notFinished: 1 }), null))).toBe(true);
  expect(isTelling(pair(spread([0], { stage: 'start', container: null }), null))).toBe(true);
});

test('each stage has a name', () => {
  const named = (stage: StartSpread['stage'], container: string | null) =>
    spreadName({ stage, container });
  expect([
    named('start', null),
    named('scheduling', null),
    named('sandbox', null),
    named('pull', 'web'),
    named('init', 'migrate'),
    named('native-sidecar', 'proxy'),
    named('apps', null),
    named('readiness', null),
    named('readiness', 'web'),
  ]).toEqual([
    'whole start',
    'scheduling',
    'sandbox, network, volumes',
    'web image pull',
    'migrate',
    'proxy',
    'apps start',
    'all ready',
    'web ready',
  ]);
});

test('dots that would lie on each other are one, and those further out lie at the end', () => {
  const reach = reachOf([pair(spread([1, 2, 10]), null)]);
  expect(reach).toBeCloseTo(10_800);
  expect(dotsOf([1000, 1020, 5000, 20_000, 30_000], 10_000, 100)).toEqual([
    { xPx: 10, count: 2, isBeyond: false },
    { xPx: 50, count: 1, isBeyond: false },
    { xPx: 100, count: 2, isBeyond: true },
  ]);
  expect(dotsOf([], 10_000, 100)).toEqual([]);
  expect(reachOf([])).toBeGreaterThanOrEqual(1000);
  expect([1, 2, 1000].map(radiusOf)).toEqual([2.4, 3.2, 5.5]);
});
