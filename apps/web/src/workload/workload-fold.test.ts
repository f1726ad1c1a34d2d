import type { WorkloadPod, WorkloadState } from '@podline/contract';
import { seq } from '@podline/domain';
import { expect, test } from 'vitest';
import { aLine } from './testing/lines.ts';
import { foldWorkload } from './workload-fold.ts';

const state = (uids: readonly string[], pods: readonly WorkloadPod[]): WorkloadState => ({
  epoch: 'one',
  seq: seq(1),
  namespace: 'shop',
  kind: 'Deployment',
  name: 'web',
  revisions: [],
  uids,
  pods,
  isCut: false,
});

const [a, b] = [aLine({ uid: 'a' }), aLine({ uid: 'b' })];

test('pods of which nothing was recorded stay the same objects', () => {
  const changed = aLine({ uid: 'b', status: 'Error' });
  const folded = foldWorkload(state(['a', 'b'], [a, b]), {
    ...state(['b', 'a'], [changed]),
    seq: seq(2),
  });
  expect(folded?.pods).toEqual([changed, a]);
  expect(folded?.pods[1]).toBe(a);
  expect(folded?.seq).toBe(2);
});

test('pods that are not told of any more are let go of', () => {
  expect(foldWorkload(state(['a', 'b'], [a, b]), state(['b'], []))?.pods).toEqual([b]);
});

test('another log, or a pod that nobody told of: all is to be asked for', () => {
  const before = state(['a'], [a]);
  expect(foldWorkload(before, { ...state(['a'], []), epoch: 'two' })).toBe(null);
  expect(foldWorkload(before, state(['a', 'b'], []))).toBe(null);
});
