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
  status,
  waiting,
} from '../test/build.ts';
import { sketchLanes, sketchTransition, sketchWaits } from './sketch.ts';
import { timelineOf } from './timeline.ts';

const [flaky, web] = [init('flaky'), app('web')];
const seen = (...statuses: Parameters<typeof status>[]) =>
  pod({ containers: [flaky, web], statuses: statuses.map((told) => status(...told)) });

const drawing = (transitions: ReturnType<typeof record>, now: number) =>
  sketchLanes(timelineOf(transitions, []), at(now))
    .split('\n')
    .filter((line) => line.includes('|'));

describe('lanes as text', () => {
  const crashing = record([
    [3, seen([flaky, ended(1, 2, 4)], [web, waiting('PodInitializing')])],
    [
      9,
      seen([flaky, ended(0, 8, 10), { restarts: 1, lastEnd: ended(1, 2, 4) }], [web, running(11)]),
    ],
  ]);

  it('shows waits, runs, back-off and how runs ended, a line a lane', () => {
    expect(drawing(crashing, 15)).toEqual(['  flaky |..=x~~~~=o', '  web   |...........====']);
  });

  it('a run that began and ended within one second keeps its own column', () => {
    const quick = record([[9, seen([flaky, ended(0, 5, 5)], [web, running(6)])]]);
    expect(drawing(quick, 8)).toEqual(['  flaky |.....o', '  web   |......==']);
  });

  it('two attempts within one column share it', () => {
    const twice = seen([flaky, ended(1, 5, 5), { restarts: 1, lastEnd: ended(1, 5, 5) }]);
    expect(drawing(record([[9, twice]]), 8)[0]).toBe('  flaky |.....x~~');
  });

  it('long times take wider columns, in pleasant steps', () => {
    const text = sketchLanes(timelineOf(crashing, []), at(9 * 60));
    expect(text).toContain('one column = 10s');
    expect(text).toContain('  web   |.=====');
  });

  it('nothing is the scale alone', () => {
    expect(sketchLanes(timelineOf([], []), at(0))).toMatch(/^ {2}one column = 1s/);
  });
});

describe('what was waited for, as text', () => {
  const waits = (transitions: ReturnType<typeof record>, now: number) =>
    sketchWaits(timelineOf(transitions, []), at(now)).split('\n');

  it('stands on a line a container, in order, and says what goes on', () => {
    const placed = {
      ...seen([flaky, running(4)], [web, waiting('PodInitializing')]),
      node: 'node-1',
      conditions: [
        condition('PodScheduled', 'True', 1),
        condition('PodReadyToStartContainers', 'True', 3),
      ],
    };
    expect(waits(record([[4.5, placed]]), 9)).toEqual([
      '  flaky  a node 1.0 s, sandbox and volumes 2.0 s, its creation 1.0 s',
      '  web    a node 1.0 s, sandbox and volumes 2.0 s, flaky 6.0 s so far',
    ]);
  });

  it('is nothing where no container waited', () => {
    expect(sketchWaits(timelineOf([], []), at(9))).toBe('');
  });
});

test.each<[string, Parameters<typeof record>[0], number | null, string]>([
  ['a start', [[1, seen([web, running(0)])]], null, '+0.0 s  web#0  started  (seen +1.0 s)'],
  [
    'a failure',
    [[3.4, seen([web, ended(1, 1, 3)])]],
    null,
    '+3.0 s  web#0  ended exit 1 Error  (seen +0.4 s)',
  ],
  [
    'an end by signal',
    [[3, seen([web, ended(137, 1, 3, { signal: 9, reason: null })])]],
    null,
    '+3.0 s  web#0  ended exit 137 signal 9  (seen +0.0 s)',
  ],
  [
    'an end known afterwards',
    [[9, seen([web, running(8), { restarts: 1, lastEnd: ended(1, 1, 3) }])]],
    null,
    '+3.0 s  web#0  ended exit 1 Error (known afterwards)  (seen +6.0 s)',
  ],
  [
    'a wait, without a time of its own',
    [[1.5, seen([web, waiting('ErrImagePull')])]],
    null,
    '+1.5 s  web  waiting ErrImagePull',
  ],
  ['a wait without a reason', [[1, seen([web, waiting()])]], null, '+1.0 s  web  waiting'],
  [
    'attempts nobody saw',
    [[9, seen([web, running(8), { restarts: 3, lastEnd: ended(1, 5, 6) }])]],
    null,
    '+0.0 s  web  2 attempts not observed  (seen +9.0 s)',
  ],
  [
    'an end nobody saw',
    [
      [2, seen([web, running(1)])],
      [9, seen([web, running(8), { restarts: 1 }])],
    ],
    null,
    '+2.0 s  web  end not observed  (seen +7.0 s)',
  ],
  ['readiness', [[2, seen([web, running(1), { ready: true }])]], null, '+2.0 s  web  ready'],
  ['a start-up', [[2, seen([web, running(1)])]], null, '+2.0 s  web  started up'],
  [
    'the containers',
    [[0, seen()]],
    null,
    '+0.0 s  pod  containers flaky (init), web (app)  (seen +0.0 s)',
  ],
  [
    'the owner',
    [[0, pod({ owner: { kind: 'Job', name: 'report', uid: 'u' } })]],
    null,
    '+0.0 s  pod  created by Job report  (seen +0.0 s)',
  ],
  ['the node', [[2, pod({ node: 'node-1' })]], null, '+2.0 s  pod  scheduled to node-1'],
  [
    'a phase',
    [[2, pod({ phase: 'Failed', reason: 'Evicted' })]],
    null,
    '+2.0 s  pod  phase Failed Evicted',
  ],
  [
    'a condition',
    [[2, pod({ conditions: [condition('Ready', 'False', 1, 'ContainersNotReady')] })]],
    null,
    '+1.0 s  pod  condition Ready False ContainersNotReady  (seen +1.0 s)',
  ],
  ['an address', [[2, pod({ podIp: '10.0.0.1' })]], null, '+2.0 s  pod  address 10.0.0.1'],
  [
    'deletion',
    [[2, pod({ deletion: { requestedAt: at(1), deadlineAt: at(31) } })]],
    null,
    '+1.0 s  pod  deletion requested  (seen +1.0 s)',
  ],
  ['the end of the pod', [[2, pod()]], 3, '+3.0 s  pod  gone'],
])('a transition on a line: %s', (_, snapshots, gone, line) => {
  const lines = record(snapshots, gone).map((transition) =>
    sketchTransition(transition, at(0)).trimStart(),
  );
  expect(lines).toContain(line);
});
