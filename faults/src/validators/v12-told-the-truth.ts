/** V12: what the page was told of the watch and of the recording was true when it was told. */
import type { ClusterStatus } from '@podline/contract';
import type { ClientHistory, Trouble, Violations } from '../evidence.ts';

interface TrueFrom {
  readonly at: number;
  /** Null: the page knew that it was not connected, so nothing it had been told was shown as live. */
  readonly status: ClusterStatus | null;
}

/**
 * In the middle of each trouble, once there was time to notice, the page said so; outside all troubles, once there was time to
 * recover, it said that all is well; and "true at" was never later than the beginning of the trouble could allow.
 */
export function toldTheTruth(
  { name, told }: ClientHistory,
  troubles: readonly Trouble[],
  endedAt: number,
): Violations {
  const shown = told.flatMap((it): readonly TrueFrom[] => {
    if (it.kind === 'cluster') return [{ at: it.at, status: it.status }];
    return it.kind === 'connection' && it.state !== 'open' ? [{ at: it.at, status: null }] : [];
  });
  const spans = shown.map((it, index) => ({ ...it, until: shown[index + 1]?.at ?? endedAt }));
  const claims = troubles.flatMap((trouble) => silentDuring(trouble, spans, endedAt));
  const alarms = spans.flatMap((span) => alarmWithoutTrouble(span, troubles));
  return [...claims, ...alarms].map((sentence) => `V12: ${name} ${sentence}`);
}

interface Span extends TrueFrom {
  readonly until: number;
}

/** The page went on saying that all is well while it was not. */
function silentDuring(trouble: Trouble, spans: readonly Span[], endedAt: number): Violations {
  const from = trouble.from + trouble.toldWithinMs;
  const to = trouble.to ?? endedAt;
  return spans
    .filter((span) => span.at < to && span.until > from && span.status !== null)
    .filter(({ status }) => status !== null && isWell(status, trouble.kind))
    .map(
      ({ at, until }) =>
        `was told that ${SUBJECT[trouble.kind]} is well from ${at} to ${until}, in a trouble from ${trouble.from} to ${to}.`,
    );
}

/** The page was told of a trouble that was not there, or not any more. */
function alarmWithoutTrouble(
  { at, until, status }: Span,
  troubles: readonly Trouble[],
): Violations {
  if (status === null) return [];
  return KINDS.filter((kind) => !isWell(status, kind)).flatMap((kind) => {
    const over = troubles
      .filter((trouble) => trouble.kind === kind && trouble.from <= at)
      .map(({ to, overWithinMs }) => (to === null ? Number.POSITIVE_INFINITY : to + overWithinMs));
    const last = Math.max(...over);
    if (over.length === 0)
      return [`was told of a trouble of ${SUBJECT[kind]} at ${at}, and there was none.`];
    return until > last
      ? [`was told of a trouble of ${SUBJECT[kind]} until ${until}, and it was over by ${last}.`]
      : [];
  });
}

const KINDS = ['cluster', 'recording'] as const;
const SUBJECT = { cluster: 'the watch', recording: 'the recording' } as const;

/** Nothing was ever shown while it connects for the first time, so nothing can be stale. */
function isWell(
  { watch, notRecordingSince, failing }: ClusterStatus,
  kind: Trouble['kind'],
): boolean {
  if (kind === 'recording') return notRecordingSince === null;
  const isFirst = watch.state === 'connecting' && watch.problem === null;
  return (watch.state === 'live' || isFirst) && failing.length === 0;
}
