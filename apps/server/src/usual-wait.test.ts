import type { PodRow } from '@podline/contract';
import { durationMs, millis, type StartFact, type UsualStage } from '@podline/domain';
import { expect, test } from 'vitest';
import { usualWait } from './usual-wait.ts';

const stage = (of: StartFact['stage'], seconds: number): UsualStage => ({
  container: null,
  stage: of,
  p50Ms: durationMs(0),
  p95Ms: durationMs(seconds * 1000),
  slowestMs: durationMs(seconds * 1000),
  starts: 20,
  attempts: { p50: 1, most: 1 },
  failed: 0,
});
const usual = (seconds: number, starts = 40) => ({
  p50Ms: durationMs(0),
  p95Ms: durationMs(seconds * 1000),
  starts,
});
const KNOWN = {
  stages: [stage('scheduling', 1), stage('sandbox', 2), stage('apps', 3), stage('readiness', 4)],
  byContainer: { wait: usual(8), proxy: usual(5), web: usual(9), rare: usual(7, 2) },
};
const pips = [
  ['wait', 'init'],
  ['rare', 'init'],
  ['proxy', 'native-sidecar'],
  ['web', 'app'],
].map(([name, role]) => ({
  name,
  role,
  image: '',
  state: 'waiting',
  text: '',
})) as unknown as PodRow['pips'];

test.each<[string, string | null, string, number | null]>([
  ['an init that has not completed', 'wait', 'NotCompleted', 8],
  ['an init that crashes: what it takes when it does not', 'wait', 'CrashLoopBackOff', 8],
  ['a native sidecar', 'proxy', 'NotStartedUp', 5],
  ['an app that is not ready', 'web', 'NotReady', 9],
  ['an app that crashes may have been up for days', 'web', 'CrashLoopBackOff', null],
  ['a container of which two starts are known', 'rare', 'NotCompleted', null],
  ['a container of which nothing is known', 'other', 'NotCompleted', null],
  ['a container called like a method of objects', 'constructor', 'NotReady', null],
  ['no node', null, 'Unschedulable', 1],
  ['no sandbox', null, 'NoSandbox', 2],
  ['containers that have not been started', null, 'NotStarted', 3],
  ['a readiness gate', null, 'NotReady', 4],
  ['a scheduling gate opens when somebody opens it', null, 'SchedulingGated', null],
])('%s', (_, container, reason, seconds) => {
  const at = millis(0);
  const stuck = { since: at, container, reason, says: '', changedAt: at };
  const found = usualWait({ stuck, pips }, KNOWN);
  expect(found === null ? null : found.p95Ms / 1000).toBe(seconds);
});

test('a pod that is not stuck waits for nothing', () => {
  expect(usualWait({ stuck: null, pips }, KNOWN)).toBeNull();
});
