/** Causes for tests of telling. */
import type { Cause } from '@podline/contract';
import { millis } from '@podline/domain';

export const aCause = (over: Partial<Cause> = {}): Cause => ({
  key: 'k',
  namespace: 'shop',
  workload: { kind: 'Deployment', name: 'web', revision: 'abc' },
  namespaces: 1,
  workloads: 1,
  finding: {
    code: 'exits-non-zero',
    severity: 'critical',
    container: 'db-migrate',
    subject: null,
    title: 'db-migrate ends with exit code 1 again and again',
  },
  container: 'db-migrate',
  role: 'init',
  place: { position: 2, of: 3 },
  reason: 'CrashLoopBackOff',
  says: 'keeps failing, last with exit code 1',
  pods: 2,
  joined: 0,
  since: millis(Date.UTC(2026, 10, 22, 11)),
  changedAt: millis(Date.UTC(2026, 10, 22, 11, 5)),
  usualMs: null,
  query: 'stuck ns:shop cause:exits-non-zero',
  members: [
    {
      uid: 'u-1',
      namespace: 'shop',
      name: 'web-1',
      since: millis(Date.UTC(2026, 10, 22, 11)),
      status: 'Init:CrashLoopBackOff',
      ready: '0/1',
      node: 'node-1',
    },
  ],
  ...over,
});
