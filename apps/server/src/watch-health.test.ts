import { problem } from '@podline/contract';
import { millis } from '@podline/domain';
import type { KubeFailure, ReflectorEvent } from '@podline/kube';
import { expect, test } from 'vitest';
import { watchHealth } from './watch-health.ts';

type Said = ReflectorEvent<unknown>;

const watching: Said = { kind: 'watching' };
const bookmark: Said = { kind: 'bookmark', resourceVersion: '1' };
const listed: Said = { kind: 'list-ended', resourceVersion: '1' };
const failed = (code: 'unreachable' | 'timeout' | 'forbidden', sentence = code): Said => {
  const failure: KubeFailure = { code, tried: null, sentence, cause: null };
  return { kind: 'failed', failure, retryInMs: 800 };
};
const unreachable = problem('CLUSTER_UNREACHABLE', 'unreachable');

/** What each scope said, at 1000, 2000, 3000 …, and what the page is told then. */
const table: readonly {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly said: readonly (readonly [scope: string, event: Said])[];
  readonly watch: object;
}[] = [
  {
    name: 'before anything is said it is connecting',
    scopes: [''],
    said: [],
    watch: { state: 'connecting', problem: null },
  },
  {
    name: 'a list alone is not live: the watch is not open yet',
    scopes: [''],
    said: [['', listed]],
    watch: { state: 'connecting', problem: null },
  },
  {
    name: 'an open watch is live',
    scopes: [''],
    said: [
      ['', listed],
      ['', watching],
    ],
    watch: { state: 'live' },
  },
  {
    name: 'a failure before the first watch is connecting, with the reason',
    scopes: [''],
    said: [['', failed('unreachable')]],
    watch: { state: 'connecting', problem: unreachable },
  },
  {
    name: 'a failure after it is stale since then',
    scopes: [''],
    said: [
      ['', watching],
      ['', failed('unreachable')],
    ],
    watch: { state: 'stale', since: 2000, problem: unreachable },
  },
  {
    name: 'more failures do not move the beginning, the newest reason is told',
    scopes: [''],
    said: [
      ['', watching],
      ['', failed('forbidden')],
      ['', failed('unreachable')],
    ],
    watch: { state: 'stale', since: 2000, problem: unreachable },
  },
  {
    name: 'a connection that fell silent is stale since its last word',
    scopes: [''],
    said: [
      ['', watching],
      ['', bookmark],
      ['', watching],
      ['', bookmark],
      ['', failed('timeout')],
    ],
    watch: {
      state: 'stale',
      since: 4000,
      problem: problem('CLUSTER_UNREACHABLE', 'timeout'),
    },
  },
  {
    name: 'a list that succeeds is not live again until the watch is open',
    scopes: [''],
    said: [
      ['', watching],
      ['', failed('unreachable')],
      ['', listed],
    ],
    watch: { state: 'stale', since: 2000, problem: unreachable },
  },
  {
    name: 'it is live again by itself',
    scopes: [''],
    said: [
      ['', watching],
      ['', failed('unreachable')],
      ['', watching],
    ],
    watch: { state: 'live' },
  },
  {
    name: 'of two namespaces, one that is not open yet keeps both connecting',
    scopes: ['shop', 'payments'],
    said: [['shop', watching]],
    watch: { state: 'connecting', problem: null },
  },
  {
    name: 'of two namespaces, one that was never open names its reason',
    scopes: ['shop', 'payments'],
    said: [
      ['shop', watching],
      ['payments', failed('forbidden')],
    ],
    watch: { state: 'connecting', problem: problem('CLUSTER_FORBIDDEN', 'forbidden') },
  },
  {
    name: 'of two namespaces that fail, the earlier one says since when',
    scopes: ['shop', 'payments'],
    said: [
      ['shop', watching],
      ['payments', watching],
      ['payments', failed('unreachable')],
      ['shop', failed('unreachable')],
    ],
    watch: { state: 'stale', since: 3000, problem: unreachable },
  },
];
for (const { name, scopes, said, watch } of table) {
  test(name, () => {
    const health = watchHealth(scopes, () => {});
    for (const [index, [scope, event]] of said.entries()) {
      health.heard(scope, event, millis((index + 1) * 1000));
    }
    expect(health.watch()).toEqual(watch);
  });
}

test('what keeps every watch from beginning is told until the cluster says a first word', () => {
  let changes = 0;
  const health = watchHealth([''], () => {
    changes += 1;
  });
  const misconfigured = problem('CLUSTER_MISCONFIGURED', 'no such file');
  health.cannotBegin(misconfigured);
  expect(health.watch()).toEqual({ state: 'connecting', problem: misconfigured });
  expect(changes).toBe(1);
  health.heard('', failed('unreachable'), millis(1));
  expect(health.watch()).toEqual({ state: 'connecting', problem: unreachable });
  expect(changes).toBe(2);
});

test('pages are told of changes alone, not of every word of the watch', () => {
  const told: string[] = [];
  const health = watchHealth([''], () => told.push(health.watch().state));
  for (const event of [listed, watching, bookmark, watching, bookmark, failed('unreachable')])
    health.heard('', event, millis(1));
  for (const event of [listed, bookmark, watching]) health.heard('', event, millis(2));
  expect(told).toEqual(['live', 'stale', 'live']);
});

test('since when nothing is recorded is told once, and its end too', () => {
  const told: (number | null)[] = [];
  const health = watchHealth([''], () => told.push(health.notRecordingSince()));
  health.notRecording(null);
  health.notRecording(millis(7));
  health.notRecording(millis(7));
  health.notRecording(null);
  expect(told).toEqual([7, null]);
});
