import { describe, expect, it, test } from 'vitest';
import {
  app,
  at,
  condition,
  ended,
  ephemeral,
  gap,
  init,
  pod,
  record,
  running,
  sidecar,
  status,
  waiting,
} from '../test/build.ts';
import { observe, observeGone } from './observe.ts';
import type { PodSnapshot } from './pod-snapshot.ts';
import { snapshotAt } from './snapshot-at.ts';
import { statusColumns } from './status.ts';

const [prepare, proxy, web] = [init('prepare'), sidecar('proxy'), app('web')];
const containers = [prepare, proxy, web];
const seen = (told: Partial<PodSnapshot>): PodSnapshot => pod({ containers, ...told });

/** A life: created, prepared, up, crashed, backing off, gone. */
const LIFE: readonly (readonly [number, PodSnapshot])[] = [
  [0, seen({})],
  [
    2,
    seen({
      node: 'node-1',
      conditions: [condition('PodScheduled', 'True', 2), condition('Initialized', 'False', 2)],
      statuses: containers.map((it) => status(it, waiting('PodInitializing'))),
    }),
  ],
  [
    4,
    seen({
      node: 'node-1',
      podIp: '10.0.0.1',
      conditions: [condition('PodScheduled', 'True', 2), condition('Initialized', 'False', 2)],
      statuses: [
        status(prepare, running(4)),
        status(proxy, waiting('PodInitializing')),
        status(web, waiting('PodInitializing')),
      ],
    }),
  ],
  [
    9,
    seen({
      node: 'node-1',
      podIp: '10.0.0.1',
      phase: 'Running',
      conditions: [condition('PodScheduled', 'True', 2), condition('Initialized', 'True', 8)],
      statuses: [
        status(prepare, ended(0, 4, 6)),
        status(proxy, running(7), { ready: true }),
        status(web, running(8), { ready: true }),
      ],
    }),
  ],
  [
    12,
    seen({
      node: 'node-1',
      podIp: '10.0.0.1',
      phase: 'Running',
      conditions: [condition('PodScheduled', 'True', 2), condition('Initialized', 'True', 8)],
      statuses: [
        status(prepare, ended(0, 4, 6)),
        status(proxy, running(7), { ready: true }),
        status(web, waiting('CrashLoopBackOff'), { lastEnd: ended(1, 8, 11) }),
      ],
    }),
  ],
];
const FACTS = record(LIFE, 20);
const LAST = LIFE.at(-1)?.[1] ?? pod();

const columnsAt = (seconds: number): string => {
  const then = snapshotAt(LAST, FACTS, at(seconds));
  if (then === null) return 'none';
  const { ready, status: word, restarts } = statusColumns(then);
  return `${ready} ${word} ${restarts}`;
};

test.each([
  [-1, 'none'],
  [0, '0/2 Pending 0'],
  [1, '0/2 Pending 0'],
  [2, '0/2 Init:0/2 0'],
  [5, '0/2 Init:0/2 0'],
  [9, '2/2 Running 0'],
  [11, '2/2 Running 0'],
  [12, '1/2 CrashLoopBackOff 0'],
  [19, '1/2 CrashLoopBackOff 0'],
  [20, 'none'],
])('after %i seconds the columns are %s', (seconds, columns) => {
  expect(columnsAt(seconds)).toBe(columns);
});

test('node, address, phase, conditions and last end are of then', () => {
  expect(snapshotAt(LAST, FACTS, at(2))).toMatchObject({
    node: 'node-1',
    podIp: null,
    phase: 'Pending',
  });
  expect(snapshotAt(LAST, FACTS, at(0))).toMatchObject({
    node: null,
    conditions: [],
    statuses: [],
  });
  expect(snapshotAt(LAST, FACTS, at(12))?.statuses[2]).toMatchObject({
    state: { kind: 'waiting', reason: 'CrashLoopBackOff' },
    lastEnd: { ending: { exitCode: 1 }, finishedAt: at(11) },
  });
});

test('facts up to the moment are enough', () => {
  const told = FACTS.filter(({ observedAt }) => observedAt <= at(9));
  expect(snapshotAt(LAST, told, at(9))).toEqual(snapshotAt(LAST, FACTS, at(9)));
});

test('a container that was added later was not there before', () => {
  const debug = ephemeral('debug');
  const more = seen({ containers: [...containers, debug], statuses: [status(debug, running(30))] });
  const facts = record([...LIFE, [30, more]]);
  const namesAt = (seconds: number) =>
    snapshotAt(more, facts, at(seconds))?.containers.map(({ name }) => name);
  expect(namesAt(12)).toEqual(['prepare', 'proxy', 'web']);
  expect(namesAt(30)).toEqual(['prepare', 'proxy', 'web', 'debug']);
});

test('an image that was changed later is the old one before', () => {
  const newer = seen({ containers: [{ ...web, image: 'web:2' }] });
  const facts = record([...LIFE, [30, newer]]);
  expect(snapshotAt(newer, facts, at(12))?.containers.at(-1)?.image).toBe(web.image);
});

test('a record that the kubelet made up for a container it lost is of the run before, and counted', () => {
  const lost = seen({
    statuses: [
      status(web, waiting('PodInitializing'), {
        restarts: 1,
        synthetic: true,
        lastEnd: ended(137, null, null, { reason: 'ContainerStatusUnknown' }),
      }),
    ],
  });
  const facts = record([...LIFE.slice(0, 4), [30, lost]]);
  expect(snapshotAt(lost, facts, at(30))?.statuses.at(-1)?.restartCount).toBe(1);
});

test('a deletion that was asked for stands from when it was seen', () => {
  const going = { ...LAST, deletion: { requestedAt: at(15), deadlineAt: at(45) } };
  const facts = record([...LIFE, [15, going]]);
  expect(snapshotAt(going, facts, at(14))?.deletion).toBeNull();
  expect(snapshotAt(going, facts, at(15))?.deletion).toEqual(going.deletion);
});

describe('where nobody watched', () => {
  const crashed = LIFE[4]?.[1] ?? pod();
  const facts = record([...LIFE.slice(0, 4), [60, crashed]]);

  it('what came to be known later is told from when it was so', () => {
    const then = snapshotAt(crashed, facts, at(30), [gap(10, 60)]);
    expect(then?.statuses.at(-1)?.lastEnd?.finishedAt).toEqual(at(11));
  });

  it('and not before', () => {
    const then = snapshotAt(crashed, facts, at(10), [gap(10, 60)]);
    expect(then?.statuses.at(-1)?.state).toEqual(running(8));
  });
});

test('a pod that went unseen is there until that was found out', () => {
  const { known, transitions } = observe(null, LAST, at(1));
  const facts = [...transitions, observeGone(known, 'inferred', at(40))];
  expect(snapshotAt(LAST, facts, at(39))).not.toBeNull();
  expect(snapshotAt(LAST, facts, at(40))).toBeNull();
});
