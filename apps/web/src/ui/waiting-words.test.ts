import { type ClusterStatus, problem, type WatchState } from '@podline/contract';
import { expect, test } from 'vitest';
import { waitingWords } from './waiting-words.ts';

const cluster = (watch: WatchState): ClusterStatus => ({
  cluster: 'staging',
  isDemo: false,
  server: 'https://10.0.0.1',
  namespaces: [],
  watch,
  failing: [],
  notRecordingSince: null,
  catchingUp: null,
  notices: [],
  serverNow: 0,
  version: '0.1.0',
});
const connecting = (listed: number | null, code: Parameters<typeof problem>[0] | null = null) =>
  cluster({
    state: 'connecting',
    listed,
    problem: code === null ? null : problem(code, 'Because.'),
  });

test.each([
  ['the server has said nothing', null, 'loading', 'Loading the pods…'],
  ['the first list is on its way', connecting(null), 'loading', 'Loading the pods…'],
  ['the list comes', connecting(3500), 'loading', 'Loading the pods…'],
  [
    'the watch is live, the pods follow',
    cluster({ state: 'live' }),
    'loading',
    'Loading the pods…',
  ],
  [
    'the cluster is silent',
    connecting(null, 'CLUSTER_UNREACHABLE'),
    'error',
    'Nothing is known yet: the cluster does not answer.',
  ],
  [
    'the cluster forbids it',
    connecting(null, 'CLUSTER_FORBIDDEN'),
    'forbidden',
    'Nothing is known yet: Podline may not read the pods of this cluster.',
  ],
])('%s', (_, status, kind, say) => {
  expect(waitingWords('the pods', status)).toMatchObject({ kind, say });
});

test('while the list comes it says how far it is; where it does not come, what to do', () => {
  expect(waitingWords('the pods', connecting(3500))).toMatchObject({
    more: 'So far: 3,500.',
    progress: { done: 3500, of: null },
  });
  expect(waitingWords('the pods', connecting(null, 'CLUSTER_FORBIDDEN')).more).not.toBe('');
});
