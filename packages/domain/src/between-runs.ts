/**
 * What a container does while it does not run: not begun yet, waiting for something, in back-off, or done.
 *
 * Back-off is the time from an end to the next start: the API says CrashLoopBackOff only in the last tenth of a second of it,
 * and keeps the reason of a failed start (RunContainerError, PostStartHookError) for most of the rest.
 */
import { announcedDelay } from './back-off.ts';
import { type Ending, endedWell } from './container-state.ts';
import type { Hold } from './holds.ts';
import type { LaneSpec } from './lane.ts';
import type { Run } from './run.ts';
import type { FailedStart, Interval, Segment } from './segment.ts';
import { earlier, later, type Millis, millis } from './time.ts';
import { type Transition, timeOf } from './transition.ts';
import { CREATION } from './waits-for.ts';

export interface Stretch {
  readonly from: Millis;
  /** The next start; null: none yet. */
  readonly to: Millis | null;
  /** Waits recorded since the run before, in order of record. */
  readonly waits: readonly Transition[];
  /** The run before; null before the first. */
  readonly previous: Run | null;
}

interface Circumstances {
  readonly spec: LaneSpec;
  readonly podRestartPolicy: string;
  readonly stoppedAt: Millis | null;
  readonly until: Millis | null;
  readonly holds: readonly Hold[];
  readonly again: readonly Interval[];
}

/** In order, without overlap, within the stretch; empty where the container is done. Once stopped, nothing is waited for. */
export function betweenRuns(lane: Circumstances, stretch: Stretch): readonly Segment[] {
  const end = stretch.to ?? earliest(lane.stoppedAt, lane.until);
  if (end !== null && end <= stretch.from) return [];
  const segments: Segment[] = [];
  const again = isDone(lane, stretch) ? againIn(lane, stretch, end) : null;
  let current = again === null ? beforeAnyWait(lane, stretch, end) : waiting(again.from);
  let cursor = again?.from ?? stretch.from;
  const close = (at: Millis | null): void => {
    if (current !== null && (at === null || at > cursor)) {
      segments.push({ ...current, from: cursor, to: at });
    }
  };
  for (const wait of stretch.waits) {
    // Clocks differ: a wait stands where it was recorded, between the run before it and the one after it.
    const at = clamp(timeOf(wait), cursor, end);
    close(at);
    cursor = at;
    current = waitSegment(wait, stretch) ?? current;
  }
  close(again === null ? end : again.to);
  return withAnnouncement(segments, stretch);
}

/** The kubelet announces the delay a tenth of a second before it is over, often within the second of the next start. */
function withAnnouncement(segments: readonly Segment[], stretch: Stretch): readonly Segment[] {
  const announced = stretch.waits
    .map((wait) => waitSegment(wait, stretch))
    .findLast((segment) => segment?.kind === 'back-off' && segment.delayMs !== null);
  if (announced?.kind !== 'back-off') return segments;
  const { delayMs, notBefore, message } = announced;
  return segments.map((segment) =>
    segment.kind === 'back-off' && segment.delayMs === null
      ? { ...segment, delayMs, notBefore, message }
      : segment,
  );
}

/** Whether the kubelet starts this container again after such an end. Rules on exit codes are not known here. */
export function isRestarted(spec: LaneSpec, podRestartPolicy: string, lastEnd: Ending): boolean {
  if (spec.kind === 'ephemeral') return false;
  const policy = spec.restartPolicy ?? podRestartPolicy;
  if (policy === 'Never') return false;
  if (spec.role === 'init') return !endedWell(lastEnd);
  return lastEnd.exitCode !== 0 || policy === 'Always';
}

/** What a container does that the API has not said to be waiting. */
function beforeAnyWait(lane: Circumstances, stretch: Stretch, end: Millis | null): Segment | null {
  const { from, to, previous } = stretch;
  const lastEnd = previous?.ended?.change.ending ?? null;
  if (lastEnd === null) return waiting(from);
  const goesOn = to !== null || isRestarted(lane.spec, lane.podRestartPolicy, lastEnd);
  if (isDone(lane, stretch) || !goesOn) return null;
  const isHeldUp = lane.holds.some(
    (hold) =>
      (hold.waitsFor.kind === 'sandbox' || hold.waitsFor.kind === 'inits-again') &&
      (hold.to === null || hold.to > from) &&
      (end === null || hold.from < end),
  );
  if (isHeldUp) return waiting(from);
  return { kind: 'back-off', from, to: null, delayMs: null, notBefore: null, message: null };
}

const waiting = (from: Millis): Segment => ({
  kind: 'waiting',
  from,
  to: null,
  reason: null,
  message: null,
  waitsFor: CREATION,
});

/** An init container that completed has nothing to do until all inits run again. */
const isDone = ({ spec }: Circumstances, { previous }: Stretch): boolean =>
  spec.role === 'init' && previous?.ended != null && endedWell(previous.ended.change.ending);

/** From when on an init that had completed waits to run again, and until when; null: it does not. */
function againIn(lane: Circumstances, stretch: Stretch, end: Millis | null): Interval | null {
  const round = lane.again.find(({ from }) => from >= stretch.from && (end === null || from < end));
  if (round === undefined) return null;
  return { from: round.from, to: stretch.to ?? earliest(round.to, end) };
}

const FAILED_STARTS: readonly FailedStart[] = ['RunContainerError', 'PostStartHookError'];
const BACK_OFF_REASONS = new Set<string>(['CrashLoopBackOff', ...FAILED_STARTS]);

function waitSegment({ change }: Transition, { from, previous }: Stretch): Segment | null {
  if (change.kind !== 'waiting') return null;
  const { reason, message } = change;
  if (previous?.ended == null || reason === null || !BACK_OFF_REASONS.has(reason)) {
    return { kind: 'waiting', from, to: null, reason, message, waitsFor: CREATION };
  }
  const delayMs = announcedDelay(message);
  const notBefore = delayMs === null ? null : millis(from + delayMs);
  const failed = FAILED_STARTS.find((it) => it === reason);
  const failedStart = failed === undefined ? {} : { failedStart: failed };
  return { kind: 'back-off', from, to: null, delayMs, notBefore, message, ...failedStart };
}

const clamp = (at: Millis, least: Millis, most: Millis | null): Millis =>
  later(most === null ? at : earlier(at, most), least);

const earliest = (a: Millis | null, b: Millis | null): Millis | null =>
  a === null || b === null ? (a ?? b) : earlier(a, b);
