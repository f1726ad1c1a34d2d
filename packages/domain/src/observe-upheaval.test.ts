import { describe, expect, it, test } from 'vitest';
import {
  app,
  at,
  condition,
  ended,
  init,
  pod,
  record,
  running,
  sidecar,
  status,
  waiting,
} from '../test/build.ts';
import type { ContainerStatus, PodSnapshot } from './pod-snapshot.ts';
import { timelineOf } from './timeline.ts';

const [first, second, proxy, web] = [init('first'), init('second'), sidecar('proxy'), app('web')];
const sandbox = (value: 'True' | 'False', seconds: number) =>
  condition('PodReadyToStartContainers', value, seconds);
const shown = (
  statuses: readonly ContainerStatus[],
  told: Partial<PodSnapshot> = { conditions: [sandbox('True', 1)] },
): PodSnapshot => pod({ containers: [first, second, proxy, web], statuses, ...told });

/** Upheavals after these snapshots, one a second from 20 on: `inits-again first sandbox 14`. */
const upheavals = (...snapshots: PodSnapshot[]): readonly string[] =>
  record(snapshots.map((it, n) => [20 + n, { ...it, writtenAt: at(20 + n) }] as const)).flatMap(
    ({ at: time, change }) => {
      const when = time === null ? '?' : (time - at(0)) / 1000;
      if (change.kind === 'inits-again') {
        return [`inits-again ${change.container} ${change.because} ${when}`];
      }
      const isOne = change.kind === 'sandbox-changed' || change.kind === 'kubelet-restarted';
      return isOne ? [`${change.kind} ${when}`] : [];
    },
  );

const up = [status(first, ended(0, 1, 2)), status(second, ended(0, 2, 3)), status(web, running(4))];
const again = (spec: typeof first, from: number, restarts = 1) =>
  status(spec, running(from), { restarts, lastEnd: ended(0, 1, 2) });

describe('a new sandbox', () => {
  const lost = shown(up, { conditions: [sandbox('False', 10)] });
  const back = shown(up, { conditions: [sandbox('True', 13)] });
  test.each<[string, readonly PodSnapshot[], readonly string[]]>([
    ['is told once, when it is ready', [shown(up), lost, back, back], ['sandbox-changed 13']],
    ['is told also where its loss was not shown', [shown(up), back], ['sandbox-changed 13']],
    [
      'the first sandbox of a pod is no change',
      [shown([], { conditions: [sandbox('False', 0)] }), shown(up)],
      [],
    ],
    ['a sandbox that is lost and not replaced (the pod ends) is no change', [shown(up), lost], []],
    [
      'is known by the address, where a kubelet has no condition for it',
      [
        shown(up, { podIp: '10.0.0.1' }),
        shown(up, { podIp: null }),
        shown(up, { podIp: '10.0.0.1' }),
        shown(up, { podIp: '10.0.0.2' }),
      ],
      ['sandbox-changed 23'],
    ],
  ])('%s', (_, snapshots, expected) => {
    expect(upheavals(...snapshots)).toEqual(expected);
  });
});

