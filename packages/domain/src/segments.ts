/**
 * What one container did, stretch by stretch: its runs, and between them what it waited for.
 *
 *     app |..====x~~~~~~====o      . waiting  = running  ~ back-off  x failed  o completed
 *
 * Back-off is the time from an end to the next start: the API says CrashLoopBackOff only in the last tenth of a second of it.
 */
import { announcedDelay } from './back-off.ts';
import type { Ending } from './container-state.ts';
import type { Run } from './run.ts';
import { earlier, later, type Millis, millis } from './time.ts';
import { type Gap, type LaneSpec, type Transition, timeOf } from './transition.ts';

export interface Interval {
  readonly from: Millis;
  /** Null: goes on. */
  readonly to: Millis | null;
}

export type Segment = Interval &
  (
    | { readonly kind: 'waiting'; readonly reason: string | null; readonly message: string | null }
    | { readonly kind: 'running'; readonly attempt: number }
    /** A run that ended with 0. */
    | { readonly kind: 'completed'; readonly attempt: number; readonly ending: Ending }
    /** A run that ended otherwise, or that could not start. */
    | { readonly kind: 'failed'; readonly attempt: number; readonly ending: Ending }
    /** From an end to the next start. `notBefore`: the kubelet will not try again earlier; null when it announced no delay. */
    | {
        readonly kind: 'back-off';
        readonly delayMs: number | null;
        readonly notBefore: Millis | null;
        readonly message: string | null;
      }
    /** `attempts` runs that nobody saw; 0 when nobody watched and nothing is known to have happened. */
    | { readonly kind: 'unobserved'; readonly attempts: number; readonly cause: string }
  );

export interface LaneFacts {
  readonly spec: LaneSpec;
  readonly podRestartPolicy: string;
  /** When the container began to be waited for; null when nothing is known. */
  readonly from: Millis | null;
  readonly stoppedAt: Millis | null;
  readonly until: Millis | null;
  /** In order. */
  readonly runs: readonly Run[];
  /** All facts of this container, in order of record. */
  readonly facts: readonly Transition[];
  readonly gaps: readonly Gap[];
}

/** In order and without overlap; the last is open (`to` null) while it goes on. */
export function segmentsOf(lane: LaneFacts): readonly Segment[] {
  if (lane.from === null) return [];
  const segments: Segment[] = [];
  let cursor = lane.from;
  let lastEnd: Ending | null = null;
  for (const span of [...runSpans(lane), ...unobservedSpans(lane.facts)].sort(byStart)) {
    const from = later(span.from, cursor);
    if (from > cursor) segments.push(...between(lane, cursor, from, lastEnd));
    const to = span.to === null ? null : later(span.to, from);
    segments.push({ ...span, from, to });
    if (to === null) return merged(segments);
    cursor = to;
    lastEnd = 'ending' in span ? span.ending : lastEnd;
  }
  if (lane.until === null || lane.until > cursor) {
    segments.push(...between(lane, cursor, null, lastEnd));
  }
  return merged(segments).flatMap((segment) => splitAtGaps(segment, lane.gaps));
}

const byStart = (a: Segment, b: Segment): number => a.from - b.from;

function runSpans(lane: LaneFacts): readonly Segment[] {
  return lane.runs.flatMap((run): Segment[] => {
    const startedAt = run.started?.at ?? run.ended?.change.startedAt ?? null;
    if (run.ended === null) {
      const attempt = run.started?.change.attempt ?? 0;
      return startedAt === null
        ? []
        : [{ kind: 'running', from: startedAt, to: lane.until, attempt }];
    }
    const { attempt, ending } = run.ended.change;
    // A synthetic record has no times: the run ended some time before we were told.
    const to = run.ended.at ?? (startedAt === null ? null : run.ended.observedAt);
    if (to === null) return [];
    const kind = ending.exitCode === 0 ? 'completed' : 'failed';
    return [{ kind, from: startedAt ?? to, to, attempt, ending }];
  });
}

function unobservedSpans(facts: readonly Transition[]): readonly Segment[] {
  return facts.flatMap(({ change, observedAt }): Segment[] => {
    if (change.kind !== 'unobserved') return [];
    const to = change.to ?? observedAt;
    const cause = 'The API showed only the newest of several restarts.';
    return [{ kind: 'unobserved', from: change.from ?? to, to, attempts: change.attempts, cause }];
  });
}

