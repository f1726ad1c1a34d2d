import { describe, expect, test } from 'vitest';
import { app, condition, init, pod, sidecar, status } from '../test/build.ts';
import {
  c,
  columns,
  DAY,
  deletion,
  i,
  initialized,
  MINUTE,
  NO_STATE,
  notInitialized,
  podOf,
  R,
  rc,
  rdy,
  ready,
  s,
  T,
  W,
} from '../test/columns.ts';
import type { PodSnapshot } from './pod-snapshot.ts';

describe('READY, STATUS and RESTARTS are those of TestPrintPod in Kubernetes', () => {
  test.each<[string, string, PodSnapshot, string]>([
    [
      '1',
      'a container without a state is not ready',
      podOf([c(1, R, { ...rdy, ...rc(3) }), c(2, NO_STATE, rc(3))]),
      '1/2 · podPhase · 6',
    ],
    [
      '2',
      'a waiting reason replaces the phase',
      podOf([c(1, R, { ...rdy, ...rc(3) }), c(2, W, rc(3))]),
      '1/2 · ContainerWaitingReason · 6',
    ],
    [
      '3',
      'the first container has the last word',
      podOf([c(1, W, rc(3)), c(2, T(0, 'ContainerTerminatedReason'), rc(3))]),
      '0/2 · ContainerWaitingReason · 6',
    ],
    [
      '4',
      'ready without running does not count',
      podOf([c(1, R, { ...rdy, ...rc(3) }), c(2, NO_STATE, { ...rdy, ...rc(3) })]),
      '1/2 · podPhase · 6',
    ],
    [
      '5',
      'the pod’s reason replaces the phase',
      podOf([c(1, R, { ...rdy, ...rc(3) }), c(2, NO_STATE, { ...rdy, ...rc(3) })], {
        reason: 'podReason',
      }),
      '1/2 · podReason · 6',
    ],
    [
      '6a',
      'completed beside a running container, pod not ready',
      podOf([c(1, T(0, 'Completed'), { ...rdy, ...rc(3) }), c(2, R, { ...rdy, ...rc(3) })]),
      '1/2 · NotReady · 6',
    ],
    [
      '6b',
      'completed beside a running container, pod ready',
      podOf([c(1, T(0, 'Completed'), { ...rdy, ...rc(3) }), c(2, R, { ...rdy, ...rc(3) })], {
        conditions: [ready],
      }),
      '1/2 · Running · 6',
    ],
    ['7', 'an init runs', podOf([i(1, R, rc(3, 10)), c(1, W)]), '0/1 · Init:0/1 · 3 (10s ago)'],
    [
      '8',
      'the first of two inits runs',
      podOf([i(1, R, rc(3, 10)), i(2, W), c(1, W)]),
      '0/1 · Init:0/2 · 3 (10s ago)',
    ],
    [
      '9',
      'the second of two inits runs',
      podOf([i(1, T(0, null)), i(2, R, rc(3, 10)), c(1, W)]),
      '0/1 · Init:1/2 · 3 (10s ago)',
    ],
    [
      '10',
      'restarts of inits add up, the newest end counts',
      podOf([i(1, T(0, null), rc(2, 2 * MINUTE)), i(2, R, rc(3, 10)), c(1, W)]),
      '0/1 · Init:1/2 · 5 (10s ago)',
    ],
    [
      '11',
      'after initialisation the restarts of inits are forgotten',
      podOf([i(1, T(0, null), rc(2, 2 * MINUTE)), c(1, R, rc(4, 20))], { phase: 'Running' }),
      '0/1 · Running · 4 (20s ago)',
    ],
    [
      '12',
      'restarts of days ago',
      podOf([c(1, R, { ...rdy, ...rc(3, 5 * DAY) })], { phase: 'Running' }),
      '1/1 · Running · 3 (5d ago)',
    ],
    [
      '13',
      'only one of two restarted',
      podOf([c(1, R, { ...rdy, ...rc(0) }), c(2, R, { ...rdy, ...rc(3, 10 * DAY) })], {
        phase: 'Running',
      }),
      '2/2 · Running · 3 (10d ago)',
    ],
    [
      '14',
      'both restarted: the newest end counts',
      podOf([c(1, R, { ...rdy, ...rc(6, 5 * DAY) }), c(2, R, { ...rdy, ...rc(3, 20 * DAY) })], {
        phase: 'Running',
      }),
      '2/2 · Running · 9 (5d ago)',
    ],
    [
      '15',
      'a scheduling gate',
      pod({
        phase: 'podPhase',
        containers: [app('c1'), app('c2')],
        conditions: [condition('PodScheduled', 'False', null, 'SchedulingGated')],
      }),
      '0/2 · SchedulingGated · 0',
    ],
    [
      '16',
      'succeeded',
      podOf([c(1, T(0, 'Completed'))], { phase: 'Succeeded' }),
      '0/1 · Completed · 0',
    ],
    ['17', 'failed', podOf([c(1, T(1, 'Error'))], { phase: 'Failed' }), '0/1 · Error · 0'],
    [
      '18',
      'deleted after it succeeded',
      podOf([c(1, T(0, 'Completed'))], { phase: 'Succeeded', deletion }),
      '0/1 · Completed · 0',
    ],
    [
      '19',
      'deleted while it runs',
      podOf([c(1, R)], { phase: 'Running', deletion }),
      '0/1 · Terminating · 0',
    ],
    [
      '20',
      'deleted before it had any status',
      pod({ containers: [app('c1')], deletion }),
      '0/1 · Terminating · 0',
    ],
    [
      '21',
      'one failed, one runs',
      podOf([c(1, T(1, 'podCrash')), c(2, R, rdy)], { phase: 'Failed' }),
      '1/2 · podCrash · 0',
    ],
    [
      '22',
      'one runs, one failed',
      podOf([c(1, R, rdy), c(2, T(1, 'podCrash'))], { phase: 'Failed' }),
      '1/2 · podCrash · 0',
    ],
    [
      '23',
      'a good end without reason does not hide the failure',
      podOf([c(1, R, rdy), c(2, T(1, 'podCrash')), c(3, T(0, null))], { phase: 'Failed' }),
      '1/3 · podCrash · 0',
    ],
    [
      '24',
      'as 23, nothing ready',
      podOf([c(1, R), c(2, T(1, 'podCrash')), c(3, T(0, null))], { phase: 'Failed' }),
      '0/3 · podCrash · 0',
    ],
    [
      'Succeeded',
      'a finished phase is printed as it is',
      podOf([c(1, R, { ...rdy, ...rc(3) }), c(2, NO_STATE, rc(3))], { phase: 'Succeeded' }),
      '1/2 · Succeeded · 6',
    ],
    [
      'Failed',
      'a failed phase is printed as it is',
      podOf([c(1, R, { ...rdy, ...rc(3) }), c(2, NO_STATE, rc(3))], { phase: 'Failed' }),
      '1/2 · Failed · 6',
    ],
  ])('case %s: %s', (_case, _name, snapshot, expected) => {
    expect(columns(snapshot)).toBe(expected);
  });
});

