import { describe, expect, test } from 'vitest';
import { app, ended, init, pod, record, running, status, waiting } from '../test/build.ts';
import { words } from '../test/words.ts';
import type { ContainerSpec, ContainerStatus } from './pod-snapshot.ts';

const web = app('web');
const podWith = (spec: ContainerSpec, shown: ContainerStatus) =>
  pod({ containers: [spec], statuses: [shown] });

const quiet = { started: false };
/** terminated(ContainerStatusUnknown), restart count 1, no times, no containerID. */
const lost: ContainerStatus = {
  ...status(web, waiting(), { restarts: 1 }),
  state: ended(137, null, null, { reason: 'ContainerStatusUnknown' }),
};
const crash = waiting('CrashLoopBackOff', 'back-off 10s restarting failed container=web');

describe('every container run is recorded once, with the kubelet’s own times', () => {
  test.each<[string, readonly ContainerStatus[], readonly string[]]>([
    [
      'a wait, a run, its end',
      [
        status(web, waiting('ContainerCreating')),
        status(web, running(2), quiet),
        status(web, ended(1, 2, 5)),
      ],
      ['web waits ContainerCreating', 'web#0 started 2 live', 'web#0 ended 5 live 1'],
    ],
    [
      'running → running with one restart more: the end stands only in lastState',
      [
        status(web, running(1), quiet),
        status(web, running(9), { ...quiet, restarts: 1, lastEnd: ended(137, 1, 9) }),
      ],
      ['web#0 started 1 live', 'web#0 ended 9 afterwards 137', 'web#1 started 9 live'],
    ],
    [
      'a run that was never seen running is known from its end',
      [status(web, waiting()), status(web, ended(0, 3, 3))],
      ['web waits null', 'web#0 started 3 afterwards', 'web#0 ended 3 live 0'],
    ],
    [
      'in a crash loop lastState is the newest run, and is recorded once however often it is shown',
      [
        status(web, ended(1, 1, 2)),
        status(web, crash, { lastEnd: ended(1, 1, 2) }),
        status(web, ended(1, 12, 13), { restarts: 1, lastEnd: ended(1, 1, 2) }),
      ],
      [
        'web#0 started 1 afterwards',
        'web#0 ended 2 live 1',
        'web waits CrashLoopBackOff',
        'web#1 started 12 afterwards',
        'web#1 ended 13 live 1',
      ],
    ],
    [
      'a start that failed counts as an attempt that never ran',
      [
        status(web, waiting('RunContainerError'), {
          restarts: 0,
          lastEnd: ended(128, null, 1, { reason: 'StartError' }),
        }),
      ],
      ['web#0 ended 1 afterwards 128', 'web waits RunContainerError'],
    ],
    [
      'a lost record (ContainerStatusUnknown, no times, no containerID) ends the run it stands for, once',
      [
        status(web, running(3), quiet),
        status(web, waiting('PodInitializing'), {
          restarts: 1,
          lastEnd: ended(137, null, null),
          synthetic: true,
        }),
        status(web, running(16), {
          ...quiet,
          restarts: 1,
          lastEnd: ended(137, null, null),
          synthetic: true,
        }),
      ],
      [
        'web#0 started 3 live',
        'web#0 ended ? afterwards 137',
        'web waits PodInitializing',
        'web#1 started 16 live',
      ],
    ],
    [
      'two attempts within one second are two, for they are told apart by containerID',
      [
        status(web, ended(1, 1, 1)),
        status(web, ended(1, 1, 1), { restarts: 1, lastEnd: ended(1, 1, 1) }),
      ],
      [
        'web#0 started 1 afterwards',
        'web#0 ended 1 live 1',
        'web#1 started 1 afterwards',
        'web#1 ended 1 live 1',
      ],
    ],
    [
      'a completed init that runs again in a new sandbox is a second attempt',
      [
        status(init('web'), ended(0, 1, 2)),
        status(init('web'), running(14), { restarts: 1, lastEnd: ended(0, 1, 2) }),
      ],
      ['web#0 started 1 afterwards', 'web#0 ended 2 live 0', 'web#1 started 14 live'],
    ],
  ])('%s', (_, statuses, expected) => {
    const { kind } = statuses[0] ?? { kind: 'app' };
    const spec = kind === 'init' ? init('web') : web;
    expect(words(record(statuses.map((shown, n) => [20 + n, podWith(spec, shown)])))).toEqual(
      expected,
    );
  });
});

