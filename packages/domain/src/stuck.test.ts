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
import { stuckOf } from './stuck.ts';
import { timelineOf } from './timeline.ts';

const [prepare, proxy, web] = [init('prepare'), sidecar('proxy'), app('web')];
const placed = (...statuses: ContainerStatus[]) =>
  pod({
    node: 'node-1',
    containers: [prepare, proxy, web],
    conditions: [
      condition('PodScheduled', 'True', 0),
      condition('PodReadyToStartContainers', 'True', 0),
    ],
    statuses,
  });
const withReady = (snapshot: PodSnapshot, value: 'True' | 'False', since: number): PodSnapshot => ({
  ...snapshot,
  conditions: [...snapshot.conditions, condition('Ready', value, since)],
});

/** `since`, the container and the sentence, so many seconds after creation; snapshots are seen one a second. */
function stuck(now: number, ...snapshots: PodSnapshot[]): string | null {
  const seen = snapshots.map((snapshot, n) => [n, { ...snapshot, writtenAt: at(n) }] as const);
  const last = snapshots.at(-1) ?? pod();
  const found = stuckOf(last, timelineOf(record(seen), []), at(now));
  return found && `${(found.since - at(0)) / 1000} ${found.container ?? 'pod'}: ${found.because}`;
}

const completed = status(prepare, ended(0, 0, 1));
const up = [completed, status(proxy, running(1)), status(web, running(2))];
const crash = waiting('CrashLoopBackOff', 'back-off 20s restarting failed container=web');

describe('a start that takes longer than anybody waits for', () => {
  test.each<[string, number, PodSnapshot, string | null]>([
    ['half a minute without a node is stuck', 30, pod(), '0 pod: No node has been found for 30s.'],
    ['a little less is not', 29, pod(), null],
    [
      'a minute without sandbox, network and volumes',
      61,
      pod({ node: 'node-1', conditions: [condition('PodScheduled', 'True', 1)] }),
      '1 pod: Its sandbox, network and volumes have not been ready for 60s.',
    ],
    [
      'an init that does not end',
      300,
      placed(status(prepare, running(1))),
      '0 prepare: The init container prepare has not completed for 5m; everything behind it waits.',
    ],
    ['an init that has just begun', 30, placed(status(prepare, running(1))), null],
    [
      'a native sidecar that never starts up blocks the pod without any crash',
      121,
      placed(completed, status(proxy, running(1), { started: false })),
      '1 proxy: The native sidecar proxy has not started up for 2m; everything behind it waits.',
    ],
    [
      'apps that do not start',
      100,
      placed(completed, status(proxy, running(1)), status(web, waiting('PodInitializing'))),
      '1 web: The container web has not been started for 99s: its image is being pulled, or it is being created.',
    ],
    [
      'running without being ready',
      200,
      withReady(placed(...up), 'False', 0),
      '2 proxy: It has run for 3m18s without becoming ready: proxy and web are not.',
    ],
    [
      'running without being ready, for less than two minutes',
      100,
      withReady(placed(...up), 'False', 0),
      null,
    ],
    [
      'running without being ready by its own word: a readiness gate is missing',
      200,
      withReady(placed(...up.map((s) => ({ ...s, ready: true }))), 'False', 0),
      '2 pod: It has run for 3m18s without becoming ready.',
    ],
    [
      'an init that is never started: nothing that would have to complete',
      100,
      placed(status(prepare, waiting('PodInitializing'))),
      '0 prepare: The init container prepare has not been started for 100s: its image is being pulled, or it is being created.',
    ],
    [
      'a scheduling gate that nobody removes',
      31,
      pod({
        containers: [web],
        conditions: [condition('PodScheduled', 'False', 0, 'SchedulingGated')],
      }),
      '0 pod: A scheduling gate has held it back for 31s.',
    ],
    [
      'a ConfigMap that is missing',
      9,
      placed(status(prepare, waiting('CreateContainerConfigError'))),
      '0 prepare: prepare waits with CreateContainerConfigError: a ConfigMap, a Secret or a key that it refers to is missing, or a setting is refused.',
    ],
    ['running and ready', 100_000, withReady(placed(...up), 'True', 3), null],
  ])('%s', (_, now, snapshot, expected) => {
    expect(stuck(now, snapshot)).toBe(expected);
  });
});

