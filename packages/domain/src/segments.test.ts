import { describe, expect, it, test } from 'vitest';
import { at, ended, running, status, waiting } from '../test/build.ts';
import { segments, web } from '../test/segments.ts';

const creating = waiting('ContainerCreating');
const crash = (delay: string) =>
  waiting('CrashLoopBackOff', `back-off ${delay} restarting failed container=web`);

describe('runs and what lies between them', () => {
  test.each<[string, Parameters<typeof segments>[0], readonly string[]]>([
    [
      'a container that waits',
      [[1, status(web, creating)]],
      ['waiting 0–1', 'waiting 1– ContainerCreating'],
    ],
    [
      'a container that runs',
      [
        [1, status(web, creating)],
        [3, status(web, running(2))],
      ],
      ['waiting 0–1', 'waiting 1–2 ContainerCreating', 'running#0 2–'],
    ],
    [
      'back-off lasts from the end to the next start, though CrashLoopBackOff shows only at its last moment',
      [
        [3, status(web, ended(1, 2, 3))],
        [13, status(web, crash('10s'), { lastEnd: ended(1, 2, 3) })],
        [14, status(web, running(14), { restarts: 1, lastEnd: ended(1, 2, 3) })],
      ],
      ['waiting 0–2', 'failed#0 2–3', 'back-off 3–14 not before 13', 'running#1 14–'],
    ],
    [
      'a delay that was announced within the second of the next start stands all the same',
      [
        [3, status(web, ended(1, 2, 3))],
        [14, status(web, crash('10s'), { lastEnd: ended(1, 2, 3) })],
        [14.2, status(web, running(14), { restarts: 1, lastEnd: ended(1, 2, 3) })],
      ],
      ['waiting 0–2', 'failed#0 2–3', 'back-off 3–14 not before 13', 'running#1 14–'],
    ],
    [
      'the delay is counted from the end of the run, not from when it was announced',
      [
        [3, status(web, ended(1, 2, 3))],
        [20, status(web, crash('40s'), { lastEnd: ended(1, 2, 3) })],
      ],
      ['waiting 0–2', 'failed#0 2–3', 'back-off 3– not before 43'],
    ],
    [
      'a failed end that nobody announced a delay for is in back-off all the same',
      [[3, status(web, ended(1, 2, 3))]],
      ['waiting 0–2', 'failed#0 2–3', 'back-off 3–'],
    ],
    [
      'a start error keeps its reason for most of the back-off: it is back-off',
      [
        [1, status(web, waiting('RunContainerError'), { lastEnd: ended(128, null, 1) })],
        [13, status(web, crash('10s'), { lastEnd: ended(128, null, 1) })],
        [
          14,
          status(web, waiting('RunContainerError'), { restarts: 1, lastEnd: ended(128, null, 14) }),
        ],
      ],
      [
        'waiting 0–1',
        'failed#0 1–1',
        'back-off 1–14 not before 11',
        'failed#1 14–14',
        'back-off 14–',
      ],
    ],
    [
      'a delay that was announced stands, though a later wait does not repeat it',
      [
        [13, status(web, crash('10s'), { lastEnd: ended(1, 2, 3) })],
        [14, status(web, waiting('PostStartHookError'), { lastEnd: ended(1, 2, 3) })],
      ],
      ['waiting 0–2', 'failed#0 2–3', 'back-off 3– not before 13'],
    ],
    [
      'a failed postStart hook ends the run with 0, and back-off follows',
      [[4, status(web, waiting('PostStartHookError'), { lastEnd: ended(0, 1, 3) })]],
      ['waiting 0–1', 'completed#0 1–3', 'back-off 3–'],
    ],
    [
      'an image that cannot be pulled for the restart is another wait than the back-off',
      [
        [3, status(web, ended(1, 2, 3))],
        [5, status(web, waiting('ErrImagePull'), { lastEnd: ended(1, 2, 3) })],
      ],
      ['waiting 0–2', 'failed#0 2–3', 'back-off 3–5', 'waiting 5– ErrImagePull'],
    ],
    [
      'waits with the same reason are one, and its message the newest',
      [
        [1, status(web, waiting('ImagePullBackOff', 'one'))],
        [4, status(web, waiting('ImagePullBackOff', 'two'))],
      ],
      ['waiting 0–1', 'waiting 1– ImagePullBackOff'],
    ],
    [
      'while a postStart hook runs the container reads as waiting: the run is filled in from its start',
      [
        [1, status(web, creating)],
        [6, status(web, running(2))],
      ],
      ['waiting 0–1', 'waiting 1–2 ContainerCreating', 'running#0 2–'],
    ],
    [
      'a wait seen in the second in which a run began and ended stays before that run',
      [
        [5.9, status(web, waiting('ErrImagePull'), {}), { writtenAt: null }],
        [6.5, status(web, ended(0, 5, 5))],
      ],
      ['waiting 0–5', 'completed#0 5–5', 'back-off 5–'],
    ],
    [
      'a run that began and ended within one second has no length and does not vanish',
      [[6, status(web, ended(1, 5, 5))]],
      ['waiting 0–5', 'failed#0 5–5', 'back-off 5–'],
    ],
    [
      'a run whose end is known without a time ended before we were told',
      [
        [3, status(web, running(3))],
        [
          14,
          status(web, waiting('PodInitializing'), {
            restarts: 1,
            lastEnd: ended(137, null, null),
            synthetic: true,
          }),
        ],
      ],
      ['waiting 0–3', 'failed#0 3–14', 'waiting 14– PodInitializing'],
    ],
    [
      'an OOM kill is a failure even with exit code 0',
      [[6, status(web, ended(0, 3, 5, { reason: 'OOMKilled' }))]],
      ['waiting 0–3', 'failed#0 3–5', 'back-off 5–'],
    ],
  ])('%s', (_, seen, expected) => {
    expect(segments(seen)).toEqual(expected);
  });
});

