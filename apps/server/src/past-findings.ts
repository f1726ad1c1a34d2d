/** What followed then from what was known of a pod then. */
import type { TailHead } from '@podline/contract';
import {
  type EvidenceEvent,
  type Finding,
  findingsOf,
  gapsAt,
  type LogTail,
  type Millis,
  snapshotAt,
  transitionsAt,
} from '@podline/domain';
import type { EvidenceSources } from './evidence-sources.ts';
import type { PastPod } from './past-rows.ts';

export interface PastEvidence {
  readonly events: readonly EvidenceEvent[];
  readonly heads: readonly TailHead[];
  readonly logs: readonly LogTail[];
  readonly usual: EvidenceSources['usual'];
}

/** Ranked, the first is the cause; none where the pod was not there. Events and ends of logs count that were known by then. */
export function pastFindings(
  { known, transitions, gaps, patience }: PastPod,
  { events, heads, logs, usual }: PastEvidence,
  at: Millis,
): readonly Finding[] {
  const snapshot =
    known.lastSeenAt <= at ? known.snapshot : snapshotAt(known.snapshot, transitions, at, gaps);
  if (snapshot === null) return [];
  const isThere = ({ container, attempt }: LogTail): boolean =>
    heads.some((it) => it.container === container && it.attempt === attempt && it.fetchedAt <= at);
  return findingsOf({
    snapshot,
    transitions: transitionsAt(transitions, at, gaps),
    gaps: gapsAt(gaps, at),
    events: events.filter((event) => event.at <= at),
    logs: logs.filter(isThere),
    usual: usual(snapshot),
    patience,
    now: at,
  });
}
