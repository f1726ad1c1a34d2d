import { describe, expect, it, test } from 'vitest';
import { app, ended, init, running, sidecar, status, waiting } from '../../test/build.ts';
import { course, event, first, found, placed, sentence, specOf } from '../../test/case.ts';
import type { ProbeSpec } from '../pod-spec.ts';

const probe: ProbeSpec = {
  initialDelaySeconds: 0,
  periodSeconds: 10,
  timeoutSeconds: 1,
  failureThreshold: 60,
  asks: 'GET :8080/up',
  port: 8080,
};
const web = { ...app('web'), hasStartupProbe: true };
const slow = placed({
  containers: [web],
  phase: 'Running',
  statuses: [status(web, running(1), { started: false })],
  specFacts: specOf({ web: { startupProbe: probe, readinessProbe: probe } }),
});

describe('an app whose start-up probe has not passed', () => {
  const events = [
    event(290, 'Unhealthy', 'Startup probe failed: HTTP probe failed with statuscode: 503', 'web', {
      count: 29,
    }),
  ];
  it('is merely starting within patience', () => {
    expect(first({ seen: [slow], now: 100, events: [] })).toBe('none');
  });

  it('is told with its budget after that, and its readiness probe is not blamed', () => {
    expect(first({ seen: [slow], now: 301, events })).toBe('warning not-ready web');
    expect(sentence({ seen: [slow], now: 301, events })).toBe(
      'web has run for 5m, but its start-up probe has not passed: HTTP probe failed with statuscode: 503. It may take 600s before it is killed (`GET :8080/up` every 10s, 60 failures).',
    );
  });
});

describe('a probe that cannot be asked, in the words of several kubelets', () => {
  test.each([
    'Readiness probe failed: rpc error: code = Unknown desc = no sh',
    'Readiness probe errored: rpc error: code = Unknown desc = no sh',
    'Readiness probe errored and resulted in unknown state: rpc error: code = Unknown desc = no sh',
  ])('%s', (message) => {
    const unready = {
      ...slow,
      statuses: [status(web, running(1), { started: true, ready: false })],
    };
    const told = { seen: [unready], now: 301, events: [event(300, 'Unhealthy', message, 'web')] };
    expect(sentence(told)).toMatch(/ fails: rpc error: code = Unknown desc = no sh\.$/);
  });
});

it('one failure of a start-up probe is one', () => {
  const proxy = { ...sidecar('proxy'), hasStartupProbe: true };
  const told = placed({
    containers: [proxy, app('web')],
    statuses: [
      status(proxy, running(1), { started: false }),
      status(app('web'), waiting('PodInitializing')),
    ],
  });
  const events = [event(9, 'Unhealthy', 'Startup probe failed: ', 'proxy')];
  expect(sentence({ seen: [told], now: 90, events })).toContain('has not passed (1 failure told).');
});

describe('the first failure of a postStart hook', () => {
  const hooked = { ...app('web'), hasPostStart: true };
  const base = placed({ containers: [hooked] });
  const failing = status(hooked, waiting('PostStartHookError', 'Exec lifecycle hook failed'));
  it('is named before the kubelet tells how the container ended', () => {
    const seen = course(base, [1, status(hooked, waiting('ContainerCreating'))], [3, failing]);
    expect(first({ seen, now: 5 })).toBe('warning post-start-failed web');
    expect(sentence({ seen, now: 5 })).toBe(
      'The postStart hook of web fails, so the kubelet kills the container right after it started.',
    );
  });

  it('and counted once it does', () => {
    const end = status(
      hooked,
      waiting('CrashLoopBackOff', 'back-off 10s restarting failed container=web'),
      { restarts: 1, lastEnd: ended(137, 2, 32) },
    );
    const events = [event(33, 'FailedPostStartHook', 'Exec lifecycle hook failed', 'web')];
    const seen = course(base, [3, failing], [34, end]);
    expect(first({ seen, now: 36, events })).toMatch(/post-start-failed web$/);
  });
});

it('no readiness probe is blamed where there is none', () => {
  const plain = app('web');
  const told = placed({
    containers: [plain],
    phase: 'Running',
    statuses: [status(plain, running(1), { started: true, ready: false })],
  });
  expect(sentence({ seen: [told], now: 301 })).toBe(
    'web has run for 5m without becoming ready: nothing tells why.',
  );
});

it('kills that two kubelets counted are added', () => {
  const kill = (second: number, count: number) =>
    event(second, 'Killing', 'Container web failed liveness probe, will be restarted', 'web', {
      count,
      type: 'Normal',
    });
  const base = placed({ containers: [app('web')], phase: 'Running' });
  const end = ended(137, 1, 90);
  const seen = course(
    base,
    [1, status(app('web'), running(1))],
    [91, status(app('web'), running(91), { restarts: 1, lastEnd: end })],
    [200, status(app('web'), ended(137, 91, 199), { restarts: 1, lastEnd: end })],
  );
  const told = { seen, now: 201, events: [kill(60, 2), kill(198, 1)] };
  expect(sentence(told)).toContain('The kubelet has killed web 3 times because its liveness probe');
});

it('a container whose object has come at last is not called stuck for what it waited', () => {
  const prepare = init('prepare');
  const base = placed({ containers: [prepare, app('web')] });
  const behind = status(app('web'), waiting('PodInitializing'));
  const refused = status(prepare, waiting('CreateContainerConfigError', 'secret "keys" not found'));
  const seen = course(
    base,
    [1, status(prepare, waiting('PodInitializing')), behind],
    [2, refused, behind],
    [400, status(prepare, waiting('PodInitializing')), behind],
  );
  const events = [event(390, 'Failed', 'Error: secret "keys" not found', 'prepare')];
  expect(first({ seen: seen.slice(0, 2), now: 399, events })).toBe(
    'critical config-missing prepare',
  );
  expect(first({ seen, now: 403, events })).toBe('info stuck prepare');
  expect(first({ seen, now: 800, events })).toBe('warning stuck prepare');
});

describe('a kill of which no event is left', () => {
  const base = placed({ containers: [app('web')], phase: 'Running' });
  const ending = (exitCode: number, reason = 'Error') =>
    course(
      base,
      [1, status(app('web'), running(1))],
      [91, status(app('web'), ended(exitCode, 1, 90, { reason }))],
    );
  const failing = (second: number, count: number) => [
    event(second, 'Unhealthy', 'Liveness probe failed: connection refused', 'web', { count }),
  ];
  test.each<[string, number, string, number, number, string]>([
    ['is told by the probe that failed until then', 137, 'Error', 62, 3, 'probe-kills'],
    ['and ended well asked', 143, 'Error', 85, 12, 'probe-kills'],
    ['not by one failure', 137, 'Error', 62, 1, 'killed-by-signal'],
    ['not by failures long before', 137, 'Error', 20, 9, 'killed-by-signal'],
    ['not where memory was the cause', 137, 'OOMKilled', 62, 9, 'oom-killed'],
    ['not where it ended by itself', 1, 'Error', 62, 9, 'exits-non-zero'],
  ])('%s', (_, code, reason, second, count, told) => {
    const case_ = { seen: ending(code, reason), now: 92, events: failing(second, count) };
    expect(found(case_)[0]?.code.replace('-slow-starter', '')).toBe(told);
  });

  it('says that it is not told', () => {
    expect(sentence({ seen: ending(137), now: 92, events: failing(62, 3) })).toMatch(
      /^The kubelet kills web, by all that is told, because its liveness probe failed: connection refused\. It then ended/,
    );
  });
});
