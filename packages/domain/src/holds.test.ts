import { describe, expect, it, test } from 'vitest';
import {
  app,
  at,
  condition,
  ended,
  ephemeral,
  init,
  pod,
  record,
  running,
  sidecar,
  status,
  waiting,
} from '../test/build.ts';
import { waitWords } from '../test/words.ts';
import type { KubeletEvent } from './image-pull.ts';
import type { ContainerStatus, PodCondition, PodSnapshot } from './pod-snapshot.ts';
import { timelineOf } from './timeline.ts';

const [first, proxy, second, web, log] = [
  init('first'),
  sidecar('proxy'),
  init('second'),
  app('web'),
  app('log'),
];
const containers = [first, proxy, second, web, log];
const scheduled = condition('PodScheduled', 'True', 2);
const sandbox = (value: 'True' | 'False', seconds: number): PodCondition =>
  condition('PodReadyToStartContainers', value, seconds);
const calm = waiting('PodInitializing');

/** A pod on its node whose sandbox was ready at 4; what is not told waits. */
const placed = (statuses: readonly ContainerStatus[], told: Partial<PodSnapshot> = {}) =>
  pod({
    node: 'node-1',
    containers,
    conditions: [scheduled, sandbox('True', 4)],
    statuses: (told.containers ?? containers).map(
      (spec) => statuses.find((s) => s.name === spec.name) ?? status(spec, calm),
    ),
    ...told,
  });

/** By container: what it waits for, after these snapshots, each written and seen so many seconds after creation. */
function waits(
  seen: readonly (readonly [number, PodSnapshot])[],
  events: readonly KubeletEvent[] = [],
): Readonly<Record<string, readonly string[]>> {
  const written = seen.map(([time, it]) => [time, { ...it, writtenAt: at(time) }] as const);
  const { lanes } = timelineOf(record(written), [], events);
  return Object.fromEntries(lanes.map((lane) => [lane.name, waitWords(lane)]));
}

const begun = ['scheduling 0–2', 'sandbox 2–4'];

describe('before any container, all wait for the same', () => {
  test.each<[string, PodSnapshot, readonly string[]]>([
    ['a node', pod({ containers }), ['scheduling 0–']],
    [
      'a scheduling gate to be removed',
      pod({ containers, conditions: [condition('PodScheduled', 'False', 0, 'SchedulingGated')] }),
      ['scheduling-gate 0–'],
    ],
    [
      'sandbox, network and volumes',
      pod({ containers, node: 'node-1', conditions: [scheduled, sandbox('False', 2)] }),
      ['scheduling 0–2', 'sandbox 2–'],
    ],
    [
      'a sandbox that an old kubelet does not tell of',
      pod({ containers, node: 'node-1', conditions: [scheduled] }),
      ['scheduling 0–2', 'sandbox 2–'],
    ],
  ])('%s', (_, snapshot, expected) => {
    expect(waits([[5, snapshot]])['web']).toEqual(expected);
  });

  it('a gate that was removed is told apart from the scheduling after it', () => {
    const gated = condition('PodScheduled', 'False', 0, 'SchedulingGated');
    const free = condition('PodScheduled', 'False', 8, 'Unschedulable');
    const found = waits([
      [1, pod({ containers, conditions: [gated] })],
      [8, pod({ containers, conditions: [free] })],
      [9, pod({ containers, node: 'n', conditions: [condition('PodScheduled', 'True', 9)] })],
    ]);
    expect(found['first']).toEqual(['scheduling-gate 0–8', 'scheduling 8–9', 'sandbox 9–']);
  });

  it('the first start shows when the sandbox was there, where no condition does', () => {
    const snapshot = placed([status(first, running(6))], { conditions: [scheduled] });
    expect(waits([[7, snapshot]])['web']).toEqual([
      'scheduling 0–2',
      'sandbox 2–6',
      'container first 6–7',
      'container first 7–',
    ]);
  });
});

describe('a container waits for the first one before it that is not done', () => {
  const firstDone = status(first, ended(0, 4, 6));

  test.each<[string, readonly ContainerStatus[], string, readonly string[]]>([
    [
      'an init that runs',
      [status(first, running(4))],
      'second',
      ['container first 4–20', 'container first 20–'],
    ],
    [
      'an init that failed, also while it is in back-off',
      [status(first, ended(1, 4, 6))],
      'web',
      ['container first 4–20', 'container first 20–'],
    ],
    [
      'an init that was OOM-killed with exit code 0 is not done',
      [status(first, ended(0, 4, 6, { reason: 'OOMKilled' }))],
      'proxy',
      ['container first 4–20', 'container first 20–'],
    ],
    [
      'a native sidecar that runs but has not started up',
      [firstDone, status(proxy, running(7), { started: false })],
      'second',
      ['container first 4–6', 'container proxy 6–20', 'container proxy 20–'],
    ],
    [
      'nobody, once a native sidecar has started up: it need not be ready',
      [firstDone, status(proxy, running(7))],
      'second',
      ['container first 4–6', 'container proxy 6–20', 'creation 20–'],
    ],
    [
      'nobody that the container’s own start proves done',
      [firstDone, status(proxy, running(7), { started: false }), status(second, running(9))],
      'second',
      ['container first 4–6', 'container proxy 6–9'],
    ],
    [
      'the app before it, for the kubelet starts them one after another',
      [
        firstDone,
        status(proxy, running(7)),
        status(second, ended(0, 8, 9)),
        status(web, running(12)),
      ],
      'log',
      [
        'container first 4–6',
        'container proxy 6–8',
        'container second 8–9',
        'container web 9–12',
        'creation 12–20',
        'creation 20–',
      ],
    ],
    [
      'not the app before it that cannot be started: the kubelet goes on',
      [
        firstDone,
        status(proxy, running(7)),
        status(second, ended(0, 8, 9)),
        status(web, waiting('ErrImagePull')),
      ],
      'log',
      [
        'container first 4–6',
        'container proxy 6–8',
        'container second 8–9',
        'container web 9–20',
        'creation 20–',
      ],
    ],
  ])('%s', (_, statuses, name, expected) => {
    expect(waits([[20, placed(statuses)]])[name]).toEqual([...begun, ...expected]);
  });

  it('a postStart hook holds up the app after it', () => {
    const hooked = { ...web, hasPostStart: true };
    const pair = { containers: [hooked, log] };
    const found = waits([
      [5, placed([], pair)],
      [9, placed([status(hooked, running(5)), status(log, running(9))], pair)],
    ]);
    expect(found).toEqual({
      web: [...begun, 'creation 4–5'],
      log: [...begun, 'container web 4–5', 'container web 5–9'],
    });
  });
});