describe('what nobody saw', () => {
  test.each<[string, Parameters<typeof segments>[0], readonly string[]]>([
    [
      'missed attempts lie between the last sight and the next known start',
      [
        [3, status(web, ended(1, 2, 3))],
        [60, status(web, running(59), { restarts: 4, lastEnd: ended(1, 40, 41) })],
      ],
      [
        'waiting 0–2',
        'failed#0 2–3',
        'unobserved×2 3–40',
        'failed#3 40–41',
        'back-off 41–59',
        'running#4 59–',
      ],
    ],
    [
      'a run whose end was missed lasts until it was last seen, and does not hide what follows',
      [
        [5, status(web, running(2))],
        [60, status(web, running(59), { restarts: 3, lastEnd: ended(1, 40, 41) })],
      ],
      [
        'waiting 0–2',
        'running#0 2–5',
        'unobserved×1 5–40',
        'failed#2 40–41',
        'back-off 41–59',
        'running#3 59–',
      ],
    ],
    [
      'a lost end is not guessed',
      [
        [5, status(web, running(2))],
        [60, status(web, running(59), { restarts: 1 })],
      ],
      ['waiting 0–2', 'running#0 2–5', 'unobserved×0 5–59', 'running#1 59–'],
    ],
  ])('%s', (_, seen, expected) => {
    expect(segments(seen)).toEqual(expected);
  });
});

it('clocks that differ do not put a wait out of its place', () => {
  const seen = [
    [3, status(web, ended(1, 2, 3)), { writtenAt: at(3) }],
    [9, status(web, crash('10s'), { lastEnd: ended(1, 2, 3) }), { writtenAt: at(1) }],
    [15, status(web, running(14), { restarts: 1, lastEnd: ended(1, 2, 3) }), { writtenAt: at(2) }],
  ] as const;
  expect(segments(seen)).toEqual([
    'waiting 0–2',
    'failed#0 2–3',
    'back-off 3–14 not before 13',
    'running#1 14–',
  ]);
});