/** The stretch from `from` to the next start (`to` null: none yet), after a run with `lastEnd` (null: before the first). */
function between(
  lane: LaneFacts,
  from: Millis,
  to: Millis | null,
  lastEnd: Ending | null,
): readonly Segment[] {
  const end = to ?? lane.until;
  const waits = lane.facts.filter(
    (fact) =>
      fact.change.kind === 'waiting' &&
      timeOf(fact) >= from &&
      (end === null || timeOf(fact) < end),
  );
  const stretches: Segment[] = [];
  let current = beforeAnyWait(lane, from, to, lastEnd);
  const close = (at: Millis | null): void => {
    if (current !== null && (at === null || at > current.from))
      stretches.push({ ...current, to: at });
  };
  for (const wait of waits) {
    close(timeOf(wait));
    current = waitSegment(wait, from, lastEnd);
  }
  close(current?.kind === 'back-off' && to === null ? earliest(lane.stoppedAt, end) : end);
  return stretches;
}

const earliest = (a: Millis | null, b: Millis | null): Millis | null =>
  a === null || b === null ? (a ?? b) : earlier(a, b);

/** What a container does that the API has not said to be waiting: it was not begun, it is done, or it will be started again. */
function beforeAnyWait(
  lane: LaneFacts,
  from: Millis,
  to: Millis | null,
  lastEnd: Ending | null,
): Segment | null {
  if (lastEnd === null) return { kind: 'waiting', from, to: null, reason: null, message: null };
  const isDone = lane.spec.role === 'init' && lastEnd.exitCode === 0;
  const willRestart = to !== null || restarts(lane, lastEnd);
  if (isDone || !willRestart || (lane.stoppedAt !== null && lane.stoppedAt <= from)) return null;
  return { kind: 'back-off', from, to: null, delayMs: null, notBefore: null, message: null };
}

function restarts({ spec, podRestartPolicy }: LaneFacts, lastEnd: Ending): boolean {
  if (spec.kind === 'ephemeral') return false;
  const policy = spec.restartPolicy ?? podRestartPolicy;
  if (policy === 'Never') return false;
  return lastEnd.exitCode !== 0 || policy === 'Always';
}

function waitSegment(wait: Transition, endedAt: Millis, lastEnd: Ending | null): Segment | null {
  if (wait.change.kind !== 'waiting') return null;
  const { reason, message } = wait.change;
  const from = timeOf(wait);
  if (reason !== 'CrashLoopBackOff' || lastEnd === null) {
    return { kind: 'waiting', from, to: null, reason, message };
  }
  const delayMs = announcedDelay(message);
  const notBefore = delayMs === null ? null : millis(endedAt + delayMs);
  return { kind: 'back-off', from, to: null, delayMs, notBefore, message };
}

/** Neighbours that say the same become one; the later one knows more (the announced delay, the newest message). */
function merged(segments: readonly Segment[]): readonly Segment[] {
  const result: Segment[] = [];
  for (const segment of segments) {
    const last = result.at(-1);
    if (last !== undefined && last.to === segment.from && saysTheSame(last, segment)) {
      result[result.length - 1] = { ...segment, from: last.from };
    } else {
      result.push(segment);
    }
  }
  return result;
}

const saysTheSame = (a: Segment, b: Segment): boolean =>
  (a.kind === 'back-off' && b.kind === 'back-off') ||
  (a.kind === 'waiting' && b.kind === 'waiting' && a.reason === b.reason);

/** A run is known by its own times whoever watched; of a wait or a back-off nobody can say what happened in a gap. */
function splitAtGaps(segment: Segment, gaps: readonly Gap[]): readonly Segment[] {
  if (segment.kind !== 'waiting' && segment.kind !== 'back-off') return [segment];
  const gap = gaps.find((g) => g.to > segment.from && (segment.to === null || g.from < segment.to));
  if (gap === undefined) return [segment];
  const from = later(gap.from, segment.from);
  const to = segment.to === null ? gap.to : earlier(segment.to, gap.to);
  const before: readonly Segment[] = from > segment.from ? [{ ...segment, to: from }] : [];
  const blind: Segment = { kind: 'unobserved', from, to, attempts: 0, cause: gap.cause };
  const rest = segment.to === null || to < segment.to ? [{ ...segment, from: to }] : [];
  const others = gaps.filter((g) => g !== gap);
  return [...before, blind, ...rest.flatMap((part) => splitAtGaps(part, others))];
}
