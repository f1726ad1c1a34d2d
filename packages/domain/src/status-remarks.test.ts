import { describe, expect, test } from 'vitest';
import { condition, ended, init, pod, status, waiting } from '../test/build.ts';
import { c, deletion, i, initialized, podOf, R, rc, rdy, s, T, W } from '../test/columns.ts';
import type { PodSnapshot } from './pod-snapshot.ts';
import { statusColumns } from './status.ts';

const crash = waiting('CrashLoopBackOff');
const running = { phase: 'Running', conditions: [initialized] };
const ready = (value: 'True' | 'False', reason: string | null = null) =>
  condition('Ready', value, null, reason);

describe('the word is explained in one sentence', () => {
  test.each<[string, PodSnapshot, string]>([
    [
      'a native sidecar that failed beside a healthy app',
      podOf([s(1, T(1, 'Error')), c(1, R, rdy)], running),
      'Init:Error because the native sidecar s1 ended with 1 (Error); the app itself runs and is ready.',
    ],
    [
      'a native sidecar in a crash loop beside apps, one of them not ready',
      podOf([s(1, crash), c(1, R, rdy), c(2, R)], running),
      'Init:CrashLoopBackOff because the native sidecar s1 waits with CrashLoopBackOff; the apps run but are not ready.',
    ],
    [
      'a native sidecar in a crash loop hides a later one',
      podOf([s(1, crash), s(2, R, { ...rdy }), c(1, R, rdy)], running),
      'Init:CrashLoopBackOff because the native sidecar s1 waits with CrashLoopBackOff; the app itself runs and is ready; READY and RESTARTS stop counting there, so that s2 is left out.',
    ],
    [
      'a native sidecar that has not passed its startup probe again',
      podOf([s(1, R, { started: false }), i(2, T(0, 'Completed')), c(1, R, rdy)], running),
      'Init:0/2 because the native sidecar s1 runs, but is not started yet (its startup probe or postStart hook has not finished); the app itself runs and is ready.',
    ],
    [
      'one of two apps runs beside it',
      podOf([s(1, T(1, 'Error')), c(1, R, rdy), c(2, T(3, null))], running),
      'ExitCode:3 because container c2 ended with 3.',
    ],
    [
      'a native sidecar that ended with 0 counts as a completed init',
      podOf([s(1, T(0, 'Completed')), i(2, R), c(1, W)]),
      'Init:1/2 because the init container i2 runs and has not ended yet; the native sidecar s1 ended with 0, which kubectl counts as a completed init.',
    ],
    [
      'a native sidecar that ended with 0 beside a running app',
      podOf([s(1, T(0, 'Completed')), c(1, R, rdy)], {
        ...running,
        conditions: [initialized, ready('False', 'ContainersNotReady')],
      }),
      'Running because the pod is in phase Running; the native sidecar s1 ended with 0, which kubectl counts as a completed init; the pod is not ready, because s1 is not.',
    ],
    [
      'a job whose sidecar was killed at the end',
      podOf([s(1, T(137, 'Error')), c(1, T(0, 'Completed'))], {
        phase: 'Succeeded',
        conditions: [initialized],
      }),
      'Completed because container c1 ended with 0 (Completed); s1 was stopped after the apps, and how that ended does not matter.',
    ],
    [
      'an app whose image is pulled after the inits',
      podOf([i(1, T(0, 'Completed')), c(1, waiting('PodInitializing'))], { phase: 'Pending' }),
      'PodInitializing because container c1 waits with PodInitializing; no init container is left to wait for: the app’s image is being pulled, or the app is being created.',
    ],
    [
      'a container that is being created, in a pod without inits',
      podOf([c(1, waiting('ContainerCreating'))], { phase: 'Pending' }),
      'ContainerCreating because container c1 waits with ContainerCreating; sandbox and volumes are being prepared, the image is being pulled, or the container is being created.',
    ],
    [
      'the first app hides what the second waits for',
      podOf([c(1, crash), c(2, waiting('ErrImagePull'))], { phase: 'Running' }),
      'CrashLoopBackOff because container c1 waits with CrashLoopBackOff; c2 waits with ErrImagePull, which the word does not show.',
    ],
    [
      'restarts of inits that are done',
      podOf([i(1, T(0, 'Completed'), rc(5)), c(1, R, rdy)], { phase: 'Running' }),
      'Running because the pod is in phase Running; RESTARTS leaves out 5 of init containers, now that these are done.',
    ],
    [
      'an init with restartPolicy OnFailure is an ordinary one',
      pod({
        containers: [{ ...init('i1'), restartPolicy: 'OnFailure' }],
        statuses: [status(init('i1'), R)],
      }),
      'Init:0/1 because the init container i1 runs and has not ended yet.',
    ],
    [
      'the deadline is exceeded during init',
      podOf([i(1, T(137, 'Error')), c(1, W)], { phase: 'Failed', reason: 'DeadlineExceeded' }),
      'Init:Error because the init container i1 ended with 137 (Error); the pod as a whole has the reason DeadlineExceeded, which the word does not show.',
    ],
    [
      'a pod that the kubelet refused',
      podOf([], { phase: 'Failed', reason: 'OutOfcpu' }),
      'OutOfcpu because the pod as a whole has the reason OutOfcpu.',
    ],
    [
      'a pod that was deleted and has ended',
      podOf([c(1, T(0, 'Completed'))], { phase: 'Succeeded', deletion }),
      'Completed because container c1 ended with 0 (Completed); the pod is being deleted, but kubectl says Terminating only until its phase is terminal.',
    ],
    [
      'a pod that is being deleted',
      podOf([c(1, R, rdy)], { phase: 'Running', deletion }),
      'Terminating because the pod is being deleted.',
    ],
    [
      'a readiness probe that fails',
      podOf([c(1, R), c(2, R, rdy)], {
        phase: 'Running',
        conditions: [ready('False', 'ContainersNotReady')],
      }),
      'Running because the pod is in phase Running; the pod is not ready, because c1 is not.',
    ],
    [
      'a readiness gate that is not passed',
      podOf([c(1, R, rdy)], {
        phase: 'Running',
        conditions: [ready('False', 'ReadinessGatesNotReady')],
      }),
      'Running because the pod is in phase Running; the pod is not ready though all its containers are: a readiness gate is not passed.',
    ],
    [
      'a node that is lost',
      podOf([c(1, R, rdy)], { phase: 'Running', conditions: [ready('False')] }),
      'Running because the pod is in phase Running; the pod is not ready though all its containers say that they are: so it is when its node is lost.',
    ],
    [
      'inits that run again in a new sandbox',
      podOf([i(1, R), c(1, T(0, 'Completed'))], running),
      'Completed because container c1 ended with 0 (Completed); i1 runs again (the pod was initialised once, so that the apps have the last word).',
    ],
    [
      'an init that was OOM-killed and ended with 0',
      podOf([i(1, T(0, 'OOMKilled')), c(1, waiting('PodInitializing'))]),
      'PodInitializing because container c1 waits with PodInitializing; i1 was OOM-killed and yet ended with 0: kubectl counts that as completed, the kubelet as failed; no init container is left to wait for: the app’s image is being pulled, or the app is being created.',
    ],
    [
      'one completed and one running container',
      podOf([c(1, T(0, 'Completed')), c(2, R, rdy)]),
      'NotReady because another container still runs, and the pod is not ready.',
    ],
    [
      'a failure beside a completed container',
      podOf([c(1, T(0, 'Completed')), c(2, ended(3, 0, 1))], { phase: 'Failed' }),
      'Error because container c2 failed, which outweighs those that completed.',
    ],
  ])('%s', (_, snapshot, sentence) => {
    expect(statusColumns(snapshot).sentence).toBe(sentence);
  });
});