describe('once its turn has come', () => {
  const alone = { containers: [web] };
  test.each([
    ['ErrImagePull', 'image'],
    ['ImagePullBackOff', 'image'],
    ['ErrImageNeverPull', 'image'],
    ['InvalidImageName', 'image'],
    ['CreateContainerConfigError', 'configuration'],
    ['CreateContainerError', 'runtime'],
    ['RunContainerError', 'runtime'],
    ['a sentence that the runtime leaked', 'runtime'],
    ['ContainerCreating', 'creation'],
  ])('%s says that it waits for %s', (reason, kind) => {
    const snapshot = placed([status(web, waiting(reason))], alone);
    expect(waits([[5, snapshot]])['web']?.at(-1)).toBe(`${kind} 5–`);
  });

  it('Events tell the image pull from the rest', () => {
    const events = [
      { at: at(5), reason: 'Pulling', message: null, container: 'web' },
      {
        at: at(9),
        reason: 'Pulled',
        message: 'Successfully pulled image "x" in 4s (4s including waiting)',
        container: 'web',
      },
    ];
    const found = waits([[4, placed([], alone)]], events);
    expect(found['web']).toEqual([...begun, 'creation 4–5', 'image 5–9', 'creation 9–']);
  });

  it('a Started event tells that its own postStart hook is all it waits for', () => {
    const hooked = { ...web, hasPostStart: true };
    const events = [{ at: at(6), reason: 'Started', message: null, container: 'web' }];
    const found = waits([[4, placed([], { containers: [hooked] })]], events);
    expect(found['web']).toEqual([...begun, 'creation 4–6', 'post-start 6–']);
  });

  it('an ephemeral container waits for nothing but its creation', () => {
    const debug = ephemeral('debug');
    const both = [web, debug];
    const found = waits([[9, placed([status(debug, calm)], { containers: both })]]);
    expect(found['debug']).toEqual(['creation 9–']);
  });
});

describe('after a new sandbox all inits run again', () => {
  const trio = [first, second, web];
  const up = [
    status(first, ended(0, 4, 5)),
    status(second, ended(0, 5, 6)),
    status(web, running(7)),
  ];
  const shown = (statuses: readonly ContainerStatus[], ready: PodCondition) =>
    placed(statuses, { containers: trio, conditions: [scheduled, ready] });
  const again = (spec: typeof first, from: number, to: number, before: readonly [number, number]) =>
    status(spec, ended(0, from, to), { restarts: 1, lastEnd: ended(0, ...before) });
  const seen: readonly (readonly [number, PodSnapshot])[] = [
    [7, shown(up, sandbox('True', 4))],
    [11, shown([...up.slice(0, 2), status(web, ended(0, 7, 12))], sandbox('False', 11))],
    [
      16,
      shown(
        [again(first, 14, 15, [4, 5]), ...up.slice(1, 2), status(web, ended(0, 7, 12))],
        sandbox('True', 14),
      ),
    ],
    [
      20,
      shown(
        [
          again(first, 14, 15, [4, 5]),
          again(second, 16, 17, [5, 6]),
          status(web, running(18), { restarts: 1, lastEnd: ended(0, 7, 12) }),
        ],
        sandbox('True', 14),
      ),
    ],
  ];

  it('and everything waits for the sandbox, then for the inits again', () => {
    const found = waits(seen);
    expect(found['first']?.slice(2)).toEqual(['sandbox 11–14']);
    expect(found['second']?.slice(3)).toEqual([
      'sandbox 11–14',
      'inits-again first 14–15',
      'creation 15–16',
    ]);
    expect(found['web']?.slice(5)).toEqual([
      'sandbox 12–14',
      'inits-again first 14–15',
      'inits-again second 15–17',
      'creation 17–18',
    ]);
  });

  it('while the sandbox is lost an app that ended waits for a new one; it is not in back-off', () => {
    expect(waits(seen.slice(0, 2))['web']?.at(-1)).toBe('sandbox 12–');
  });

  it('an init that has completed waits again as soon as an earlier one runs again', () => {
    expect(waits(seen.slice(0, 3))['second']?.slice(3)).toEqual([
      'sandbox 11–14',
      'inits-again first 14–15',
      'creation 15–',
    ]);
  });
});

it('when all containers are to be restarted, each waits for the inits again before any of them runs', () => {
  const shown = (reason: string) =>
    status(web, waiting(reason), {
      restarts: 1,
      lastEnd: ended(137, null, null, { reason }),
      synthetic: true,
    });
  const alone = { containers: [web] };
  const found = waits([
    [7, placed([status(web, running(5))], alone)],
    [11, placed([shown('RestartingAllContainers')], alone)],
  ]);
  expect(found['web']?.at(-1)).toBe('inits-again 11–');
});
