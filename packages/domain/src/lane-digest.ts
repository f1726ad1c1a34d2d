/**
 * A lane with an end to its size, for pages that draw many: its newest segments as they are, and of what was before no more than
 * how often it ran and failed, in stretches of equal length.
 *
 *     |xxxx|xxxx|xx  |xxxx|~~x~~~~x~~~~~~~===
 *      stretches            segments
 */

import type { Interval, Segment } from './segment.ts';
import { durationMs, type Millis, millis } from './time.ts';
import type { Lane } from './timeline.ts';

/** What a lane did in a time that is not told in detail. */
export interface Stretch {
  readonly from: Millis;
  readonly to: Millis;
  /** Runs that began in it, those that nobody saw with them. */
  readonly attempts: number;
  /** Of these, those that failed. */
  readonly failed: number;
}

export interface LaneDigest extends Pick<Lane, 'name' | 'role' | 'position'> {
  /** In order; before all segments. Empty where the segments tell of everything. */
  readonly early: readonly Stretch[];
  /** In order. Messages are left out: a list of many pods has no room for them. */
  readonly segments: readonly Segment[];
  /** Not before the first segment. */
  readonly ready: readonly Interval[];
}

/** At most `most` segments, `most` stretches and `most` intervals of readiness. */
export function digestOf(lane: Lane, most: number): LaneDigest {
  const { name, role, position } = lane;
  const cut = Math.max(lane.segments.length - most, 0);
  const segments = lane.segments.slice(cut).map(withoutMessage);
  const before = lane.segments.slice(0, cut);
  const from = segments[0]?.from ?? millis(0);
  const ready = cut === 0 ? lane.ready : lane.ready.filter(({ to }) => to === null || to > from);
  return {
    name,
    role,
    position,
    early: stretchesOf(before, from, most),
    segments,
    ready: ready.slice(-most),
  };
}

/** `segments` up to `until`; stretches in which nothing began are left out. */
function stretchesOf(
  segments: readonly Segment[],
  until: Millis,
  most: number,
): readonly Stretch[] {
  const [first] = segments;
  if (first === undefined) return [];
  const lengthMs = durationMs(Math.ceil(Math.max(until - first.from, 1) / most));
  const counts = Array.from({ length: most }, () => ({ attempts: 0, failed: 0 }));
  for (const segment of segments) {
    const place = Math.min(Math.floor((segment.from - first.from) / lengthMs), most - 1);
    const count = counts[place];
    if (count === undefined) continue;
    count.attempts += attemptsIn(segment);
    count.failed += segment.kind === 'failed' ? 1 : 0;
  }
  return counts.flatMap(({ attempts, failed }, index): readonly Stretch[] => {
    if (attempts === 0) return [];
    const from = millis(first.from + index * lengthMs);
    return [{ from, to: millis(Math.min(from + lengthMs, until)), attempts, failed }];
  });
}

function attemptsIn(segment: Segment): number {
  if ('attempt' in segment) return 1;
  return segment.kind === 'unobserved' ? segment.attempts : 0;
}

function withoutMessage(segment: Segment): Segment {
  switch (segment.kind) {
    case 'waiting':
    case 'back-off':
      return { ...segment, message: null };
    case 'completed':
    case 'failed':
      return { ...segment, ending: { ...segment.ending, message: null } };
    case 'running':
    case 'unobserved':
      return segment;
  }
}
