/** A Job as the API writes it, reduced to how far it is. */
import { flag, isUnreadable, list, record, text, type Unreadable } from './api-json.ts';
import { identityOf, type ObjectIdentity } from './object-identity.ts';

export interface ClusterJob extends ObjectIdentity {
  readonly state: 'active' | 'complete' | 'failed' | 'suspended';
  /** The API's word for why it failed, e.g. `BackoffLimitExceeded`; null where there is none. */
  readonly reason: string | null;
}

/** The Job of a list or a watch. Total: takes anything and never throws; unreadable is only what lacks its identity. */
export function jobFromApi(object: unknown): ClusterJob | Unreadable {
  const job = record(object);
  const identity = identityOf('Job', job, record(job['metadata']));
  if (isUnreadable(identity)) return identity;
  const conditions = list(record(job['status'])['conditions']).map(record);
  const isTrue = (type: string) =>
    conditions.find((it) => it['type'] === type && it['status'] === 'True');
  const failed = isTrue('Failed');
  if (isTrue('Complete') !== undefined) return { ...identity, state: 'complete', reason: null };
  if (failed !== undefined) return { ...identity, state: 'failed', reason: text(failed['reason']) };
  const isSuspended = flag(record(job['spec'])['suspend']) === true || isTrue('Suspended');
  return { ...identity, state: isSuspended ? 'suspended' : 'active', reason: null };
}
