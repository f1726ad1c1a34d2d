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
import { seconds } from '../test/words.ts';
import type { KubeletEvent } from './image-pull.ts';
import type { PodSnapshot } from './pod-snapshot.ts';
import { besideStartup, type StartupStage, startupOf } from './startup.ts';
import { timelineOf } from './timeline.ts';

const [prepare, proxy, web, log] = [init('prepare'), sidecar('proxy'), app('web'), app('log')];
const containers = [prepare, proxy, web, log];

const scheduled = condition('PodScheduled', 'True', 2);
const sandbox = condition('PodReadyToStartContainers', 'True', 5);
const ready = condition('Ready', 'True', 20);
const placed = { node: 'node-1', containers, conditions: [scheduled, sandbox] };

const timeline = (snapshot: PodSnapshot, gone: number | null = null) =>
  timelineOf(record([[20, { ...snapshot, writtenAt: at(9) }]], gone), []);

const words = ({ stage, container, from, to }: StartupStage): string => {
  const isNamed = stage === 'init' || stage === 'native-sidecar';
  return `${isNamed ? container : stage} ${seconds(from)}–${to === null ? '' : seconds(to)}`;
};

const stages = (snapshot: PodSnapshot, gone: number | null = null) =>
  startupOf(timeline(snapshot, gone)).map(words);

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

describe('the critical path', () => {
  const up = (...extra: (typeof ready)[]) =>
    pod({
      ...placed,
      conditions: [scheduled, sandbox, ...extra],
      statuses: [
        status(prepare, ended(0, 6, 7)),
        status(proxy, running(8)),
        status(web, running(11)),
        status(log, running(12)),
      ],
    });
  const named = (snapshot: PodSnapshot) =>
    startupOf(timeline(snapshot)).map(({ stage, container }) => `${stage} ${container}`);

  it('names the app that started last, and while one is missing that one', () => {
    expect(named(up())).toContain('apps log');
    const statuses = up().statuses.filter((s) => s.name !== 'web');
    expect(named({ ...up(), statuses })).toContain('apps web');
  });

  it('names the container that became ready last; what was ready before is beside it', () => {
    const snapshots = [11, 14, 19].map((time, index) => {
      const statuses = up(ready).statuses.map((s) => ({
        ...s,
        ready: ['proxy', 'log', 'web'].indexOf(s.name) <= index && s.name !== 'prepare',
      }));
      return [time, { ...up(ready), statuses, writtenAt: at(time) }] as const;
    });
    const told = timelineOf(record(snapshots), []);
    expect(startupOf(told).at(-1)).toMatchObject({ stage: 'readiness', container: 'web' });
    expect(besideStartup(told).map((stage) => `${stage.container} ${words(stage)}`)).toEqual([
      'proxy readiness 8–11',
      'log readiness 12–14',
    ]);
  });

  it('names nobody where all are ready and the pod is not', () => {
    const statuses = up().statuses.map((s) => ({ ...s, ready: true }));
    const last = startupOf(timeline({ ...up(), statuses })).at(-1);
    expect(last).toMatchObject({ stage: 'readiness', to: null });
    expect(startupOf(timeline(up())).at(-1)?.container).toBe('proxy');
  });
});

describe('image pulls are stages, where Events tell of them', () => {
  const pulling = (container: string, from: number): KubeletEvent => ({
    at: at(from),
    reason: 'Pulling',
    message: null,
    container,
  });
  const pulled = (container: string, to: number): KubeletEvent => ({
    at: at(to),
    reason: 'Pulled',
    message: 'Successfully pulled image "x" in 2s (3s including waiting). Image size: 9 bytes.',
    container,
  });
  const statuses = [status(prepare, ended(0, 9, 10)), status(proxy, running(11))];
  const told = (events: readonly KubeletEvent[], more: Partial<PodSnapshot> = { statuses }) =>
    startupOf(timeline(pod({ ...placed, ...more })), events);

  it('before the init that they hold up, with the time in the queue', () => {
    const found = told([pulling('prepare', 5), pulled('prepare', 8)]);
    expect(found.slice(2, 4).map(words)).toEqual(['pull 5–8', 'prepare 8–10']);
    expect(found[2]?.pull).toEqual({ queueMs: 1000, transferMs: 2000 });
  });

  it('one that goes on is the stage that the pod is in', () => {
    const found = told([pulling('prepare', 5)], {});
    expect(found.at(-1)).toEqual({
      stage: 'pull',
      container: 'prepare',
      from: at(5),
      to: null,
    });
  });

  it('one for a later attempt holds up no start', () => {
    const found = told([pulling('prepare', 15), pulled('prepare', 18)]);
    expect(found.map(({ stage }) => stage)).not.toContain('pull');
  });

  it('one of an app stands before the apps', () => {
    const found = told([pulling('web', 12), pulled('web', 16)]);
    expect(found.slice(-2).map(words)).toEqual(['pull 10–16', 'apps 16–']);
  });
});
