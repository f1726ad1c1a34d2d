/** Reasons of the pod as a whole: each is the STATUS of a pod without container statuses, and a mark on its timeline. */
import { describe, expect, it, test } from 'vitest';
import { app, at, ended, pod, record, status } from '../test/build.ts';
import { podMarks } from './pod-marks.ts';
import { statusColumns } from './status.ts';

const failedWith = (reason: string) =>
  pod({ phase: 'Failed', reason, message: 'why', containers: [app('web')], writtenAt: at(9) });
const marks = (snapshot: ReturnType<typeof pod>) =>
  podMarks(record([[9, snapshot]])).map(({ title, detail }) => `${title}: ${detail}`);

describe('a pod with a reason', () => {
  test.each([
    'Evicted',
    'DeadlineExceeded',
    'Preempting',
    'Terminated',
    'NodeShutdown',
    'NodeLost',
    'NodeAffinity',
    'Shutdown',
    'OutOfcpu',
    'OutOfmemory',
    'OutOfephemeral-storage',
    'OutOfpods',
    'UnexpectedAdmissionError',
    'TopologyAffinityError',
    'AppArmor',
    'SysctlForbidden',
    'PodOSNotSupported',
    'PodOSSelectorNodeLabelDoesNotMatch',
    'InvalidNodeInfo',
    'InitContainerRestartPolicyForbidden',
    'SupplementalGroupsPolicyNotSupported',
    'PodLevelResourcesNotSupported',
    'PodFeatureUnsupported',
    'VolumeAttachmentLimitExceeded',
    'UnknownReason',
    'UnexpectedPredicateFailureType',
  ])('%s is its STATUS, with why, and a mark with the message', (reason) => {
    const { ready, status: word, sentence } = statusColumns(failedWith(reason));
    expect(`${ready} ${word}`).toBe(`0/1 ${reason}`);
    expect(sentence).toBe(`${reason} because the pod as a whole has the reason ${reason}.`);
    expect(marks(failedWith(reason))).toContain(`${reason}: why`);
  });
});

it('Evicted does not show where an app container had the last word, and the sentence says so', () => {
  const statuses = [status(app('web'), ended(137, 1, 8))];
  const { status: word, sentence } = statusColumns({ ...failedWith('Evicted'), statuses });
  expect(word).toBe('Error');
  expect(sentence).toBe(
    'Error because container web ended with 137 (Error); the pod as a whole has the reason Evicted, which the word does not show.',
  );
});

it('NodeLost of a pod that is being deleted shows as Unknown', () => {
  const deletion = { requestedAt: at(5), deadlineAt: at(35) };
  const lost = { ...failedWith('NodeLost'), phase: 'Running', deletion };
  expect(statusColumns(lost).status).toBe('Unknown');
});

it('another reason of a pod that is being deleted gives way to Terminating', () => {
  const deletion = { requestedAt: at(5), deadlineAt: at(35) };
  const leaving = { ...failedWith('NodeShutdown'), phase: 'Running', deletion };
  expect(statusColumns(leaving).status).toBe('Terminating');
});
