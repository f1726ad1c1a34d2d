import { describe, expect, it, test } from 'vitest';
import {
  app,
  at,
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
import { segmentWords } from '../test/words.ts';
import { timelineOf } from './timeline.ts';

const web = app('web');

it('nothing recorded is an empty timeline', () => {
  expect(timelineOf([], [gap(0, 5)])).toEqual({ lanes: [], marks: [], from: null, until: null });
});

it('lanes stand in start order and carry their place in the spec', () => {
  const containers = [
    init('a'),
    sidecar('proxy'),
    app('web'),
    app('log-collector'),
    ephemeral('debug'),
  ];
  const { lanes } = timelineOf(record([[1, pod({ containers })]]), []);
  expect(lanes.map((lane) => `${lane.name} ${lane.role} ${lane.position}`)).toEqual([
    'a init 1',
    'proxy native-sidecar 2',
    'web app 1',
    'log-collector classic-sidecar 2',
    'debug ephemeral 1',
  ]);
});

it('begins with the pod’s creation and ends when the pod is gone', () => {
  const timeline = timelineOf(record([[3, pod({ containers: [web] })]], 9), []);
  expect([timeline.from, timeline.until]).toEqual([at(0), at(9)]);
});

describe('attempts', () => {
  const attemptsOf = (...statuses: Parameters<typeof status>[]) =>
    timelineOf(
      record(
        statuses.map((told, n) => [
          50 + n,
          pod({ containers: [web], statuses: [status(...told)] }),
        ]),
      ),
      [],
    ).lanes[0]?.attempts.map((a) => ({
      number: a.number,
      seen: a.seen,
      exit: a.ending?.exitCode ?? null,
    }));

  test.each<[string, Parameters<typeof status>[], unknown]>([
    [
      'a run that goes on has no ending',
      [[web, running(1)]],
      [{ number: 0, seen: 'live', exit: null }],
    ],
    [
      'an end shown as the present state was seen live',
      [[web, ended(1, 1, 2)]],
      [{ number: 0, seen: 'live', exit: 1 }],
    ],
    [
      'a run known only from lastState is known afterwards',
      [[web, running(9), { restarts: 1, lastEnd: ended(1, 1, 2) }]],
      [
        { number: 0, seen: 'afterwards', exit: 1 },
        { number: 1, seen: 'live', exit: null },
      ],
    ],
    [
      'a run seen while it ran was seen live, whoever told its end',
      [
        [web, running(1)],
        [web, running(9), { restarts: 1, lastEnd: ended(1, 1, 2) }],
      ],
      [
        { number: 0, seen: 'live', exit: 1 },
        { number: 1, seen: 'live', exit: null },
      ],
    ],
  ])('%s', (_, statuses, expected) => {
    expect(attemptsOf(...statuses)).toEqual(expected);
  });
});

it('readiness is a list of intervals, the last one open while it lasts', () => {
  const seen = [
    [2, true],
    [6, false],
    [9, true],
  ] as const;
  const transitions = record(
    seen.map(([time, ready]) => [
      time,
      pod({
        containers: [web],
        statuses: [status(web, running(1), { ready })],
        writtenAt: at(time),
      }),
    ]),
  );
  expect(timelineOf(transitions, []).lanes[0]?.ready).toEqual([
    { from: at(2), to: at(6) },
    { from: at(9), to: null },
  ]);
});

it('a sidecar has started up when its startup probe passed, not when it began to run', () => {
  const proxy = sidecar('proxy');
  const shown = (started: boolean) =>
    pod({ containers: [proxy], statuses: [status(proxy, running(1), { started })] });
  expect(timelineOf(record([[2, shown(false)]]), []).lanes[0]?.startedUpAt).toBeNull();
  expect(
    timelineOf(
      record([
        [2, shown(false)],
        [7, shown(true)],
      ]),
      [],
    ).lanes[0]?.startedUpAt,
  ).toBe(at(7));
});

describe('containers hold each other up', () => {
  const proxy = sidecar('proxy');
  const prepare = init('prepare');

  it('a native sidecar that stops after the last app has ended for good is not in back-off', () => {
    const statuses = [status(proxy, ended(137, 1, 8)), status(web, ended(0, 2, 5))];
    const job = pod({ restartPolicy: 'Never', containers: [proxy, web], statuses });
    const [lane] = timelineOf(record([[9, job]]), []).lanes;
    expect(segmentWords(lane)).toEqual(['waiting 0–1', 'failed#0 1–8']);
  });

  it('a native sidecar that fails while an app runs is in back-off', () => {
    const statuses = [status(proxy, ended(1, 1, 8)), status(web, running(2))];
    const job = pod({ restartPolicy: 'Never', containers: [proxy, web], statuses });
    const [lane] = timelineOf(record([[9, job]]), []).lanes;
    expect(segmentWords(lane)).toEqual(['waiting 0–1', 'failed#0 1–8', 'back-off 8–']);
  });

  it('an app that ended because its sandbox went waits for the inits to run again; it is not in back-off', () => {
    const before = pod({
      containers: [prepare, web],
      statuses: [status(prepare, ended(0, 1, 2)), status(web, ended(0, 3, 12))],
    });
    const after = pod({
      containers: [prepare, web],
      statuses: [
        status(prepare, ended(0, 14, 16), { restarts: 1, lastEnd: ended(0, 1, 2) }),
        status(web, running(17), { restarts: 1, lastEnd: ended(0, 3, 12) }),
      ],
    });
    const { lanes } = timelineOf(
      record([
        [13, before],
        [18, after],
      ]),
      [],
    );
    expect(lanes.map(segmentWords)).toEqual([
      ['waiting 0–1', 'completed#0 1–2', 'completed#1 14–16'],
      [
        'waiting 0–1',
        'waiting 1–2',
        'waiting 2–3',
        'completed#0 3–12',
        'waiting 12–16',
        'waiting 16–17',
        'running#1 17–',
      ],
    ]);
  });

  it('inits that wait for each other do not overlap', () => {
    const [one, two] = [init('one'), init('two')];
    const transitions = record([
      [
        1,
        pod({
          containers: [one, two],
          statuses: [status(one, running(1)), status(two, waiting('PodInitializing'))],
        }),
      ],
      [
        9,
        pod({
          containers: [one, two],
          statuses: [status(one, ended(0, 1, 4)), status(two, ended(0, 4, 8))],
        }),
      ],
    ]);
    expect(timelineOf(transitions, []).lanes.map(segmentWords)).toEqual([
      ['waiting 0–1', 'completed#0 1–4'],
      ['waiting 0–1', 'waiting 1–4 PodInitializing', 'completed#0 4–8'],
    ]);
  });
});
