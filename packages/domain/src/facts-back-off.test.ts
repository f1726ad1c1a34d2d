/** The crash-loop back-off and the restart rules of containers, fact by fact. */
import { describe, expect, it, test } from 'vitest';
import { ended, init, pod, record, running, sidecar, status, waiting } from '../test/build.ts';
import { segments, web } from '../test/segments.ts';
import type { ContainerSpec } from './pod-snapshot.ts';
import { timelineOf } from './timeline.ts';

const crash = (delay: string) =>
  waiting(
    'CrashLoopBackOff',
    `back-off ${delay} restarting failed container=web pod=web-0_shop(u)`,
  );
const failed = ended(1, 2, 3);
type Seen = Parameters<typeof segments>[0];

describe('crash-loop back-off', () => {
  test.each<[string, Seen, readonly string[]]>([
    [
      'the first crash restarts at once',
      [
        [3, status(web, failed)],
        [4, status(web, running(3), { restarts: 1, lastEnd: failed })],
      ],
      ['waiting 0–2', 'failed#0 2–3', 'running#1 3–'],
    ],
    [
      'the crash after a run of more than 600 s restarts at once again',
      [
        [700, status(web, ended(1, 30, 700), { restarts: 2, lastEnd: ended(1, 5, 10) })],
        [701, status(web, running(700), { restarts: 3, lastEnd: ended(1, 30, 700) })],
      ],
      ['unobserved×1 0–5', 'failed#1 5–10', 'back-off 10–30', 'failed#2 30–700', 'running#3 700–'],
    ],
    ...(
      [
        ['10s', 13],
        ['20s', 23],
        ['40s', 43],
        ['1m20s', 83],
        ['2m40s', 163],
        ['5m0s', 303],
      ] as const
    ).map(([delay, notBefore]): [string, Seen, readonly string[]] => [
      `the delay ${delay} is read from the message and counted from finishedAt`,
      [[9, status(web, crash(delay), { lastEnd: failed })]],
      ['waiting 0–2', 'failed#0 2–3', `back-off 3– not before ${notBefore}`],
    ]),
    [
      'a node with a cap of 1 s announces 1 s: the series is never computed',
      [[3.5, status(web, crash('1s'), { restarts: 9, lastEnd: failed })]],
      ['unobserved×9 0–2', 'failed#9 2–3', 'back-off 3– not before 4'],
    ],
    [
      'in some versions the finish time stands only in the state of the update before',
      [
        [3, status(web, failed)],
        [4, { ...status(web, crash('10s')), containerId: 'web-0' }],
      ],
      ['waiting 0–2', 'failed#0 2–3', 'back-off 3– not before 13'],
    ],
    [
      'the next start comes later than the earliest moment',
      [
        [9, status(web, crash('10s'), { lastEnd: failed })],
        [21, status(web, running(20), { restarts: 1, lastEnd: failed })],
      ],
      ['waiting 0–2', 'failed#0 2–3', 'back-off 3–20 not before 13', 'running#1 20–'],
    ],
    [
      'the pull of an image has a back-off of its own, which announces no delay',
      [[9, status(web, waiting('ImagePullBackOff', 'Back-off pulling image "web"'))]],
      ['waiting 0–9', 'waiting 9– ImagePullBackOff'],
    ],
  ])('%s', (_, seen, expected) => {
    expect(segments(seen)).toEqual(expected);
  });

  it('the message of ImagePullBackOff, which carries the last error of the pull, is kept', () => {
    const message = 'Back-off pulling image "x": ErrImagePull: pull access denied';
    const shown = status(web, waiting('ImagePullBackOff', message));
    const { lanes } = timelineOf(record([[9, pod({ containers: [web], statuses: [shown] })]]), []);
    expect(lanes[0]?.segments.at(-1)).toMatchObject({ kind: 'waiting', message });
  });
});

const withPolicy = (spec: ContainerSpec, restartPolicy: string): ContainerSpec => ({
  ...spec,
  restartPolicy,
});
const roleOf = (spec: ContainerSpec) =>
  timelineOf(record([[1, pod({ containers: [spec] })]]), []).lanes[0]?.role;

describe('restart rules of a container', () => {
  test.each<[string, ContainerSpec, string]>([
    ['an init with restartPolicy Always is a native sidecar', sidecar('web'), 'native-sidecar'],
    ['an init with restartPolicy Never is an init', withPolicy(init('web'), 'Never'), 'init'],
    ['an init with OnFailure is an init', withPolicy(init('web'), 'OnFailure'), 'init'],
    ['an init without restartPolicy is an init', init('web'), 'init'],
    ['an app with restartPolicy Always stays an app', withPolicy(web, 'Always'), 'app'],
  ])('%s', (_, spec, role) => {
    expect(roleOf(spec)).toBe(role);
  });

  test.each<[string, ContainerSpec, Seen, readonly string[]]>([
    [
      'restarts are possible in a pod with restartPolicy Never: a container’s own policy goes first',
      withPolicy(web, 'OnFailure'),
      [[3, status(web, failed)]],
      ['waiting 0–2', 'failed#0 2–3', 'back-off 3–'],
    ],
    [
      'a rule on exit codes restarts what Never would leave: the new run shows it',
      withPolicy(web, 'Never'),
      [
        [3, status(web, failed)],
        [9, status(web, running(8), { restarts: 1, lastEnd: failed })],
      ],
      ['waiting 0–2', 'failed#0 2–3', 'back-off 3–8', 'running#1 8–'],
    ],
    [
      'an init with Never that failed is not tried again, whatever the pod’s policy',
      withPolicy(init('web'), 'Never'),
      [[3, status(init('web'), failed)]],
      ['waiting 0–2', 'failed#0 2–3'],
    ],
    [
      'an init with OnFailure that failed is tried again in a pod with restartPolicy Never',
      withPolicy(init('web'), 'OnFailure'),
      [[3, status(init('web'), failed)]],
      ['waiting 0–2', 'failed#0 2–3', 'back-off 3–'],
    ],
    [
      'an init with OnFailure that completed is done',
      withPolicy(init('web'), 'OnFailure'),
      [[3, status(init('web'), ended(0, 2, 3))]],
      ['waiting 0–2', 'completed#0 2–3'],
    ],
  ])('%s', (_, spec, seen, expected) => {
    expect(segments(seen, { spec, restartPolicy: 'Never' })).toEqual(expected);
  });
});
