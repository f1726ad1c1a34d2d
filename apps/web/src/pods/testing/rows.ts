/** Rows of the list for tests. */
import type { PodRow } from '@podline/contract';
import { millis } from '@podline/domain';

/** A healthy pod; its uid is its name unless told otherwise. */
export const podRow = (name: string, over: Partial<PodRow> = {}): PodRow => ({
  uid: name,
  namespace: 'shop',
  name,
  node: 'node-1',
  workload: null,
  createdAt: millis(0),
  deletedAt: null,
  ready: '1/1',
  status: 'Running',
  statusSentence: '',
  restarts: 0,
  lastRestartAt: null,
  pips: [],
  labels: {},
  traits: [],
  reasons: [],
  stuck: null,
  cause: null,
  recent: null,
  lastFailure: null,
  startedUp: null,
  ...over,
});
