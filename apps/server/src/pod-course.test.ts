import { durationMs, type Millis, millis, PATIENCE, type PodSnapshot } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import { courseOf, isUnderway, steadyCourse } from './pod-course.ts';
import { recordedPod } from './testing/recorded-pod.ts';
import { aSnapshot } from './testing/recordings.ts';

/** The course of a recorded pod, so many ms after the recording's last word of it. */
async function courseLater(scenario: string, laterMs: number, untilMs?: number) {
  const { pod, transitions, lastAt } = await recordedPod(scenario, untilMs);
  const now = millis(lastAt + laterMs);
  return courseOf({ pod, transitions, gaps: [], patience: PATIENCE }, now).course;
}

describe('why a pod is stuck, in words that do not grow old', () => {
  const NEVER = Number.POSITIVE_INFINITY;
  test.each([
    ['seed-init-waits-for-service', NEVER, 'init-myservice', 'NotCompleted', 'has not completed'],
    ['init-crashloop', NEVER, 'broken', 'CrashLoopBackOff', 'keeps failing, last with exit code'],
    ['init-image-pull-backoff', 16_000, 'fetch', 'ImagePullBackOff', 'has an image that cannot be'],
    ['init-image-pull-backoff', 27_000, 'fetch', 'ImagePullBackOff', 'has an image that cannot be'],
    ['init-missing-configmap-env', 2_000, 'use-config', 'CreateContainerConfigError', 'waits with'],
    ['native-sidecar-startup-probe-blocks', NEVER, 'proxy', 'NotStartedUp', 'has not started up'],
    ['pod-unschedulable', NEVER, null, 'Unschedulable', 'finds no node: 0/1'],
    ['pod-scheduling-gated', 1_000, null, 'SchedulingGated', 'is held back by a scheduling gate'],
  ] as const)('%s at %d', async (scenario, untilMs, container, reason, says) => {
    const { stuck } = await courseLater(scenario, 100_000, untilMs);
    expect(stuck).toMatchObject({ container, reason, says: expect.stringContaining(says) });
    const before = await courseLater(scenario, 90_000, untilMs);
    expect(before.stuck).toEqual(stuck);
  });
});

test('time alone makes a pod stuck, at the moment that is foretold', async () => {
  const { pod, transitions, startedAt } = await recordedPod('seed-init-waits-for-service');
  const facts = { pod, transitions, gaps: [], patience: PATIENCE };
  const early = courseOf(facts, millis(startedAt + 10_000));
  expect(early.course.stuck).toBeNull();
  if (early.dueAt === null) throw new Error('It will be stuck.');
  expect(courseOf(facts, millis(early.dueAt - 1)).course.stuck).toBeNull();
  expect(courseOf(facts, early.dueAt).course.stuck).not.toBeNull();
});

test('a patience of one’s own decides', async () => {
  const { pod, transitions, startedAt } = await recordedPod('seed-init-waits-for-service');
  const patience = { ...PATIENCE, init: durationMs(3_600_000) };
  const { course } = courseOf(
    { pod, transitions, gaps: [], patience },
    millis(startedAt + 600_000),
  );
  expect(course.stuck).toBeNull();
});

describe('the last quarter of an hour', () => {
  test.each([
    ['init-three-in-order', /^running>waiting>running>.*ready$/],
    ['init-crashloop', /failed>back-off/],
    ['seed-sidecar-shared-logs', /ready$/],
    ['app-fails-restart-never', /failed$/],
    ['native-sidecar-job-completes', /done$/],
  ])('%s', async (scenario, expected) => {
    const { recent } = await courseLater(scenario, 1_000);
    expect(recent?.map(({ state }) => state).join('>')).toMatch(expected);
    for (const [index, span] of (recent ?? []).entries()) {
      const next = recent?.[index + 1];
      expect(next === undefined || (next.from > span.from && next.state !== span.state)).toBe(true);
    }
  });

  test('shows no more than that', async () => {
    const { recent } = await courseLater('seed-sidecar-shared-logs', 3_600_000);
    expect(recent).toHaveLength(1);
    expect(recent?.[0]?.state).toBe('ready');
  });
});

test('a start that is over tells how long it took', async () => {
  const { startedUp } = await courseLater('init-three-in-order', 1_000);
  expect(startedUp?.tookMs).toBeGreaterThan(5_000);
  expect((await courseLater('seed-init-waits-for-service', 1_000)).startedUp).toBeNull();
});

test('a pod that has been ready for long needs no history', async () => {
  const ready = (at: Millis, status = 'True'): Promise<PodSnapshot> =>
    aSnapshot({
      phase: 'Running',
      deletion: null,
      conditions: [{ type: 'Ready', status, reason: null, message: null, at }],
    });
  const now = millis(10_000_000);
  expect(steadyCourse(await ready(millis(1_000)), now)?.recent).toEqual([
    { from: 1_000, state: 'ready' },
  ]);
  expect(steadyCourse(await ready(millis(now - 1_000)), now)).toBeNull();
  expect(steadyCourse(await ready(millis(1_000), 'False'), now)).toBeNull();
  expect(isUnderway(await ready(millis(1_000)))).toBe(false);
  expect(isUnderway(await ready(millis(1_000), 'False'))).toBe(true);
});
