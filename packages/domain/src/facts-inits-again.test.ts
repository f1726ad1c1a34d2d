/** When all init containers run again, trigger by trigger, and what the kubelet's records then do and do not tell. */
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
import { segmentWords, words } from '../test/words.ts';
import type { ContainerStatus, PodSnapshot } from './pod-snapshot.ts';
import { timelineOf } from './timeline.ts';

const [first, second, web] = [init('first'), init('second'), app('web')];
const SANDBOX = condition('PodReadyToStartContainers', 'True', 1);
const shown = (statuses: readonly ContainerStatus[], told: Partial<PodSnapshot> = {}) =>
  pod({ conditions: [SANDBOX], containers: [first, second, web], statuses, ...told });

/** Snapshots seen and written one a second, from 20 on. */
const seen = (...snapshots: readonly PodSnapshot[]) =>
  record(snapshots.map((it, n) => [20 + n, { ...it, writtenAt: at(20 + n) }] as const));

const done = [status(first, ended(0, 1, 2)), status(second, ended(0, 2, 3))];
const up = shown([...done, status(web, running(4))]);
const again = (spec: typeof first, from: number) =>
  status(spec, running(from), { restarts: 1, lastEnd: ended(0, 1, 2) });
const crashed = status(web, ended(1, 4, 10));
const restarting = { reason: 'RestartingAllContainers' };

/** Titles of the marks that tell of an upheaval. */
const upheavals = (...snapshots: readonly PodSnapshot[]) =>
  timelineOf(seen(...snapshots), [])
    .marks.filter(({ title }) => title === 'Sandbox changed' || title === 'Inits run again')
    .map(({ title, detail }) => (detail === null ? title : `${title} ${detail}`));

const newSandbox = { conditions: [condition('PodReadyToStartContainers', 'True', 13)] };
const SANDBOX_CHANGED = 'Sandbox changed all containers are new ones';
const BY_SANDBOX = 'Inits run again because the sandbox is a new one';
const BY_RULE = 'Inits run again because a restart rule restarts all containers';
const BY_PRUNING =
  'Inits run again because no app container was left and the record of their completion was pruned';

describe('what makes all init containers run again', () => {
  test.each<[string, readonly PodSnapshot[], readonly string[]]>([
    [
      'a sandbox that was lost and made anew',
      [up, shown([again(first, 14), ...done.slice(1)], newSandbox)],
      [SANDBOX_CHANGED, BY_SANDBOX],
    ],
    [
      'a new sandbox with another address',
      [
        { ...up, podIp: '10.0.0.1' },
        shown([again(first, 14), ...done.slice(1)], { ...newSandbox, podIp: '10.0.0.2' }),
      ],
      [SANDBOX_CHANGED, BY_SANDBOX],
    ],
    [
      'a rebooted node, after which only the first init runs again (1.36)',
      [
        up,
        shown(
          [
            status(first, ended(0, 14, 15), { restarts: 1, lastEnd: ended(0, 1, 2) }),
            ...done.slice(1),
            status(web, running(16), { restarts: 1, lastEnd: ended(255, 4, 10) }),
          ],
          newSandbox,
        ),
      ],
      [SANDBOX_CHANGED, BY_SANDBOX],
    ],
    [
      'the rule RestartAllContainers, by the waiting reason',
      [
        up,
        shown([
          again(first, 14),
          status(second, waiting('RestartingAllContainers'), {
            restarts: 1,
            lastEnd: ended(0, 2, 3),
          }),
        ]),
      ],
      [BY_RULE],
    ],
    [
      'the rule RestartAllContainers, by the reason in lastState',
      [
        up,
        shown([
          status(first, running(14), {
            restarts: 1,
            lastEnd: ended(137, null, null, restarting),
            synthetic: true,
          }),
          ...done.slice(1),
        ]),
      ],
      [BY_RULE],
    ],
    [
      'the rule RestartAllContainers, by its condition',
      [
        up,
        shown([again(first, 14), ...done.slice(1)], {
          conditions: [SANDBOX, condition('AllContainersRestarting', 'True', 13)],
        }),
      ],
      [BY_RULE],
    ],
    [
      'every app container dead and the record of the init pruned',
      [shown([...done, crashed]), shown([again(first, 14), ...done.slice(1), crashed])],
      [BY_PRUNING],
    ],
    [
      'nothing, as long as one app container is created or running',
      [up, shown([...done, crashed]), shown([...done, status(web, running(11), { restarts: 1 })])],
      [],
    ],
  ])('%s', (_, snapshots, expected) => {
    expect(upheavals(...snapshots)).toEqual(expected);
  });

  it('after a reboot that runs only the first init again, the second keeps its one run', () => {
    const { lanes } = timelineOf(
      seen(
        up,
        shown(
          [
            status(first, ended(0, 14, 15), { restarts: 1, lastEnd: ended(0, 1, 2) }),
            ...done.slice(1),
            status(web, running(16), { restarts: 1, lastEnd: ended(255, 4, 10) }),
          ],
          newSandbox,
        ),
      ),
      [],
    );
    expect(lanes.map(({ name, attempts }) => `${name} ${attempts.length}`)).toEqual([
      'first 2',
      'second 1',
      'web 2',
    ]);
  });

  it('a finished init has nothing to do while the app crashes and comes back', () => {
    const back = status(web, running(11), { restarts: 1, lastEnd: ended(1, 4, 10) });
    const { lanes } = timelineOf(seen(up, shown([...done, crashed]), shown([...done, back])), []);
    expect(segmentWords(lanes[0])).toEqual(['waiting 0–1', 'completed#0 1–2']);
  });
});

describe('what the kubelet’s records tell', () => {
  const lost = status(first, ended(0, null, null));
  const synthetic = { ...lost, state: ended(0, null, null), containerId: null };
  const ofFirst = (...snapshots: readonly PodSnapshot[]) =>
    words(seen(...snapshots)).filter((line) => line.startsWith('first'));

  test.each<[string, readonly PodSnapshot[], readonly string[]]>([
    [
      'a synthetic Completed has no times, and none are invented',
      [shown([synthetic])],
      ['first#0 ended ? live 0'],
    ],
    [
      'a synthetic Completed over a run that is known adds nothing',
      [shown(done), shown([synthetic])],
      ['first#0 started 1 afterwards', 'first#0 ended 2 live 0'],
    ],
    [
      'the API reaches exactly one attempt back: what was before was not seen',
      [shown([status(first, running(19), { restarts: 5, lastEnd: ended(1, 9, 12) })])],
      [
        'first 4 unseen 0–9',
        'first#4 started 9 afterwards',
        'first#4 ended 12 afterwards 1',
        'first#5 started 19 live',
      ],
    ],
    [
      'a restart count that jumps hides as many runs',
      [
        shown([status(first, ended(1, 1, 2))]),
        shown([status(first, running(20), { restarts: 3, lastEnd: ended(1, 15, 16) })]),
      ],
      [
        'first#0 started 1 afterwards',
        'first#0 ended 2 live 1',
        'first 1 unseen 15–15',
        'first#2 started 15 afterwards',
        'first#2 ended 16 afterwards 1',
        'first#3 started 20 live',
      ],
    ],
  ])('%s', (_, snapshots, expected) => {
    expect(
      ofFirst(...snapshots).filter((line) => line.includes('#') || line.includes('unseen')),
    ).toEqual(expected);
  });

  it('a synthetic record is not drawn: nobody knows when', () => {
    const { lanes } = timelineOf(seen(shown([synthetic])), []);
    expect(lanes[0]?.segments.filter(({ kind }) => kind !== 'waiting')).toEqual([]);
  });
});
