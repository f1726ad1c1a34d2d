import { describe, expect, it, test } from 'vitest';
import {
  app,
  at,
  condition,
  ended,
  gap,
  init,
  pod,
  record,
  running,
  sidecar,
  status,
  waiting,
} from '../test/build.ts';
import { seconds } from '../test/words.ts';
import type { KubeletEvent } from './image-pull.ts';
import type { ContainerStatus, PodSnapshot } from './pod-snapshot.ts';
import { type StartFact, startFactsOf } from './start-facts.ts';
import { startupOf } from './startup.ts';
import { timelineOf } from './timeline.ts';
import type { Gap } from './transition.ts';

const [prepare, proxy, web] = [init('prepare'), sidecar('proxy'), app('web')];
const containers = [prepare, proxy, web];
const bare = pod({ containers });
const conditions = [
  condition('PodScheduled', 'True', 2),
  condition('PodReadyToStartContainers', 'True', 5),
];
const placed = (...statuses: ContainerStatus[]) =>
  pod({ node: 'node-1', containers, conditions, statuses });
const isReady = { ready: true };
const began = placed(status(prepare, running(6)));
const completed = status(prepare, ended(0, 6, 9));
const apps = placed(completed, status(proxy, running(10)), status(web, running(13)));
const up = {
  ...placed(
    completed,
    status(proxy, running(10), isReady),
    status(web, running(13), { ...isReady }),
  ),
  conditions: [...conditions, condition('Ready', 'True', 20)],
};

type Seen = readonly (readonly [number, PodSnapshot])[];
const whole: Seen = [
  [1, bare],
  [6, began],
  [14, apps],
  [20, up],
];

function facts(
  seen: Seen,
  told: {
    readonly gaps?: readonly Gap[];
    readonly events?: readonly KubeletEvent[];
    readonly gone?: number;
    readonly now?: number;
  } = {},
): readonly StartFact[] {
  const { gaps = [], events = [], gone = null, now = 100 } = told;
  const transitions = record(
    seen.map(([s, snapshot]) => [s, { ...snapshot, writtenAt: at(s) }] as const),
    gone,
  );
  const timeline = timelineOf(transitions, gaps, events);
  return startFactsOf(timeline, startupOf(timeline, events), { transitions, gaps, now: at(now) });
}

/** `init prepare 5–9 ×1 finished`. */
const words = (found: readonly StartFact[]): readonly string[] =>
  found.map(({ stage, container, at: from, durationMs, attempts, end }) => {
    const who = container === null ? stage : `${stage} ${container}`;
    return `${who} ${seconds(from)} +${durationMs / 1000} ×${attempts} ${end}`;
  });

