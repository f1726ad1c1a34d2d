/**
 * What one container did, stretch by stretch: its runs, what nobody saw, and between them what it waited for.
 *
 *     app |..====x~~~~~~====o      . waiting  = running  ~ back-off  x failed  o completed
 */
import { betweenRuns } from './between-runs.ts';
import { endedWell } from './container-state.ts';
import { splitAtGaps } from './gaps.ts';
import { type Hold, splitWaits } from './holds.ts';
import type { LaneSpec } from './lane.ts';
import { attemptOf, type Run } from './run.ts';
import type { Interval, Segment } from './segment.ts';
import { later, type Millis } from './time.ts';
import type { Gap, Transition } from './transition.ts';

export interface LaneFacts {
  readonly spec: LaneSpec;
  readonly podRestartPolicy: string;
  /** When the container began to be waited for; null when nothing is known. */
  readonly from: Millis | null;
  /** From then on it is not started again. */
  readonly stoppedAt: Millis | null;
  readonly until: Millis | null;
  /** What held this container up from outside, in order. */
  readonly holds: readonly Hold[];
  /** For an init: the rounds in which all inits run again, until it completed anew. */
  readonly again: readonly Interval[];
  /** In order. */
  readonly runs: readonly Run[];
  /** Waits from before the first run, in order of record. */
  readonly firstWaits: readonly Transition[];
  /** All facts of this container, in order of record. */
  readonly facts: readonly Transition[];
  readonly gaps: readonly Gap[];
}

/** In order and without overlap; only the last may be open (`to` null), while it goes on. Empty when nothing is known. */
export function segmentsOf(lane: LaneFacts): readonly Segment[] {
  if (lane.from === null) return [];
  const segments: Segment[] = [];
  const spans = spansOf(lane);
  let cursor: Millis | null = lane.from;
  let previous: Run | null = null;
  let waits = lane.firstWaits;
  for (const [index, { segment, run }] of spans.entries()) {
    const from: Millis = later(segment.from, cursor);
    segments.push(...betweenRuns(lane, { from: cursor, to: from, waits, previous }));
    // A run whose end nobody saw lasted at most until what is known next.
    const end: Millis | null = segment.to ?? spans[index + 1]?.segment.from ?? lane.until;
    cursor = end === null ? null : later(end, from);
    segments.push({ ...segment, from, to: cursor });
    if (cursor === null) break;
    previous = run ?? previous;
    waits = run?.waits ?? [];
  }
  if (cursor !== null) {
    segments.push(...betweenRuns(lane, { from: cursor, to: null, waits, previous }));
  }
  return splitWaits(merged(segments), lane.holds).flatMap((segment) =>
    splitAtGaps(segment, lane.gaps),
  );
}

/** A run, or runs that nobody saw, in place. */
interface Span {
  readonly segment: Segment;
  readonly run: Run | null;
}

function spansOf(lane: LaneFacts): readonly Span[] {
  // What nobody saw lies before the run that showed it, also within one second.
  const spans = [...lane.facts.flatMap(unobservedSpan), ...lane.runs.flatMap(runSpan)];
  return spans.sort((a, b) => a.segment.from - b.segment.from);
}

function runSpan(run: Run): readonly Span[] {
  const { startedAt } = attemptOf(run);
  if (run.ended === null) {
    const attempt = run.started?.change.attempt ?? 0;
    return startedAt === null
      ? []
      : [{ segment: { kind: 'running', from: startedAt, to: null, attempt }, run }];
  }
  const { attempt, ending } = run.ended.change;
  // A synthetic record has no times: the run ended some time before we were told.
  const to = run.ended.at ?? (startedAt === null ? null : run.ended.observedAt);
  if (to === null) return [];
  const kind = endedWell(ending) ? 'completed' : 'failed';
  return [{ segment: { kind, from: startedAt ?? to, to, attempt, ending }, run }];
}

function unobservedSpan({ change, observedAt }: Transition): readonly Span[] {
  if (change.kind !== 'unobserved') return [];
  const { attempts } = change;
  const cause =
    attempts === 0
      ? 'The API no longer told how the run before ended.'
      : 'The API showed only the newest of several restarts.';
  const to = change.to ?? observedAt;
  const interval: Interval = { from: change.from ?? to, to };
  return [{ segment: { ...interval, kind: 'unobserved', attempts, cause }, run: null }];
}

/** Neighbours that say the same become one; the later one knows more (the announced delay, the newest message). */
function merged(segments: readonly Segment[]): readonly Segment[] {
  const result: Segment[] = [];
  for (const segment of segments) {
    const last = result.at(-1);
    const joined = last === undefined || last.to !== segment.from ? null : join(last, segment);
    if (joined === null) result.push(segment);
    else result[result.length - 1] = joined;
  }
  return result;
}

function join(a: Segment, b: Segment): Segment | null {
  if (a.kind === 'waiting' && b.kind === 'waiting' && a.reason === b.reason) {
    return { ...b, from: a.from };
  }
  if (a.kind !== 'back-off' || b.kind !== 'back-off') return null;
  const announced = b.delayMs === null ? a : b;
  const failedStart = b.failedStart ?? a.failedStart;
  return {
    kind: 'back-off',
    from: a.from,
    to: b.to,
    delayMs: announced.delayMs,
    notBefore: announced.notBefore,
    message: b.message ?? a.message,
    ...(failedStart === undefined ? {} : { failedStart }),
  };
}
