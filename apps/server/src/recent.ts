/** The last quarter of an hour of a pod as one strip, by the container that mattered at each moment. */
import type { RecentSpan, RecentState } from '@podline/contract';
import {
  type Interval,
  type Lane,
  type Millis,
  millis,
  type Segment,
  type Timeline,
} from '@podline/domain';

export const RECENT_MS = 15 * 60_000;
/** Spans that a row carries at most: a strip is some 150 px wide. */
const SPANS = 40;

/** In order, each state another than the one before. Empty when nothing is known of that time. */
export function recentOf(timeline: Timeline, now: Millis): readonly RecentSpan[] {
  if (timeline.from === null) return [];
  const start = millis(Math.max(timeline.from, now - RECENT_MS));
  const lanes = timeline.lanes.filter(({ role }) => role !== 'ephemeral').map(laneSince(start));
  const spans: RecentSpan[] = [];
  for (const from of edgesOf(lanes, start)) {
    const state = stateAt(lanes, from);
    if (spans.at(-1)?.state !== state) spans.push({ from, state });
  }
  return spans.length <= SPANS
    ? spans
    : [{ from: start, state: 'many' }, ...spans.slice(1 - SPANS)];
}

interface RecentLane {
  readonly lane: Lane;
  /** Those that reach into the time that is shown. */
  readonly segments: readonly Segment[];
  readonly ready: readonly Interval[];
  /** How its last run before that time ended. */
  readonly before: 'completed' | 'failed' | null;
}

const laneSince =
  (start: Millis) =>
  (lane: Lane): RecentLane => {
    const reaches = ({ to }: Interval): boolean => to === null || to > start;
    const last = lane.segments.findLast((segment) => !reaches(segment) && isRun(segment));
    const before = last?.kind === 'completed' || last?.kind === 'failed' ? last.kind : null;
    return {
      lane,
      segments: lane.segments.filter(reaches),
      ready: lane.ready.filter(reaches),
      before,
    };
  };

const isRun = ({ kind }: Segment): boolean =>
  kind === 'completed' || kind === 'failed' || kind === 'running';

/** The times at which something may change, in order, from `start` on. */
function edgesOf(lanes: readonly RecentLane[], start: Millis): readonly Millis[] {
  const edges = new Set<Millis>([start]);
  for (const { segments, ready, lane } of lanes) {
    for (const { from, to } of [...segments, ...ready]) {
      if (from > start) edges.add(from);
      if (to !== null) edges.add(to);
    }
    if (lane.startedUpAt !== null && lane.startedUpAt > start) edges.add(lane.startedUpAt);
  }
  // Far more than are shown make no difference.
  return [...edges].sort((a, b) => a - b).slice(-8 * SPANS);
}

/** While it starts, the first container in order that is not done; then the worst of all. */
function stateAt(lanes: readonly RecentLane[], at: Millis): RecentState {
  const front = lanes.find((lane) => isStarter(lane) && !isPassed(lane, at));
  if (front !== undefined) return laneState(front, at);
  const states = lanes
    .filter(({ lane }) => lane.role !== 'init')
    .map((lane) => laneState(lane, at));
  return WORST.find((state) => states.includes(state)) ?? 'done';
}

const WORST: readonly RecentState[] = [
  'failed',
  'back-off',
  'unobserved',
  'waiting',
  'running',
  'ready',
];

const isStarter = ({ lane: { role } }: RecentLane): boolean =>
  role === 'init' || role === 'native-sidecar';

/** The one behind it has its turn. */
function isPassed(recent: RecentLane, at: Millis): boolean {
  const { lane } = recent;
  if (lane.role === 'native-sidecar') return lane.startedUpAt !== null && lane.startedUpAt <= at;
  return segmentAt(recent, at) === null && endBefore(recent, at) === 'completed';
}

const segmentAt = ({ segments }: RecentLane, at: Millis): Segment | null =>
  segments.find(({ from, to }) => from <= at && (to === null || at < to)) ?? null;

function endBefore({ segments, before }: RecentLane, at: Millis): RecentLane['before'] {
  const last = segments.findLast(({ kind, to }) => to !== null && to <= at && kind !== 'waiting');
  return last?.kind === 'completed' || last?.kind === 'failed' ? last.kind : before;
}

function laneState(recent: RecentLane, at: Millis): RecentState {
  const segment = segmentAt(recent, at);
  if (segment === null) return restState(endBefore(recent, at));
  switch (segment.kind) {
    case 'waiting':
    case 'failed':
    case 'back-off':
    case 'unobserved':
      return segment.kind;
    case 'running':
    case 'completed':
      return recent.ready.some(({ from, to }) => from <= at && (to === null || at < to))
        ? 'ready'
        : 'running';
  }
}

function restState(end: RecentLane['before']): RecentState {
  switch (end) {
    case 'completed':
      return 'done';
    case 'failed':
      return 'failed';
    case null:
      return 'waiting';
  }
}