const unknown = { started: null };

describe('READY, STATUS and RESTARTS are those of TestPrintPodWithRestartableInitContainer', () => {
  test.each<[string, string, PodSnapshot, string]>([
    [
      's-1a',
      'the first sidecar runs but has not started',
      podOf([s(1, R, { started: false, ...rc(3, 10) }), s(2, W), c(1, W)], {
        phase: 'Pending',
        conditions: [notInitialized],
      }),
      '0/3 · Init:0/2 · 3 (10s ago)',
    ],
    [
      's-1b',
      'the second sidecar runs but has not started',
      podOf([s(1, R, rc(3, 10)), s(2, R, { started: false }), c(1, W)], {
        phase: 'Pending',
        conditions: [notInitialized],
      }),
      '0/3 · Init:1/2 · 3 (10s ago)',
    ],
    [
      's-2',
      'restarts of sidecars count beside those of apps',
      podOf([s(1, R, rc(3, 10)), s(2, R), c(1, R, { ...rdy, ...rc(4, 20) })], {
        phase: 'Running',
        conditions: [initialized],
      }),
      '1/3 · Running · 7 (10s ago)',
    ],
    [
      's-3',
      'sidecars killed at the end do not matter',
      podOf(
        [s(1, T(137, 'Error'), rc(3, 10)), s(2, T(137, 'Error')), c(1, T(0, 'Completed'), rc(4))],
        { phase: 'Succeeded', conditions: [initialized] },
      ),
      '0/3 · Completed · 7 (10s ago)',
    ],
    [
      's-4',
      'statuses of containers that the spec does not list',
      pod({
        phase: 'Running',
        containers: [init('init1'), sidecar('sidecar1'), app('container1')],
        statuses: [
          status(init('stranger'), NO_STATE, unknown),
          status(init('init1'), NO_STATE, unknown),
          status(sidecar('sidecar1'), NO_STATE, unknown),
          status(app('stranger'), NO_STATE, unknown),
          status(app('container1'), NO_STATE, unknown),
        ],
      }),
      '0/2 · Init:0/2 · 0',
    ],
  ])('case %s: %s', (_case, _name, snapshot, expected) => {
    expect(columns(snapshot)).toBe(expected);
  });
});
