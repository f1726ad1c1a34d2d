import { describe, expect, it, test } from 'vitest';
import {
  app,
  at,
  ended,
  ephemeral,
  init,
  pod,
  record,
  running,
  sidecar,
  status,
  waiting,
} from '../test/build.ts';
import { words } from '../test/words.ts';
import type { ContainerSpec, ContainerStatus, PodSnapshot } from './pod-snapshot.ts';

const web = app('web');
const podWith = (spec: ContainerSpec, shown: ContainerStatus, told: Partial<PodSnapshot> = {}) =>
  pod({ containers: [spec], statuses: [shown], ...told });

const quiet = { started: false };
const crash = waiting('CrashLoopBackOff', 'back-off 10s restarting failed container=web');

describe('waits', () => {
  test.each<[string, readonly ContainerStatus[], readonly string[]]>([
    [
      'the same wait is recorded once',
      [status(web, crash), status(web, crash)],
      ['web waits CrashLoopBackOff'],
    ],
    [
      'a new message is a new wait: it carries a new delay',
      [status(web, waiting('A', '1')), status(web, waiting('A', '2'))],
      ['web waits A', 'web waits A'],
    ],
    [
      'the same words after another run are another wait: at its cap the back-off repeats itself',
      [
        status(web, crash, { restarts: 8, lastEnd: ended(1, 1, 2) }),
        status(web, crash, { restarts: 9, lastEnd: ended(1, 3, 4) }),
      ],
      ['web waits CrashLoopBackOff', 'web waits CrashLoopBackOff'],
    ],
  ])('%s', (_, statuses, expected) => {
    const seen = record(statuses.map((shown, n) => [n, podWith(web, shown)]));
    expect(words(seen).filter((word) => word.includes('waits'))).toEqual(expected);
  });

  it('a wait is dated by the write that shows it, for the kubelet gives no time', () => {
    const [wait] = record([[7, podWith(web, status(web, crash), { writtenAt: at(6) })]]).filter(
      (t) => t.change.kind === 'waiting',
    );
    expect(wait).toMatchObject({ at: at(6), observedAt: at(7) });
  });
});

describe('flags', () => {
  const flags = (spec: ContainerSpec, ...statuses: ContainerStatus[]) =>
    words(record(statuses.map((shown, n) => [n, podWith(spec, shown)]))).filter((word) =>
      /ready|up$/.test(word),
    );

  test.each<[string, ContainerSpec, readonly ContainerStatus[], readonly string[]]>([
    [
      'every container begins as not ready and not started up: that is no news',
      web,
      [status(web, waiting())],
      [],
    ],
    [
      'readiness flaps without any restart',
      web,
      [
        status(web, running(1), { ready: true }),
        status(web, running(1)),
        status(web, running(1), { ready: true }),
      ],
      ['web started up', 'web ready', 'web not ready', 'web ready'],
    ],
    [
      'an ordinary init is “started” while it runs and “ready” once it ended with 0: neither is recorded',
      init('web'),
      [status(init('web'), running(1)), status(init('web'), ended(0, 1, 2), { ready: true })],
      [],
    ],
    [
      'a native sidecar’s flags are recorded',
      sidecar('web'),
      [
        status(sidecar('web'), running(1), quiet),
        status(sidecar('web'), running(1), { ready: true }),
      ],
      ['web started up', 'web ready'],
    ],
    [
      'an ephemeral container has no startup flag',
      ephemeral('web'),
      [status(ephemeral('web'), running(1), { started: null })],
      [],
    ],
  ])('%s', (_, spec, statuses, expected) => {
    expect(flags(spec, ...statuses)).toEqual(expected);
  });
});