describe('a container that will not come up by waiting', () => {
  const failedOnce = placed(status(prepare, ended(1, 1, 2)));
  const failedTwice = placed(
    status(prepare, ended(1, 5, 6), { restarts: 1, lastEnd: ended(1, 1, 2) }),
  );
  const again = placed(status(prepare, running(20), { restarts: 2, lastEnd: ended(1, 5, 6) }));
  const image = (reason: string) => placed(status(prepare, waiting(reason)));

  test.each<[string, number, readonly PodSnapshot[], string | null]>([
    ['it failed', 3, [failedOnce], '2 prepare: prepare failed once, last with exit code 1.'],
    [
      'it failed twice: since the first failure',
      9,
      [failedTwice],
      '2 prepare: prepare failed 2 times in a row, last with exit code 1.',
    ],
    [
      'a crash loop is one also in the seconds in which it runs',
      23,
      [failedTwice, again],
      '2 prepare: prepare failed 2 times in a row, last with exit code 1; now it has run for 3s.',
    ],
    [
      'a node whose clock is ahead of ours has it run for no time yet',
      15,
      [failedTwice, again],
      '2 prepare: prepare failed 2 times in a row, last with exit code 1; now it has run for 0s.',
    ],
    [
      'a single failure and a second try is a start like any other',
      9,
      [failedOnce, placed(status(prepare, running(3), { restarts: 1, lastEnd: ended(1, 1, 2) }))],
      null,
    ],
    [
      'a run that lasts is a recovery from the crash loop',
      81,
      [
        failedTwice,
        withReady(
          { ...again, statuses: [...again.statuses, status(web, running(21))] },
          'True',
          22,
        ),
      ],
      null,
    ],
    [
      'its image cannot be pulled',
      9,
      [image('ErrImagePull')],
      '0 prepare: prepare waits with ErrImagePull: its image, registry/prepare-image:1, cannot be pulled.',
    ],
    [
      'reasons that take turns are one trouble, since its first',
      9,
      [image('ErrImagePull'), image('ImagePullBackOff'), image('ErrImagePull')],
      '0 prepare: prepare waits with ErrImagePull: its image, registry/prepare-image:1, cannot be pulled.',
    ],
    ['a default waiting reason is no trouble', 9, [image('PodInitializing')], null],
    [
      'it cannot be started at all: since its first try',
      30,
      [
        placed(status(prepare, waiting('RunContainerError'), { lastEnd: ended(128, null, 1) })),
        placed(
          status(prepare, waiting('RunContainerError'), {
            restarts: 1,
            lastEnd: ended(128, null, 14),
          }),
        ),
      ],
      '1 prepare: prepare failed 2 times in a row, last with exit code 128.',
    ],
    [
      'it ends well and is restarted, again and again: nothing failed, and it does not stay up',
      40,
      [
        placed(...up.slice(0, 2), status(web, ended(0, 2, 3))),
        placed(...up.slice(0, 2), status(web, crash, { restarts: 1, lastEnd: ended(0, 3, 6) })),
      ],
      '3 web: web ended 2 times in a row with exit code 0 and is started again each time.',
    ],
    [
      'it ended well once and will be started again',
      4,
      [placed(...up.slice(0, 2), status(web, ended(0, 2, 3)))],
      null,
    ],
    [
      'a native sidecar in a crash loop beside a healthy app',
      30,
      [
        placed(
          completed,
          status(proxy, crash, { restarts: 0, lastEnd: ended(1, 1, 4) }),
          status(web, running(2)),
        ),
      ],
      '4 proxy: proxy failed once, last with exit code 1.',
    ],
  ])('%s', (_, now, snapshots, expected) => {
    expect(stuck(now, ...snapshots)).toBe(expected);
  });

  it('the first in start order is to blame: the others wait for it', () => {
    const both = placed(
      status(prepare, waiting('ErrImagePull')),
      status(web, waiting('ErrImagePull')),
    );
    expect(stuck(5, both)).toMatch(/prepare/);
  });
});

describe('readiness that was lost', () => {
  const wasReady = withReady(
    placed(...up.slice(0, 2), status(web, running(2), { ready: true })),
    'True',
    3,
  );
  const lost = withReady(placed(...up.slice(0, 2), status(web, running(2))), 'False', 60);

  test.each<[string, number, readonly PodSnapshot[], string | null]>([
    [
      'for two minutes is stuck, and names who is not ready',
      180,
      [wasReady, lost],
      '60 proxy: It has not been ready for 2m.',
    ],
    ['for less may be a rollout or a slow answer', 179, [wasReady, lost], null],
    [
      'because a container has ended for good is the end of a job, not trouble',
      999,
      [
        { ...wasReady, restartPolicy: 'Never' },
        {
          ...lost,
          restartPolicy: 'Never',
          statuses: [...up.slice(0, 2), status(web, ended(0, 2, 60))],
        },
      ],
      null,
    ],
  ])('%s', (_, now, snapshots, expected) => {
    expect(stuck(now, ...snapshots)).toBe(expected);
  });

  it('while everything is ready by its own word (a lost node) names no container', () => {
    const ready = { ready: true };
    const statuses = [completed, status(proxy, running(1), ready), status(web, running(2), ready)];
    const before = withReady(placed(...statuses), 'True', 3);
    const after = withReady(placed(...statuses), 'False', 60);
    expect(stuck(200, before, after)).toBe('60 pod: It has not been ready for 2m20s.');
  });
});

describe('a pod that is finished or on its way out is not stuck', () => {
  const failing = status(web, waiting('ErrImagePull'));
  test.each<[string, Partial<PodSnapshot>]>([
    ['Succeeded', { phase: 'Succeeded' }],
    ['Failed', { phase: 'Failed' }],
    ['being deleted', { deletion: { requestedAt: at(1), deadlineAt: at(31) } }],
  ])('%s', (_, told) => {
    expect(stuck(9999, { ...placed(failing), ...told })).toBeNull();
  });

  it('gone', () => {
    const timeline = timelineOf(record([[1, placed(failing)]], 5), []);
    expect(stuckOf(placed(failing), timeline, at(9999))).toBeNull();
  });
});
