import { describe, expect, test } from 'vitest';
import { at, ended, ephemeral, init, running, sidecar, status, waiting } from '../test/build.ts';
import { segments, web } from '../test/segments.ts';

const creating = waiting('ContainerCreating');

describe('when nothing is started again', () => {
  const failed: Parameters<typeof segments>[0] = [[3, status(web, ended(1, 2, 3))]];
  const done: Parameters<typeof segments>[0] = [[3, status(web, ended(0, 2, 3))]];
  test.each<
    [string, Parameters<typeof segments>[0], Parameters<typeof segments>[1], readonly string[]]
  >([
    [
      'restartPolicy Never: a failure is the end',
      failed,
      { restartPolicy: 'Never' },
      ['waiting 0–2', 'failed#0 2–3'],
    ],
    [
      'restartPolicy OnFailure: a failure comes back',
      failed,
      { restartPolicy: 'OnFailure' },
      ['waiting 0–2', 'failed#0 2–3', 'back-off 3–'],
    ],
    [
      'restartPolicy OnFailure: a good end is the end',
      done,
      { restartPolicy: 'OnFailure' },
      ['waiting 0–2', 'completed#0 2–3'],
    ],
    [
      'restartPolicy Always: even a good end comes back',
      done,
      {},
      ['waiting 0–2', 'completed#0 2–3', 'back-off 3–'],
    ],
    [
      'the container’s own restartPolicy goes before the pod’s',
      failed,
      { restartPolicy: 'Never', spec: { ...web, restartPolicy: 'Always' } },
      ['waiting 0–2', 'failed#0 2–3', 'back-off 3–'],
    ],
    [
      'an init container that completed is done, also under Always',
      [[3, status(init('web'), ended(0, 2, 3))]],
      { spec: init('web') },
      ['waiting 0–2', 'completed#0 2–3'],
    ],
    [
      'an init container that was OOM-killed with exit code 0 has failed, and comes back',
      [[3, status(init('web'), ended(0, 2, 3, { reason: 'OOMKilled' }))]],
      { spec: init('web') },
      ['waiting 0–2', 'failed#0 2–3', 'back-off 3–'],
    ],
    [
      'a native sidecar comes back whatever the pod’s policy and its exit code',
      [[3, status(sidecar('web'), ended(0, 2, 3))]],
      { spec: sidecar('web'), restartPolicy: 'Never' },
      ['waiting 0–2', 'completed#0 2–3', 'back-off 3–'],
    ],
    [
      'an ephemeral container never comes back, and is not waited for before it was added',
      [[9, status(ephemeral('web'), ended(3, 7, 8))]],
      { spec: ephemeral('web') },
      ['failed#0 7–8'],
    ],
    [
      'back-off ends when deletion is asked for',
      [
        ...failed,
        [8, status(web, ended(1, 2, 3)), { deletion: { requestedAt: at(7), deadlineAt: at(37) } }],
      ],
      {},
      ['waiting 0–2', 'failed#0 2–3', 'back-off 3–7'],
    ],
    [
      'a container that never began is not waited for once the pod has failed',
      [
        [1, status(web, creating)],
        [9, status(web, creating), { phase: 'Failed' }],
      ],
      {},
      ['waiting 0–1', 'waiting 1–9 ContainerCreating'],
    ],
    [
      'a pod that is gone runs no more',
      [[3, status(web, running(2))]],
      { gone: 9 },
      ['waiting 0–2', 'running#0 2–9'],
    ],
    [
      'a pod that is gone waits no more',
      [[3, status(web, creating)]],
      { gone: 9 },
      ['waiting 0–3', 'waiting 3–9 ContainerCreating'],
    ],
  ])('%s', (_, seen, told, expected) => {
    expect(segments(seen, told)).toEqual(expected);
  });
});
