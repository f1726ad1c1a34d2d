/** A container that will not come up by waiting: it waits with an error, or it ends again and again. */
import { endedWell } from './container-state.ts';
import type { Attempt } from './run.ts';
import { type Segment, waitOf } from './segment.ts';
import { between, durationMs, humanDuration, later, type Millis } from './time.ts';
import type { Lane } from './timeline.ts';
import { toldByReason } from './waits-for.ts';

export interface Broken {
  readonly since: Millis;
  readonly container: string;
  readonly because: string;
}

/** A container whose runs fail within this time is in a crash loop, also while it happens to run: that must not flicker. */
const STEADY = durationMs(60_000);

/** Since when this container has been broken; null while it is not. */
export function brokenSince(lane: Lane, now: Millis): Broken | null {
  const current = lane.segments.at(-1);
  if (current === undefined || current.to !== null) return null;
  if (isBrokenWait(current)) {
    const before = lane.segments.findLastIndex((segment) => !isBrokenWait(segment));
    const since = lane.segments[before + 1]?.from ?? current.from;
    const because = `${lane.name} waits with ${current.reason}${meaningOf(current, lane)}.`;
    return { since, container: lane.name, because };
  }
  if (current.kind === 'back-off') return loop(lane, '');
  if (current.kind !== 'running' || !failsQuickly(lane)) return null;
  // The node's clock may be ahead of ours.
  const runsFor = between(current.from, later(now, current.from));
  return runsFor < STEADY ? loop(lane, `; now it has run for ${humanDuration(runsFor)}`) : null;
}

function failsQuickly(lane: Lane): boolean {
  const ends = endsOf(lane);
  const newest = ends.at(-1);
  if (newest === undefined || ends.length < 2 || isGood(newest)) return false;
  const { startedAt, finishedAt } = newest;
  return startedAt === null || finishedAt === null || between(startedAt, finishedAt) < STEADY;
}

/** Every reason but the kubelet's defaults waits for somebody to mend something, also a sentence that a runtime leaked as one. */
const isBrokenWait = (segment: Segment): segment is Segment & { readonly kind: 'waiting' } =>
  segment.kind === 'waiting' && toldByReason(segment.reason) !== null;

/** What the reason means, where that can be said in a few words. */
function meaningOf(wait: Segment & { readonly kind: 'waiting' }, lane: Lane): string {
  switch (waitOf(wait).kind) {
    case 'image':
      return `: its image, ${lane.image}, cannot be pulled`;
    case 'configuration':
      return ': a ConfigMap, a Secret or a key that it refers to is missing, or a setting is refused';
    default:
      return '';
  }
}

function loop(lane: Lane, rest: string): Broken | null {
  const ends = endsOf(lane);
  const [first] = ends;
  const newest = ends.at(-1);
  if (first === undefined || newest === undefined) return null;
  const since = first.finishedAt ?? first.startedAt ?? lane.segments.at(-1)?.from;
  if (since === undefined) return null;
  const times = ends.length === 1 ? 'once' : `${ends.length} times in a row`;
  if (!isGood(newest)) {
    const because = `${lane.name} failed ${times}, last with exit code ${newest.ending?.exitCode}${rest}.`;
    return { since, container: lane.name, because };
  }
  // Ending well once is what a container may do; at every start it means that it is not made to be restarted, or is being killed.
  if (ends.length === 1) return null;
  const current = lane.segments.at(-1);
  const isStopped = current?.kind === 'back-off' && current.failedStart === 'PostStartHookError';
  const because = isStopped
    ? `${lane.name}’s postStart hook fails, so the kubelet stops it after every start: ${times} so far${rest}.`
    : `${lane.name} ended ${times} with exit code 0 and is started again each time${rest}.`;
  return { since, container: lane.name, because };
}

/** The newest ends that are alike: all failures, or all good. */
function endsOf(lane: Lane): readonly Attempt[] {
  const ended = lane.attempts.filter((attempt) => attempt.ending !== null);
  const newest = ended.at(-1);
  if (newest === undefined) return [];
  const other = ended.findLastIndex((attempt) => isGood(attempt) !== isGood(newest));
  return ended.slice(other + 1);
}

const isGood = ({ ending }: Attempt): boolean => ending !== null && endedWell(ending);