describe('what a start took', () => {
  it('is one fact a stage, and from start to ready one for each container that serves', () => {
    expect(words(facts(whole))).toEqual([
      'scheduling 0 +2 ×1 finished',
      'sandbox 2 +3 ×1 finished',
      'init prepare 5 +4 ×1 finished',
      'native-sidecar proxy 9 +5 ×1 finished',
      'apps 14 +0 ×1 finished',
      'readiness 14 +6 ×1 finished',
      'readiness proxy 10 +10 ×1 finished',
      'readiness web 13 +7 ×1 finished',
    ]);
  });

  const failed = { restarts: 1, lastEnd: ended(1, 6, 7) };
  const again = placed(status(prepare, running(17), failed));
  const once = placed(status(prepare, ended(1, 6, 7)));
  const prepared = placed(status(prepare, ended(0, 17, 19), failed));
  const tries: Seen = [
    [1, bare],
    [6, began],
    [7, once],
    [17, again],
  ];

  test.each<[string, Seen, Parameters<typeof facts>[1], string]>([
    ['it waits for a node', [[1, bare]], {}, 'scheduling 0 +100 ×1 unfinished'],
    ['its init runs', whole.slice(0, 2), {}, 'init prepare 5 +95 ×1 unfinished'],
    ['its init runs for the second time', tries, {}, 'init prepare 5 +95 ×2 failed'],
    ['its init needed two runs', [...tries, [19, prepared]], {}, 'init prepare 5 +14 ×2 finished'],
    [
      'its init has not been started',
      [
        [1, bare],
        [6, placed(status(prepare, waiting('ErrImagePull')))],
      ],
      {},
      'init prepare 5 +95 ×0 unfinished',
    ],
    [
      'it went while its init ran, and time goes on',
      whole.slice(0, 2),
      { gone: 30 },
      'init prepare 5 +25 ×1 unfinished',
    ],
    ['its app runs and is not ready', whole.slice(0, 3), {}, 'readiness 14 +86 ×1 unfinished'],
    [
      'it was gone before it was ready',
      whole.slice(0, 3),
      { gone: 40 },
      'readiness 14 +26 ×1 unfinished',
    ],
    [
      'its init ends well because it was told to go',
      [
        ...whole.slice(0, 2),
        [30, { ...began, deletion: { requestedAt: at(25), deadlineAt: at(55) } }],
        [
          31,
          {
            ...placed(status(prepare, ended(0, 6, 30))),
            deletion: { requestedAt: at(25), deadlineAt: at(55) },
          },
        ],
      ],
      { gone: 32 },
      'init prepare 5 +20 ×1 unfinished',
    ],
    [
      'a restart after it was up is no part of its start',
      [
        ...whole,
        [
          60,
          placed(
            completed,
            status(proxy, running(10), isReady),
            status(web, running(58), { restarts: 1, lastEnd: ended(1, 13, 50) }),
          ),
        ],
      ],
      {},
      'readiness 14 +6 ×1 finished',
    ],
  ])('%s', (_, seen, told, expected) => {
    const [stage = '', name = ''] = expected.split(' ');
    const of = words(facts(seen, told)).filter((line) =>
      line.startsWith(Number.isNaN(Number(name)) ? `${stage} ${name} ` : `${stage} ${name}`),
    );
    expect(of).toEqual([expected]);
  });

  it('pulls of one container are one fact, with how many there were', () => {
    const pulls = [5.2, 7].flatMap((from): KubeletEvent[] => [
      { at: at(from), reason: 'Pulling', message: null, container: 'prepare' },
      {
        at: at(from + 1),
        reason: 'Pulled',
        message: 'Successfully pulled image "x" in 1s (1s including waiting). Image size: 9 bytes.',
        container: 'prepare',
      },
    ]);
    const later = placed(status(prepare, running(8)));
    const found = facts(
      [
        [1, bare],
        [8, later],
      ],
      { events: pulls },
    );
    expect(words(found)).toContain('pull prepare 5 +3 ×2 finished');
  });
});

describe('a start that nobody saw whole does not count', () => {
  const synthetic = status(prepare, ended(0, null, null));
  test.each<[string, Seen, readonly Gap[]]>([
    ['first seen when it was up', [[20, up]], []],
    [
      'first seen when its init ran',
      [
        [6, began],
        [14, apps],
        [20, up],
      ],
      [],
    ],
    ['nobody watched for a while in its midst', whole, [gap(10, 12)]],
    ['nobody watched while it became ready', whole, [gap(15, 19)]],
    [
      'the end of its init was never shown',
      [
        [1, bare],
        [6, began],
        [14, placed(synthetic, status(proxy, running(10)), status(web, running(13)))],
        [20, up],
      ],
      [],
    ],
    [
      'a run of its init that nobody saw',
      [
        [1, bare],
        [6, began],
        [19, placed(status(prepare, running(18), { restarts: 3, lastEnd: ended(1, 15, 16) }))],
      ],
      [],
    ],
    [
      'its sandbox was lost, and it began anew',
      [
        [1, bare],
        [6, began],
        [8, { ...began, conditions: [condition('PodReadyToStartContainers', 'False', 8)] }],
        [20, { ...placed(status(prepare, running(12), { restarts: 1 })) }],
      ],
      [],
    ],
    ['never seen', [], []],
  ])('%s', (_, seen, gaps) => {
    expect(facts(seen, { gaps })).toEqual([]);
  });

  it('events that came in one moment are told apart by the node that the first had not', () => {
    const atOnce: Seen = whole.map(([, snapshot]) => [20, snapshot] as const);
    expect(facts(atOnce).length).toBe(facts(whole).length);
    expect(facts(atOnce.slice(1))).toEqual([]);
  });

  it('what was not watched before it was there, and after it was up, hides nothing of it', () => {
    expect(facts(whole, { gaps: [gap(-20, 0), gap(30, 40)] })).toEqual(facts(whole));
  });
});