describe('inits that had completed run again', () => {
  const allOf = (reason: string) => [
    again(first, 14),
    status(second, waiting(reason), { restarts: 1, lastEnd: ended(0, 2, 3) }),
  ];
  test.each<[string, readonly PodSnapshot[], readonly string[]]>([
    [
      'because of a new sandbox',
      [shown(up), shown([again(first, 14), ...up.slice(1)], { conditions: [sandbox('True', 13)] })],
      ['sandbox-changed 13', 'inits-again first sandbox 14'],
    ],
    [
      'because of a new sandbox, known by the address',
      [
        shown(up, { podIp: '10.0.0.1' }),
        shown([again(first, 14), ...up.slice(1)], { podIp: '10.0.0.2' }),
      ],
      ['sandbox-changed 21', 'inits-again first sandbox 14'],
    ],
    [
      'because a rule restarts all containers, known by the reason',
      [shown(up), shown(allOf('RestartingAllContainers'))],
      ['inits-again first restart-all 14'],
    ],
    [
      'because a rule restarts all containers, known by the condition of the snapshot before',
      [
        shown(up, {
          conditions: [sandbox('True', 1), condition('AllContainersRestarting', 'True', 13)],
        }),
        shown([again(first, 14), ...up.slice(1)]),
      ],
      ['inits-again first restart-all 14'],
    ],
    [
      'because a rule restarts all containers, though a synthetic record is written over how they ended',
      [
        shown(up),
        shown([
          status(first, waiting('RestartingAllContainers'), {
            restarts: 1,
            lastEnd: ended(137, null, null, { reason: 'RestartingAllContainers' }),
            synthetic: true,
          }),
          ...up.slice(1),
        ]),
        shown([
          status(first, running(14), {
            restarts: 1,
            lastEnd: ended(137, null, null, { reason: 'RestartingAllContainers' }),
            synthetic: true,
          }),
          ...up.slice(1),
        ]),
      ],
      ['inits-again first restart-all 14'],
    ],
    [
      'because the record was pruned, when neither was so',
      [shown(up), shown([again(first, 14), ...up.slice(1)])],
      ['inits-again first record-pruned 14'],
    ],
    [
      'also when the kubelet has lost how they ended',
      [shown(up), shown([status(first, running(14), { restarts: 1 })])],
      ['inits-again first record-pruned 14'],
    ],
    [
      'for no reason that can be told, where the sandbox has no condition',
      [shown(up, {}), shown([again(first, 14), ...up.slice(1)], {})],
      ['inits-again first null 14'],
    ],
    [
      'is told once a round: the second init follows the first',
      [
        shown(up),
        shown([again(first, 14), ...up.slice(1)]),
        shown([
          status(first, ended(0, 14, 15), { restarts: 1, lastEnd: ended(0, 1, 2) }),
          again(second, 16),
        ]),
      ],
      ['inits-again first record-pruned 14'],
    ],
    [
      'only from the init on that lost its record',
      [shown(up), shown([...up.slice(0, 1), again(second, 16)])],
      ['inits-again second record-pruned 16'],
    ],
    [
      'an init that failed and is tried again is no such thing',
      [
        shown([status(first, ended(1, 1, 2))]),
        shown([status(first, running(14), { restarts: 1, lastEnd: ended(1, 1, 2) })]),
      ],
      [],
    ],
    [
      'a native sidecar that ended with 0 and is restarted is no such thing',
      [
        shown([status(proxy, ended(0, 1, 2))]),
        shown([status(proxy, running(14), { restarts: 1, lastEnd: ended(0, 1, 2) })]),
      ],
      [],
    ],
    [
      'is known at first sight too',
      [shown([again(first, 14)])],
      ['inits-again first record-pruned 14'],
    ],
  ])('%s', (_, snapshots, expected) => {
    expect(upheavals(...snapshots)).toEqual(expected);
  });
});

describe('a kubelet that was restarted', () => {
  const [going, side] = [status(web, running(4), { ready: true }), status(proxy, running(2))];
  const takenBack = (...statuses: ContainerStatus[]) =>
    shown(statuses.map((it) => ({ ...it, started: false, ready: false })));
  test.each<[string, readonly PodSnapshot[], readonly string[]]>([
    [
      'takes back the flags of all at once, while they run on',
      [shown([going, side]), takenBack(going, side), shown([going, side])],
      ['kubelet-restarted 21'],
    ],
    [
      'is not told by the flag of one of two',
      [shown([going, side]), shown([...takenBack(going).statuses, side])],
      [],
    ],
    [
      'is not told by a probe that fails: `started` stays',
      [shown([going]), shown([{ ...going, ready: false }])],
      [],
    ],
    [
      'is not told by a container that was restarted',
      [shown([going]), takenBack(status(web, running(9), { restarts: 1 }))],
      [],
    ],
    ['is not told at first sight', [takenBack(going)], []],
  ])('%s', (_, snapshots, expected) => {
    expect(upheavals(...snapshots)).toEqual(expected);
  });
});

it('upheavals are marks on the timeline', () => {
  const seen = [
    shown(up),
    shown([again(first, 14), ...up.slice(1)], { conditions: [sandbox('True', 13)] }),
  ];
  const { marks } = timelineOf(record(seen.map((it, n) => [20 + n, it])), []);
  expect(marks.map(({ title, detail }) => `${title}: ${detail}`)).toEqual(
    expect.arrayContaining([
      'Sandbox changed: all containers are new ones',
      'Inits run again: because the sandbox is a new one',
    ]),
  );
});
