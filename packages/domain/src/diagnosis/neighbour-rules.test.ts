import { describe, expect, it, test } from 'vitest';
import { app, at, condition, ended, running, sidecar, status, waiting } from '../../test/build.ts';
import {
  course,
  first,
  found,
  log,
  placed,
  sentence,
  specOf,
  type ToldCase,
} from '../../test/case.ts';
import type { Terminated } from '../container-state.ts';

const web = app('web');
const alone = placed({ containers: [web], phase: 'Running' });

describe('containers side by side', () => {
  const proxy = app('proxy');
  const two = placed({ containers: [web, proxy], phase: 'Running', roles: { proxy: 'sidecar' } });
  const crash = (line: string, specFacts: ReturnType<typeof specOf>, base = two): ToldCase => ({
    seen: course(
      { ...base, specFacts },
      [1, status(web, running(1)), status(proxy, running(1))],
      [3, status(web, ended(1, 1, 3)), status(proxy, running(1), { ready: true })],
    ),
    now: 4,
    logs: [log('web', 0, line)],
  });

  it('the app races its classic sidecar', () => {
    const told = crash(
      'dial tcp 127.0.0.1:15001: connect: connection refused',
      specOf({ proxy: { ports: [15_001] } }),
    );
    expect(first(told)).toBe('warning sidecar-races-app web');
    expect(sentence(told)).toContain('that is proxy’s port');
  });

  it('a reader starts before the file in the shared volume is written', () => {
    const volumes = ['logs'];
    const shared = placed({
      containers: [
        { ...web, volumes },
        { ...proxy, volumes },
      ],
      phase: 'Running',
    });
    const facts = specOf({ web: { mounts: [{ volume: 'logs', path: '/var/log/app' }] } });
    const told = crash(
      "tail: can't open '/var/log/app/app.log': No such file or directory",
      facts,
      shared,
    );
    expect(first(told)).toBe('warning shared-volume-not-filled web');
    expect(sentence(told)).toContain('the volume `logs`, which web shares with proxy');
  });

  it('a classic sidecar keeps a pod from completing, once it had time to end by itself', () => {
    const base = {
      ...two,
      restartPolicy: 'Never',
      owner: { kind: 'Job', name: 'report', uid: 'j' },
    };
    const seen = course(
      base,
      [1, status(web, running(1)), status(proxy, running(1))],
      [9, status(web, ended(0, 1, 9)), status(proxy, running(1), { ready: true })],
    );
    expect(first({ seen, now: 12 })).toBe('info sidecar-keeps-job proxy');
    expect(first({ seen, now: 30 })).toBe('warning sidecar-keeps-job proxy');
    expect(first({ seen, now: 200 })).toBe('critical sidecar-keeps-job proxy');
  });
});

describe('a native sidecar', () => {
  const proxy = sidecar('proxy');
  const base = placed({ containers: [proxy, web] });
  const loop = (apps: Parameters<typeof status>[1]) => (end: Terminated) =>
    course(
      base,
      [1, status(proxy, running(1)), status(web, apps, { ready: apps.kind === 'running' })],
      [3, status(proxy, end), status(web, apps, { ready: apps.kind === 'running' })],
      [
        4,
        status(proxy, running(4), { restarts: 1, lastEnd: end }),
        status(web, apps, { ready: apps.kind === 'running' }),
      ],
      [
        6,
        status(
          proxy,
          { ...end, startedAt: at(4), finishedAt: at(6) },
          { restarts: 1, lastEnd: end },
        ),
        status(web, apps, { ready: apps.kind === 'running' }),
      ],
    );
  test.each<[string, Parameters<typeof status>[1], Terminated, string]>([
    [
      'crash-loops before the app',
      waiting('PodInitializing'),
      ended(1, 1, 3),
      'critical exits-non-zero proxy',
    ],
    ['crash-loops beside the app', running(2), ended(1, 1, 3), 'warning exits-non-zero proxy'],
    [
      'ends with 0 before the app',
      waiting('PodInitializing'),
      ended(0, 1, 3),
      'critical ends-with-zero proxy',
    ],
    ['ends with 0 beside the app', running(2), ended(0, 1, 3), 'warning ends-with-zero proxy'],
  ])('%s', (_, apps, end, told) => {
    expect(first({ seen: loop(apps)(end), now: 8 })).toBe(told);
  });
});

it('a rule that restarts all containers is to blame, not those that it killed', () => {
  const killed = ended(137, null, null, { reason: 'RestartingAllContainers' });
  const seen = course(
    alone,
    [1, status(web, running(1))],
    [9, status(web, running(9), { restarts: 1, lastEnd: killed, synthetic: true, ready: true })],
  );
  expect(first({ seen, now: 12 })).toBe('info restart-all');
});

it('a debug container may end as it likes', () => {
  const debug = { ...app('debugger'), kind: 'ephemeral' as const };
  const seen = placed({
    containers: [web, debug],
    phase: 'Running',
    conditions: [condition('Ready', 'True', 2)],
    statuses: [status(web, running(1), { ready: true }), status(debug, ended(3, 5, 9))],
  });
  expect(found({ seen: [seen], now: 60 })).toEqual([]);
});
