import type { NowFigures } from '@podline/contract';
import { millis } from '@podline/domain';
import { expect, test } from 'vitest';
import {
  causeWords,
  figuresOf,
  ownerWords,
  placeWords,
  tablePath,
  whereWords,
} from './now-words.ts';

const NOW = millis(10_000_000);
const QUIET: NowFigures = {
  pods: 1,
  namespaces: 1,
  initializing: 0,
  initializingStuck: 0,
  stuck: 0,
  stuckSince: null,
  crashLooping: 0,
  crashLoopingInInit: 0,
  sidecarsNotReady: 0,
  sidecars: [],
  startupP95Ms: null,
  startups: 0,
};

const said = (figures: NowFigures): readonly string[] =>
  figuresOf(figures, NOW).map(({ title, value, note }) => `${title}: ${value} (${note})`);

test('a quiet cluster', () => {
  expect(said(QUIET)).toEqual([
    'Pods: 1 (1 namespace)',
    'Initializing: 0 (none)',
    'Stuck: 0 (none)',
    'Crash-looping: 0 (none)',
    'Sidecars not ready: 0 (none)',
    'Start-up p95, 1 h: – (no pod became ready)',
  ]);
});

test('a cluster with trouble', () => {
  const figures: NowFigures = {
    pods: 1284,
    namespaces: 41,
    initializing: 17,
    initializingStuck: 8,
    stuck: 8,
    stuckSince: millis(NOW - 42 * 60_000),
    crashLooping: 5,
    crashLoopingInInit: 3,
    sidecarsNotReady: 2,
    sidecars: ['istio-proxy', 'vault'],
    startupP95Ms: 48_000,
    startups: 1,
  };
  expect(said(figures)).toEqual([
    'Pods: 1,284 (41 namespaces)',
    'Initializing: 17 (9 on their way, 8 stuck)',
    'Stuck: 8 (longest 42m)',
    'Crash-looping: 5 (3 in init)',
    'Sidecars not ready: 2 (istio-proxy, vault)',
    'Start-up p95, 1 h: 48s (1 start)',
  ]);
  expect(figuresOf(figures, NOW).map(({ isHot }) => isHot)).toEqual([
    false,
    false,
    true,
    true,
    false,
    false,
  ]);
});

test('each leads to the table with its query', () => {
  expect(tablePath(null)).toBe('/pods');
  expect(tablePath('stuck ns:a')).toBe('/pods?q=stuck+ns%3Aa');
  expect(tablePath('age:<1h', 'age')).toBe('/pods?q=age%3A%3C1h&sort=age');
});

test('who is to blame', () => {
  expect(placeWords({ role: 'init', place: { position: 2, of: 3 } })).toBe('init 2/3');
  expect(placeWords({ role: 'native-sidecar', place: { position: 1, of: 1 } })).toBe(
    'native sidecar 1/1',
  );
  expect(placeWords({ role: 'app', place: null })).toBe('app');
  expect(placeWords({ role: null, place: null })).toBe('');
  const workload = { kind: 'Job', name: 'x', revision: null };
  expect(ownerWords({ workload, workloads: 1, members: [] })).toBe('Job/x');
  expect(ownerWords({ workload, workloads: 3, members: [] })).toBe('Job/x and 2 more');
  expect(whereWords({ namespace: 'shop', namespaces: 1 })).toBe('shop');
  expect(whereWords({ namespace: 'shop', namespaces: 2 })).toBe('2 namespaces');
});

const titled = (title: string, container: string | null) => ({
  finding: {
    code: 'oom-killed' as const,
    severity: 'critical' as const,
    subject: null,
    container,
    title,
  },
  container: 'hungry',
  says: 'keeps failing',
});

const causes: [what: string, cause: Parameters<typeof causeWords>[0], words: string][] = [
  ['what is seen, before a finding', { ...titled('', null), finding: null }, 'keeps failing'],
  [
    'the finding, without the name that stands before it',
    titled('hungry needs memory', 'hungry'),
    'needs memory',
  ],
  ['also where the name is quoted', titled('`hungry` needs memory', 'hungry'), 'needs memory'],
  ['a title that does not begin with the name', titled('No node fits', 'hungry'), '– No node fits'],
  ['a finding that blames nobody here', titled('The node is lost', null), 'The node is lost'],
];

test.each(causes)('a cause says %s', (_, cause, words) => {
  expect(causeWords(cause)).toBe(words);
});
