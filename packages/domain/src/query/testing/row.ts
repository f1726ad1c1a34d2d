/** Rows to be found, for tests. */
import { millis } from '../../time.ts';
import type { Queryable } from '../fields.ts';

export const aRow = (over: Partial<Queryable> = {}): Queryable => ({
  namespace: 'shop',
  name: 'web-0',
  node: 'worker-2',
  workload: { kind: 'Deployment', name: 'web', revision: null },
  status: 'Running',
  restarts: 0,
  createdAt: millis(0),
  labels: {},
  reasons: [],
  traits: [],
  stuck: null,
  cause: null,
  pips: [],
  ...over,
});
