import { problem } from '@podline/contract';
import { millis } from '@podline/domain';
import type { KubeFailure, ReflectorEvent } from '@podline/kube';
import { expect, test } from 'vitest';
import { testHealth } from './testing/health.ts';

type Said = ReflectorEvent<unknown>;
/** What a scope said, and when, in ms. */
type Word = readonly [at: number, event: Said, scope?: string];

const watching: Said = { kind: 'watching' };
const bookmark: Said = { kind: 'bookmark', resourceVersion: '1' };
const listEnded: Said = { kind: 'list-ended', resourceVersion: '1' };
const listed = (count: number): Said => ({ kind: 'listed', count });
const expired: Said = { kind: 'expired' };
const overdue = (since: number): Said => ({ kind: 'overdue', since: millis(since) });
type Code = 'unreachable' | 'timeout' | 'forbidden' | 'unauthorized' | 'throttled' | 'login-failed';
const failed = (code: Code, retryInMs = 800): Said => {
  const failure = { code, tried: null, sentence: code, cause: null, retryAfterMs: null };
  return { kind: 'failed', failure: failure as KubeFailure, retryInMs };
};
const unreachable = problem('CLUSTER_UNREACHABLE', 'unreachable');
const forbidden = problem('CLUSTER_FORBIDDEN', 'forbidden');

const table: readonly {
  readonly name: string;
  readonly scopes?: readonly string[];
  readonly said: readonly Word[];
  readonly at: number;
  readonly watch: object;
  readonly failing?: readonly object[];
}[] = [
  {
    name: 'before anything is said it is connecting',
    said: [],
    at: 0,
    watch: { state: 'connecting', problem: null, listed: null },
  },
  {
    name: 'F21: while the first list comes it says how far it is, never that there are no pods',
    said: [
      [1000, listed(500)],
      [2000, listed(1000)],
    ],
    at: 2000,
    watch: { state: 'connecting', problem: null, listed: 1000 },
  },
  {
    name: 'a list alone is not live: the watch is not open yet',
    said: [[1000, listEnded]],
    at: 1000,
    watch: { state: 'connecting', problem: null, listed: null },
  },
  { name: 'an open watch is live', said: [[1000, watching]], at: 1000, watch: { state: 'live' } },
  {
    name: 'a failure before the first watch is connecting, with the reason, at once',
    said: [[1000, failed('unreachable')]],
    at: 1000,
    watch: { state: 'connecting', problem: unreachable, listed: null },
  },
  {
    name: 'F1: a watch that is cut and opened again within seconds is live all the time',
    said: [
      [0, watching],
      [1000, failed('unreachable')],
    ],
    at: 15_999,
    watch: { state: 'live' },
  },
  {
    name: 'F2, F8: a failure that lasts 15 s is stale since it began',
    said: [
      [0, watching],
      [1000, failed('unreachable')],
      [2000, failed('unreachable')],
    ],
    at: 16_000,
    watch: { state: 'stale', since: 1000, problem: unreachable },
  },
  {
    name: 'a pause that lasts longer than that is told when it begins',
    said: [
      [0, watching],
      [1000, failed('unreachable', 30_000)],
    ],
    at: 1000,
    watch: { state: 'stale', since: 1000, problem: unreachable },
  },
  ...(
    [
      ['F9: throttled is told at once, in its own words', 'throttled', 'CLUSTER_THROTTLES'],
      [
        'F10: unauthorized is told at once, in its own words',
        'unauthorized',
        'CLUSTER_REFUSED_CREDENTIALS',
      ],
      ['F11: forbidden is told at once, in its own words', 'forbidden', 'CLUSTER_FORBIDDEN'],
      [
        'F12: login-failed is told at once, in its own words',
        'login-failed',
        'LOGIN_HELPER_FAILED',
      ],
    ] as const
  ).map(([name, code, told]) => ({
    name,
    said: [
      [0, watching],
      [1000, failed(code)],
    ] as const,
    at: 1000,
    watch: { state: 'stale', since: 1000, problem: problem(told, code) },
  })),
  {
    name: 'more failures do not move the beginning, the newest reason is told',
    said: [
      [0, watching],
      [1000, failed('forbidden')],
      [2000, failed('unreachable')],
    ],
    at: 2000,
    watch: { state: 'stale', since: 1000, problem: unreachable },
  },
  {
    name: 'F14: a bookmark that is overdue makes it stale since the last word',
    said: [
      [0, watching],
      [60_000, bookmark],
      [135_000, overdue(60_000)],
    ],
    at: 135_000,
    watch: { state: 'stale', since: 60_000, problem: problem('CLUSTER_SILENT') },
  },
  {
    name: 'F15: a silence that is broken is live again',
    said: [
      [0, watching],
      [75_000, overdue(0)],
      [76_000, bookmark],
    ],
    at: 76_000,
    watch: { state: 'live' },
  },
  {
    name: 'F14: a connection that is given up for its silence is stale since its last word',
    said: [
      [0, watching],
      [4000, bookmark],
      [90_000, failed('timeout')],
    ],
    at: 90_000,
    watch: { state: 'stale', since: 4000, problem: problem('CLUSTER_UNREACHABLE', 'timeout') },
  },
  {
    name: 'F3, F4: an expired version is resyncing since the last word, until the watch is open again',
    said: [
      [0, watching],
      [4000, bookmark],
      [9000, expired],
      [9500, listEnded],
    ],
    at: 9500,
    watch: { state: 'resyncing', since: 4000 },
  },
  {
    name: 'F3: and then it is live',
    said: [
      [0, watching],
      [9000, expired],
      [9500, listEnded],
      [9600, watching],
    ],
    at: 9600,
    watch: { state: 'live' },
  },
  {
    name: 'a list that succeeds is not live again until the watch is open',
    said: [
      [0, watching],
      [2000, failed('unreachable', 20_000)],
      [30_000, listEnded],
    ],
    at: 30_000,
    watch: { state: 'stale', since: 2000, problem: unreachable },
  },
  {
    name: 'of two namespaces, one that is not open yet keeps both connecting',
    scopes: ['shop', 'payments'],
    said: [[1000, watching, 'shop']],
    at: 1000,
    watch: { state: 'connecting', problem: null, listed: null },
  },
  {
    name: 'F11: of two namespaces, one that is forbidden is named and leaves the other alone',
    scopes: ['shop', 'payments'],
    said: [
      [1000, watching, 'shop'],
      [2000, failed('forbidden'), 'payments'],
    ],
    at: 2000,
    watch: { state: 'live' },
    failing: [{ namespace: 'payments', since: 2000, problem: forbidden }],
  },
  {
    name: 'of two namespaces that fail, the earlier one says since when',
    scopes: ['shop', 'payments'],
    said: [
      [1000, watching, 'shop'],
      [1000, watching, 'payments'],
      [3000, failed('forbidden'), 'payments'],
      [4000, failed('forbidden'), 'shop'],
    ],
    at: 4000,
    watch: { state: 'stale', since: 3000, problem: forbidden },
  },
];
for (const { name, scopes, said, at, watch, failing = [] } of table) {
  test(name, () => {
    const { health, moveTo } = testHealth(scopes);
    for (const [when, event, scope = ''] of said) {
      moveTo(when);
      health.heard(scope, event, millis(when));
    }
    moveTo(at);
    expect(health.status()).toMatchObject({ watch, failing });
  });
}

