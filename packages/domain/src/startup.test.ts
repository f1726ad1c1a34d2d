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
import type { PodSnapshot } from './pod-snapshot.ts';
import { startupOf } from './startup.ts';
import { timelineOf } from './timeline.ts';

const [prepare, proxy, web, log] = [init('prepare'), sidecar('proxy'), app('web'), app('log')];
const containers = [prepare, proxy, web, log];

const scheduled = condition('PodScheduled', 'True', 2);
const sandbox = condition('PodReadyToStartContainers', 'True', 5);
const ready = condition('Ready', 'True', 20);
const placed = { node: 'node-1', containers, conditions: [scheduled, sandbox] };

const stages = (snapshot: PodSnapshot, gone: number | null = null) =>
  startupOf(timelineOf(record([[20, { ...snapshot, writtenAt: at(9) }]], gone), [])).map(
    ({ stage, container, from, to }) =>
      `${container ?? stage} ${(from - at(0)) / 1000}–${to === null ? '' : (to - at(0)) / 1000}`,
  );

const begun = ['scheduling 0–2', 'sandbox 2–5'];

describe('the stages of a start follow each other without a hole', () => {
  test.each<[string, PodSnapshot, readonly string[]]>([
    ['nothing but the pod', pod({ containers }), ['scheduling 0–']],
    [
      'held back from the scheduler',
      pod({ containers, conditions: [condition('PodScheduled', 'False', 1)] }),
      ['scheduling 0–'],
    ],
    [
      'on a node, no sandbox yet',
      pod({ node: 'node-1', containers, conditions: [scheduled] }),
      ['scheduling 0–2', 'sandbox 2–'],
    ],
    [
      'its init runs',
      pod({ ...placed, statuses: [status(prepare, running(6))] }),
      [...begun, 'prepare 5–'],
    ],
    [
      'its init failed',
      pod({ ...placed, statuses: [status(prepare, ended(1, 6, 7))] }),
      [...begun, 'prepare 5–'],
    ],
    [
      'its init was OOM-killed with exit code 0, which is no completion',
      pod({ ...placed, statuses: [status(prepare, ended(0, 6, 7, { reason: 'OOMKilled' }))] }),
      [...begun, 'prepare 5–'],
    ],
    [
      'its native sidecar runs but has not started up',
      pod({
        ...placed,
        statuses: [status(prepare, ended(0, 6, 7)), status(proxy, running(8), { started: false })],
      }),
      [...begun, 'prepare 5–7', 'proxy 7–'],
    ],
    [
      'one of two apps has started',
      pod({
        ...placed,
        statuses: [
          status(prepare, ended(0, 6, 7)),
          status(proxy, running(8)),
          status(web, running(11)),
          status(log, waiting('ErrImagePull')),
        ],
      }),
      [...begun, 'prepare 5–7', 'proxy 7–9', 'apps 9–'],
    ],
    [
      'all run, not ready',
      pod({
        ...placed,
        statuses: [
          status(prepare, ended(0, 6, 7)),
          status(proxy, running(8)),
          status(web, running(11)),
          status(log, running(12)),
        ],
      }),
      [...begun, 'prepare 5–7', 'proxy 7–9', 'apps 9–12', 'readiness 12–'],
    ],
    [
      'ready',
      pod({
        ...placed,
        conditions: [scheduled, sandbox, ready],
        statuses: [
          status(prepare, ended(0, 6, 7)),
          status(proxy, running(8)),
          status(web, running(11)),
          status(log, running(12)),
        ],
      }),
      [...begun, 'prepare 5–7', 'proxy 7–9', 'apps 9–12', 'readiness 12–20'],
    ],
    [
      'what comes after an init proves that it completed, though its end was never shown',
      pod({
        ...placed,
        statuses: [status(prepare, waiting()), status(proxy, running(8), { started: false })],
      }),
      [...begun, 'prepare 5–8', 'proxy 8–'],
    ],
    [
      'a record of completion without times (written by the kubelet when it lost the real one) does not hold up the start',
      pod({
        ...placed,
        statuses: [
          status(prepare, ended(0, null, null)),
          status(proxy, waiting()),
          status(web, running(11)),
          status(log, running(12)),
        ],
      }),
      [...begun, 'prepare 5–11', 'proxy 11–11', 'apps 11–12', 'readiness 12–'],
    ],
    [
      'an old kubelet without the sandbox condition: the first start ends that stage',
      pod({
        node: 'node-1',
        containers,
        conditions: [scheduled],
        statuses: [status(prepare, running(6))],
      }),
      ['scheduling 0–2', 'sandbox 2–6', 'prepare 6–'],
    ],
  ])('%s', (_, snapshot, expected) => {
    expect(stages(snapshot)).toEqual(expected);
  });
});

it('the stage in which a pod was when it went ends there', () => {
  expect(stages(pod({ containers }), 30)).toEqual(['scheduling 0–30']);
});

it('nothing known is no stage', () => {
  expect(startupOf(timelineOf([], []))).toEqual([]);
});
