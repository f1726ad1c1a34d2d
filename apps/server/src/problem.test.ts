import { ERRORS } from '@podline/contract';
import type { KubeFailure } from '@podline/kube';
import { expect, test } from 'vitest';
import { problemOf } from './problem.ts';

const told = { tried: 'GET https://10.0.0.1:6443/api/v1/pods', cause: new Error('secret') };
const sentence = 'https://10.0.0.1:6443 does not answer.';

const table: readonly (readonly [KubeFailure, keyof typeof ERRORS])[] = [
  [{ code: 'unreachable', sentence, ...told }, 'CLUSTER_UNREACHABLE'],
  [{ code: 'timeout', sentence, ...told }, 'CLUSTER_UNREACHABLE'],
  [{ code: 'unauthorized', sentence, ...told }, 'CLUSTER_REFUSED_CREDENTIALS'],
  [{ code: 'forbidden', sentence, ...told }, 'CLUSTER_FORBIDDEN'],
  [{ code: 'misconfigured', sentence, ...told }, 'CLUSTER_MISCONFIGURED'],
  [{ code: 'throttled', retryAfterMs: 1, sentence, ...told }, 'CLUSTER_THROTTLES'],
  [{ code: 'login-failed', sentence, ...told }, 'LOGIN_HELPER_FAILED'],
  [{ code: 'server-error', status: 500, retryAfterMs: 1, sentence, ...told }, 'CLUSTER_FAILING'],
];
for (const [failure, code] of table) {
  test(`${failure.code} is ${code}, in the failure's own words and nothing else of it`, () => {
    expect(problemOf(failure)).toEqual({
      code,
      sentence: ERRORS[code].sentence,
      next: ERRORS[code].next,
      detail: sentence,
    });
  });
}