describe('what nobody saw is counted, never guessed', () => {
  test.each<[string, readonly (readonly [number, ContainerStatus])[], readonly string[]]>([
    [
      'a jump of restartCount hides runs: from the last sight to what is known next',
      [
        [2, status(web, ended(1, 1, 2))],
        [60, status(web, running(59), { ...quiet, restarts: 4, lastEnd: ended(1, 40, 41) })],
      ],
      [
        'web#0 started 1 afterwards',
        'web#0 ended 2 live 1',
        'web 2 unseen 2–40',
        'web#3 started 40 afterwards',
        'web#3 ended 41 afterwards 1',
        'web#4 started 59 live',
      ],
    ],
    [
      'at first sight everything before lastState was not seen',
      [[60, status(web, running(59), { ...quiet, restarts: 4, lastEnd: ended(1, 40, 41) })]],
      [
        'web 3 unseen 0–40',
        'web#3 started 40 afterwards',
        'web#3 ended 41 afterwards 1',
        'web#4 started 59 live',
      ],
    ],
    [
      'a run that was running when several restarts were missed has an end nobody saw',
      [
        [5, status(web, running(1), quiet)],
        [60, status(web, running(59), { ...quiet, restarts: 3, lastEnd: ended(1, 40, 41) })],
      ],
      [
        'web#0 started 1 live',
        'web 1 unseen 5–40',
        'web#2 started 40 afterwards',
        'web#2 ended 41 afterwards 1',
        'web#3 started 59 live',
      ],
    ],
    [
      'restartCount rose but lastState is empty: information was lost, and just the end is unseen',
      [
        [5, status(web, running(1), quiet)],
        [60, status(web, running(59), { ...quiet, restarts: 1 })],
      ],
      ['web#0 started 1 live', 'web 0 unseen 5–59', 'web#1 started 59 live'],
    ],
    [
      'our clock is ahead: what was unseen ends no later than what is known next, and begins no later than it ends',
      [
        [50, status(web, ended(1, 1, 2))],
        [60, status(web, running(45), { ...quiet, restarts: 3, lastEnd: ended(1, 40, 41) })],
      ],
      [
        'web#0 started 1 afterwards',
        'web#0 ended 2 live 1',
        'web 1 unseen 40–40',
        'web#2 started 40 afterwards',
        'web#2 ended 41 afterwards 1',
        'web#3 started 45 live',
      ],
    ],
    [
      'lastState that turns up late does not make a run unseen',
      [
        [5, status(web, running(3), { ...quiet, restarts: 1 })],
        [6, status(web, running(3), { ...quiet, restarts: 1, lastEnd: ended(1, 1, 2) })],
        [9, status(web, running(8), { ...quiet, restarts: 2, lastEnd: ended(1, 3, 7) })],
      ],
      [
        'web 1 unseen 0–3',
        'web#1 started 3 live',
        'web#0 started 1 afterwards',
        'web#0 ended 2 afterwards 1',
        'web#1 ended 7 afterwards 1',
        'web#2 started 8 live',
      ],
    ],
    [
      'a restartCount that falls (the kubelet counts anew) invents nothing',
      [
        [5, status(web, ended(1, 1, 2), { restarts: 7, lastEnd: ended(1, 0, 0) })],
        [9, { ...status(web, running(8), quiet), containerId: 'fresh' }],
      ],
      [
        'web 6 unseen 0–0',
        'web#6 started 0 afterwards',
        'web#6 ended 0 afterwards 1',
        'web#7 started 1 afterwards',
        'web#7 ended 2 live 1',
        'web#0 started 8 live',
      ],
    ],
    [
      'a lost record of a container that never ran does not swallow the run that follows under its number',
      [
        [5, lost],
        [9, status(web, running(8), { ...quiet, restarts: 1 })],
        [12, status(web, ended(1, 8, 11), { restarts: 1 })],
      ],
      [
        'web 1 unseen 0–?',
        'web#1 ended ? live 137',
        'web#1 started 8 live',
        'web#1 ended 11 live 1',
      ],
    ],
  ])('%s', (_, seen, expected) => {
    expect(words(record(seen.map(([time, shown]) => [time, podWith(web, shown)])))).toEqual(
      expected,
    );
  });
});
