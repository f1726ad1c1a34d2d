import { describe, expect, it, test } from 'vitest';
import { app, at, condition, ended, init, pod, status, waiting } from '../test/build.ts';
import {
  c,
  columns,
  deletion,
  i,
  initialized,
  NOW,
  podOf,
  R,
  rc,
  rdy,
  s,
  T,
  W,
} from '../test/columns.ts';
import type { PodSnapshot } from './pod-snapshot.ts';
import { restartsColumn, statusColumns } from './status.ts';

describe('what surprises people about kubectl’s columns is so', () => {
  const crash = waiting('CrashLoopBackOff');
  test.each<[string, PodSnapshot, string]>([
    [
      'a sidecar’s crash loop hides later ready sidecars and names the whole pod',
      podOf(
        [s(1, crash, rc(4, 10)), s(2, R, { ...rdy, ...rc(2, 5) }), c(1, R, { ...rdy, ...rc(1) })],
        { phase: 'Running', conditions: [initialized] },
      ),
      '1/3 · Init:CrashLoopBackOff · 5 (10s ago)',
    ],
    [
      'a sidecar that has not passed its startup probe again makes a serving pod Init:0/2',
      podOf([s(1, R, { started: false }), i(2, T(0, 'Completed')), c(1, R, rdy)], {
        phase: 'Running',
        conditions: [initialized],
      }),
      '1/2 · Init:0/2 · 0',
    ],
    [
      'a sidecar that failed makes a healthy pod Init:Error',
      podOf([s(1, T(1, 'Error')), c(1, R, rdy)], { phase: 'Running', conditions: [initialized] }),
      '1/2 · Init:Error · 0',
    ],
    [
      'a sidecar that ended with 0 counts as a completed init',
      podOf([s(1, T(0, 'Completed')), i(2, R), c(1, W)], { phase: 'Pending' }),
      '0/2 · Init:1/2 · 0',
    ],
    [
      'a sidecar that ended with 0 is not counted as ready, though the flag may still say so',
      podOf([s(1, T(0, 'Completed'), rdy), c(1, R, rdy)], { phase: 'Running' }),
      '1/2 · Running · 0',
    ],
    [
      'while the app’s image is pulled after the inits, the word is PodInitializing',
      podOf([i(1, T(0, 'Completed')), c(1, waiting('PodInitializing'))], { phase: 'Pending' }),
      '0/1 · PodInitializing · 0',
    ],
    [
      'an init that waits with PodInitializing shows the progress instead',
      podOf([i(1, waiting('PodInitializing')), c(1, waiting('PodInitializing'))], {
        phase: 'Pending',
      }),
      '0/1 · Init:0/1 · 0',
    ],
    [
      'the first container’s crash loop hides the second one’s missing image',
      podOf([c(1, crash), c(2, waiting('ErrImagePull'))], { phase: 'Running' }),
      '0/2 · CrashLoopBackOff · 0',
    ],
    [
      'an init with restartPolicy OnFailure is no sidecar: READY does not count it',
      pod({
        containers: [{ ...init('i1'), restartPolicy: 'OnFailure' }, app('c1')],
        statuses: [status(init('i1'), R), status(app('c1'), W)],
      }),
      '0/1 · Init:0/1 · 0',
    ],
    [
      'an ordinary init that runs is started, and is not passed over for it',
      podOf([i(1, R, { started: true, ...rdy }), c(1, W)]),
      '0/1 · Init:0/1 · 0',
    ],
    [
      'an init killed by a signal, no reason given',
      podOf([i(1, ended(137, 0, 1, { reason: null, signal: 9 }))]),
      '0/0 · Init:Signal:9 · 0',
    ],
    [
      'an init that failed, no reason given',
      podOf([i(1, T(42, null))]),
      '0/0 · Init:ExitCode:42 · 0',
    ],
    [
      'an app killed by a signal, no reason given',
      podOf([c(1, ended(137, 0, 1, { reason: null, signal: 9 }))]),
      '0/1 · Signal:9 · 0',
    ],
    ['an app that failed, no reason given', podOf([c(1, T(3, null))]), '0/1 · ExitCode:3 · 0'],
    [
      'a failure beside a completed container wins over Completed',
      podOf([c(1, T(0, 'Completed')), c(2, T(3, 'Error'))], { phase: 'Failed' }),
      '0/2 · Error · 0',
    ],
    [
      'deadline exceeded during init shows Init:Error, not the reason',
      podOf([i(1, T(137, 'Error')), c(1, W)], { phase: 'Failed', reason: 'DeadlineExceeded' }),
      '0/1 · Init:Error · 0',
    ],
    [
      'a pod the kubelet refused shows the reason',
      pod({ phase: 'Failed', reason: 'OutOfcpu', containers: [app('c1')] }),
      '0/1 · OutOfcpu · 0',
    ],
    [
      'deleted on a lost node',
      podOf([c(1, R, rdy)], { phase: 'Running', reason: 'NodeLost', deletion }),
      '1/1 · Unknown · 0',
    ],
    [
      'a gate outweighs the pod’s reason',
      pod({
        reason: 'Other',
        conditions: [condition('PodScheduled', 'False', null, 'SchedulingGated')],
      }),
      '0/0 · SchedulingGated · 0',
    ],
    [
      'ephemeral containers count for nothing',
      pod({
        phase: 'Running',
        containers: [app('c1')],
        statuses: [c(1, R, rdy), { ...c(2, T(3, 'Error'), rc(7)), kind: 'ephemeral' }],
      }),
      '1/1 · Running · 0',
    ],
  ])('%s', (_, snapshot, expected) => {
    expect(columns(snapshot)).toBe(expected);
  });

  it('restarts of ordinary inits fall from five to none when initialisation ends', () => {
    const tries = { ...rc(5, 10) };
    expect(columns(podOf([i(1, R, tries), c(1, W)]))).toBe('0/1 · Init:0/1 · 5 (10s ago)');
    expect(columns(podOf([i(1, T(0, 'Completed'), tries), c(1, R, rdy)]))).toBe(
      '1/1 · podPhase · 0',
    );
  });
});

describe('the column says why it reads as it does', () => {
  test.each<[string, PodSnapshot, string]>([
    ['the phase', pod({ phase: 'Running' }), 'The pod is in phase Running.'],
    ['the pod’s reason', pod({ reason: 'Evicted' }), 'The pod as a whole has the reason Evicted.'],
    ['deletion', pod({ deletion }), 'The pod is being deleted.'],
    [
      'a sidecar, by its name',
      podOf([s(1, waiting('CrashLoopBackOff'))]),
      'The native sidecar s1 waits with CrashLoopBackOff.',
    ],
    [
      'an init, by its name',
      podOf([i(1, T(1, 'Error'))]),
      'The init container i1 ended with 1 (Error).',
    ],
    [
      'an app, by its name',
      podOf([c(1, waiting('ErrImagePull'))]),
      'Container c1 waits with ErrImagePull.',
    ],
  ])('the last sentence names what decided: %s', (_, snapshot, sentence) => {
    expect(statusColumns(snapshot).because.at(-1)).toBe(sentence);
  });
});

test.each([
  ['none', 0, at(0), '0'],
  ['a count without a time', 3, null, '3'],
  ['a count with a time', 3, at(NOW - 14), '3 (14s ago)'],
  ['a time more than a second ahead of our clock', 3, at(NOW + 5), '3 (<invalid> ago)'],
])('RESTARTS is the number, and its age where one is known: %s', (_, restarts, last, printed) => {
  expect(restartsColumn(restarts, last, at(NOW))).toBe(printed);
});