test('what keeps every watch from beginning is told until the cluster says a first word', () => {
  const { health, told } = testHealth();
  const misconfigured = problem('CLUSTER_MISCONFIGURED', 'no such file');
  health.cannotBegin(misconfigured);
  expect(health.status().watch).toMatchObject({ state: 'connecting', problem: misconfigured });
  expect(told()).toBe(1);
  health.heard('', failed('unreachable'), millis(1));
  expect(health.status().watch).toMatchObject({ state: 'connecting', problem: unreachable });
});

test('pages are told of changes alone, and of a failure that lasts when it has lasted', () => {
  const states: string[] = [];
  const { health, moveTo } = testHealth([''], (it) => states.push(it.status().watch.state));
  for (const event of [listEnded, watching, bookmark, bookmark]) health.heard('', event, millis(0));
  expect(states).toEqual(['live']);
  health.heard('', failed('unreachable'), millis(0));
  moveTo(15_000);
  expect(states.at(-1)).toBe('stale');
  const before = states.length;
  for (const event of [listEnded, bookmark]) health.heard('', event, millis(15_000));
  expect(states).toHaveLength(before);
  health.heard('', watching, millis(16_000));
  expect(states.at(-1)).toBe('live');
});

test('F29: a clock that is set back in the middle of a failure keeps nobody from being told in time', () => {
  const { health, moveTo } = testHealth();
  const hour = 3_600_000;
  moveTo(hour);
  health.heard('', watching, millis(hour));
  health.heard('', failed('unreachable'), millis(hour));
  moveTo(hour + 10_000);
  health.heard('', failed('unreachable'), millis(10_000));
  expect(health.status().watch.state).toBe('live');
  moveTo(hour + 15_000);
  expect(health.status().watch).toMatchObject({ state: 'stale', since: hour });
});

test('F45: since when nothing is recorded is told once, and its end too', () => {
  const since: (number | null)[] = [];
  const { health } = testHealth([''], (it) => since.push(it.status().notRecordingSince));
  for (const at of [null, millis(7), millis(7), null]) health.notRecording(at);
  expect(since).toEqual([7, null]);
});

test('F20: while more comes than is recorded at once, it says how much was taken', () => {
  const { health } = testHealth(['a', 'b']);
  health.catchingUp('a', 1000);
  health.catchingUp('b', 500);
  expect(health.status().catchingUp).toBe(1500);
  health.catchingUp('a', null);
  health.catchingUp('b', null);
  expect(health.status().catchingUp).toBeNull();
});

test('F19: an object that is too large is named once, and counted', () => {
  const { health } = testHealth();
  const object = { namespace: 'shop', name: 'web-1', uid: 'u' };
  for (const at of [1, 2])
    health.heard('', { kind: 'oversized', object, bytes: 52_428_800 }, millis(at));
  expect(health.status().notices).toEqual([
    {
      code: 'OBJECT_TOO_LARGE',
      sentence: 'The pod shop/web-1 is too large to be read (50 MB and more), so it is left out.',
      namespace: 'shop',
      at: 2,
      count: 2,
    },
  ]);
});
