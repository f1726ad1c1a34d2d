import { expect, it, test } from 'vitest';
import { at, condition, pod, record } from '../test/build.ts';
import { podMarks } from './pod-marks.ts';
import type { PodSnapshot } from './pod-snapshot.ts';

const marks = (snapshots: readonly PodSnapshot[], gone: number | null = null) =>
  podMarks(
    record(
      snapshots.map((snapshot, n) => [n + 1, snapshot]),
      gone,
    ),
  ).map(
    ({ at: time, title, detail }) =>
      `${(time - at(0)) / 1000} ${title}${detail === null ? '' : ` (${detail})`}`,
  );

const unschedulable = {
  ...condition('PodScheduled', 'False', 1, 'Unschedulable'),
  message: '0/3 nodes are available',
};

test.each<[string, readonly PodSnapshot[], readonly string[]]>([
  ['creation', [pod()], ['0 Created']],
  [
    'creation by a controller',
    [pod({ owner: { kind: 'Job', name: 'report', uid: 'u' } })],
    ['0 Created (by Job report)'],
  ],
  [
    'scheduling',
    [pod({ node: 'node-1', conditions: [condition('PodScheduled', 'True', 2)] })],
    ['0 Created', '2 Scheduled (to node-1)'],
  ],
  [
    'why it is not scheduled',
    [pod({ conditions: [unschedulable] })],
    ['0 Created', '1 Unschedulable (Unschedulable: 0/3 nodes are available)'],
  ],
  [
    'a sandbox',
    [pod({ conditions: [condition('PodReadyToStartContainers', 'True', 3)] })],
    ['0 Created', '3 Sandbox ready'],
  ],
  [
    'initialisation',
    [pod({ conditions: [condition('Initialized', 'True', 4)] })],
    ['0 Created', '4 Initialized'],
  ],
  [
    'every pod begins as not ready: no mark',
    [pod({ conditions: [condition('Ready', 'False', 1)] })],
    ['0 Created'],
  ],
  [
    'the loss of readiness',
    [
      pod({ conditions: [condition('Ready', 'True', 2)] }),
      pod({ conditions: [condition('Ready', 'False', 5, 'ContainersNotReady')] }),
    ],
    ['0 Created', '2 Ready', '5 Not ready (ContainersNotReady)'],
  ],
  [
    'a disruption',
    [pod({ conditions: [condition('DisruptionTarget', 'True', 4, 'EvictionByEvictionAPI')] })],
    ['0 Created', '4 Disrupted (EvictionByEvictionAPI)'],
  ],
  [
    'phases Pending and Running say nothing that the lanes do not',
    [pod({ phase: 'Running' })],
    ['0 Created'],
  ],
  ['the end', [pod({ phase: 'Succeeded', writtenAt: at(9) })], ['0 Created', '9 Succeeded']],
  [
    'a reason goes before the phase',
    [pod({ phase: 'Failed', reason: 'Evicted', message: 'low on memory', writtenAt: at(9) })],
    ['0 Created', '9 Evicted (low on memory)'],
  ],
  [
    'deletion',
    [pod({ deletion: { requestedAt: at(5), deadlineAt: at(35) } })],
    ['0 Created', '5 Deletion requested'],
  ],
])('marks tell %s', (_, snapshots, expected) => {
  expect(marks(snapshots)).toEqual(expected);
});

it('marks stand in the order of their times, whatever was recorded first', () => {
  const snapshot = pod({
    conditions: [condition('Ready', 'True', 6), condition('Initialized', 'True', 4)],
    deletion: { requestedAt: at(5), deadlineAt: at(35) },
  });
  expect(marks([snapshot], 9)).toEqual([
    '0 Created',
    '4 Initialized',
    '5 Deletion requested',
    '6 Ready',
    '9 Gone',
  ]);
});
