/** Failures of the cluster in the words of the wire. */
import { type ErrorCode, type Problem, problem } from '@podline/contract';
import type { KubeFailure } from '@podline/kube';

const CODES: Readonly<Record<KubeFailure['code'], ErrorCode>> = {
  unreachable: 'CLUSTER_UNREACHABLE',
  timeout: 'CLUSTER_UNREACHABLE',
  unauthorized: 'CLUSTER_REFUSED_CREDENTIALS',
  forbidden: 'CLUSTER_FORBIDDEN',
  'not-found': 'CLUSTER_FAILING',
  expired: 'CLUSTER_FAILING',
  throttled: 'CLUSTER_THROTTLES',
  'server-error': 'CLUSTER_FAILING',
  rejected: 'CLUSTER_FAILING',
  misconfigured: 'CLUSTER_MISCONFIGURED',
  'login-failed': 'LOGIN_HELPER_FAILED',
  protocol: 'CLUSTER_FAILING',
  oversized: 'CLUSTER_FAILING',
  aborted: 'CLUSTER_UNREACHABLE',
};

/** The failure's own sentence names the address and the reason; it never holds a credential. */
export const problemOf = (failure: KubeFailure): Problem =>
  problem(CODES[failure.code], failure.sentence);
