import { type ClusterStatus, problem } from '@podline/contract';
import { millis } from '@podline/domain';
import { expect, test } from 'vitest';
import { badgeOf } from './connection-words.ts';

const NOW = millis(1_000_000);
const open = { state: 'open', since: 0 } as const;
const cluster = (watch: ClusterStatus['watch']): ClusterStatus => ({
  cluster: 'prod',
  isDemo: false,
  server: 'https://10.0.0.1:6443',
  namespaces: [],
  watch,
  notRecordingSince: null,
  serverNow: NOW,
  version: '0.1.0',
});
const LIVE = cluster({ state: 'live' });

test('live only when connected and watching', () => {
  expect(badgeOf(open, LIVE, NOW)).toMatchObject({ tone: 'good', text: 'live' });
});

test('a lost connection outweighs what was last heard', () => {
  const badge = badgeOf({ state: 'lost', since: 0 }, LIVE, NOW);
  expect(badge).toMatchObject({ tone: 'bad', text: 'connection to Podline lost, trying again' });
});

test('connecting, until the server has told of its cluster', () => {
  expect(badgeOf({ state: 'connecting', since: 0 }, null, NOW).text).toBe('connecting');
  expect(badgeOf(open, null, NOW).text).toBe('connecting');
  const watch = { state: 'connecting', problem: null } as const;
  expect(badgeOf(open, cluster(watch), NOW).text).toBe('connecting to the cluster');
});

test('stale says since when, by the server’s clock, and why', () => {
  const watch = {
    state: 'stale',
    since: NOW - 90_000,
    problem: problem('CLUSTER_UNREACHABLE'),
  } as const;
  expect(badgeOf(open, cluster(watch), NOW)).toEqual({
    tone: 'bad',
    text: 'stale',
    since: 'for 90s',
    because: 'The cluster does not answer.',
  });
});
