import { type ClusterStatus, type Notice, problem, type WatchState } from '@podline/contract';
import { describe, expect, test } from 'vitest';
import { CLUSTER, everyone, onlyOf } from './scripted.ts';
import { statusFor } from './status.ts';

const forbidden = (namespace: string) => problem('CLUSTER_FORBIDDEN', `namespace ${namespace}`);
const tooLarge = (namespace: string): Notice => ({
  code: 'OBJECT_TOO_LARGE',
  sentence: `A pod of ${namespace} is too large.`,
  namespace,
  at: 4,
  count: 2,
});
const clockChanged: Notice = {
  code: 'CLOCK_CHANGED',
  sentence: 'The clock was set.',
  namespace: null,
  at: 5,
  count: 1,
};
const status: ClusterStatus = {
  ...CLUSTER,
  namespaces: ['shop', 'bank'],
  failing: [
    { namespace: 'shop', since: 1, problem: forbidden('shop') },
    { namespace: 'bank', since: 2, problem: forbidden('bank') },
    { namespace: '', since: 3, problem: forbidden('bank') },
  ],
  notices: [tooLarge('bank'), tooLarge('shop'), clockChanged],
};

test('whoever may see all namespaces is told all', () => {
  expect(statusFor(status, everyone)).toBe(status);
});

describe('T2: to a viewer of one namespace', () => {
  const seen = statusFor(status, onlyOf('shop'));

  test('no other namespace is named, in no field', () => {
    expect(JSON.stringify(seen)).not.toContain('bank');
  });

  test('its own is, and that all at once fail', () => {
    expect(seen.namespaces).toEqual(['shop']);
    expect(seen.failing).toEqual([
      { namespace: 'shop', since: 1, problem: forbidden('shop') },
      { namespace: '', since: 3, problem: problem('CLUSTER_FORBIDDEN') },
    ]);
  });

  test('a notice of its own namespace is told, and one of no namespace', () => {
    expect(seen.notices).toEqual([tooLarge('shop'), clockChanged]);
  });

  const watches: [WatchState, WatchState][] = [
    [{ state: 'live' }, { state: 'live' }],
    [
      { state: 'resyncing', since: 5 },
      { state: 'resyncing', since: 5 },
    ],
    [
      { state: 'connecting', problem: forbidden('bank'), listed: 700 },
      { state: 'connecting', problem: problem('CLUSTER_FORBIDDEN'), listed: null },
    ],
    [
      { state: 'connecting', problem: null, listed: 700 },
      { state: 'connecting', problem: null, listed: null },
    ],
    [
      { state: 'stale', since: 5, problem: forbidden('bank') },
      { state: 'stale', since: 5, problem: problem('CLUSTER_FORBIDDEN') },
    ],
  ];
  test.each(watches)(
    'a watch that is $state stays so, without what it may not know',
    (watch, told) => {
      expect(statusFor({ ...status, watch }, onlyOf('shop')).watch).toEqual(told);
    },
  );
});
