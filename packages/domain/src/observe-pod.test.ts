import { describe, expect, it, test } from 'vitest';
import { app, at, condition, ephemeral, pod, record } from '../test/build.ts';
import { seconds } from '../test/words.ts';
import type { PodSnapshot } from './pod-snapshot.ts';

const web = app('web');

describe('facts of the pod', () => {
  const facts = (...snapshots: PodSnapshot[]) =>
    record(snapshots.map((snapshot, n) => [n + 1, snapshot]))
      .filter((t) => t.container === null)
      .map((t) => `${t.key} ${seconds(t.at)}`);
  const base = ['pod/appeared 0', 'pod/containers/1 0', 'pod/phase/2 ?'];
  const scheduled = condition('PodScheduled', 'True', 3);
  const refused = condition('PodScheduled', 'False', 1, 'Unschedulable');

  test.each<[string, readonly PodSnapshot[], readonly string[]]>([
    ['first sight', [pod()], base],
    ['the same again', [pod(), pod({ resourceVersion: '2', labels: { touched: 'yes' } })], base],
    [
      'scheduled, dated by the condition',
      [pod(), pod({ node: 'node-1', conditions: [scheduled] })],
      [...base, 'pod/scheduled/node-1 3', 'pod/condition/PodScheduled/3 3'],
    ],
    [
      'bound without a condition, dated by the write',
      [pod(), pod({ node: 'node-1', writtenAt: at(4) })],
      [...base, 'pod/scheduled/node-1 4'],
    ],
    [
      'bound although the scheduler’s condition still says no, dated by the write',
      [
        pod({ conditions: [refused] }),
        pod({ node: 'node-1', conditions: [refused], writtenAt: at(4) }),
      ],
      [...base, 'pod/condition/PodScheduled/3 1', 'pod/scheduled/node-1 4'],
    ],
    [
      'the phase may go backwards',
      [pod({ phase: 'Running' }), pod({ phase: 'Pending', writtenAt: at(5) })],
      [...base, 'pod/phase/3 5'],
    ],
    [
      'a reason is a change of phase',
      [pod(), pod({ reason: 'Evicted' })],
      [...base, 'pod/phase/3 ?'],
    ],
    [
      'a condition that changed only its message is no change',
      [
        pod({ conditions: [{ ...scheduled, message: 'one' }] }),
        pod({ conditions: [{ ...scheduled, message: 'two' }] }),
      ],
      [...base, 'pod/condition/PodScheduled/3 3'],
    ],
    [
      'a condition that is no longer listed is removed',
      [pod({ conditions: [scheduled] }), pod({ writtenAt: at(9) })],
      [...base, 'pod/condition/PodScheduled/3 3', 'pod/condition/PodScheduled/4 9'],
    ],
    [
      'an address comes and changes',
      [pod({ podIp: '10.0.0.1' }), pod({ podIp: '10.0.0.2', writtenAt: at(2) })],
      [...base, 'pod/ip/3 ?', 'pod/ip/4 2', 'pod/sandbox-changed/5 2'],
    ],
    [
      'deletion, and a second one with a shorter grace period',
      [
        pod({ deletion: { requestedAt: at(2), deadlineAt: at(32) } }),
        pod({ deletion: { requestedAt: at(4), deadlineAt: at(5) } }),
      ],
      [...base, `pod/deletion/${at(32)} 2`, `pod/deletion/${at(5)} 4`],
    ],
    [
      'an ephemeral container changes the list of containers',
      [
        pod({ containers: [web] }),
        pod({ containers: [web, ephemeral('debug')], writtenAt: at(8) }),
      ],
      [...base, 'pod/containers/3 8'],
    ],
  ])('%s', (_, snapshots, expected) => {
    expect(facts(...snapshots)).toEqual(expected);
  });

  it('a pod that a list no longer has is gone since it was last seen', () => {
    const gone = record([[3, pod()]], 9).at(-1);
    expect(gone).toMatchObject({
      key: 'pod/gone',
      at: null,
      observedAt: at(9),
      change: { kind: 'gone', how: 'observed', lastSeenAt: at(3) },
    });
  });
});
