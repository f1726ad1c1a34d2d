/** From a moment that something else shows (a log line, an event) to its place on the timeline, and from a run to its log. */
import { type Attempt, formatRfc3339, type Millis, millis } from '@podline/domain';
import type { AddressChanges } from '../address-params.svelte.ts';
import type { LaneBlocks } from '../timeline/blocks.ts';
import { selectedParam } from '../timeline/timeline-address.ts';
import { selectedFrom } from './selection.ts';

/** So much is shown on each side of the moment. */
const SIDE_MS = 30_000;

/** What the address is to say for the moment to stand in the middle, with what the container did then selected. */
export function timelinePlace(
  lanes: readonly LaneBlocks[],
  container: string | null,
  at: Millis,
): AddressChanges {
  const lane = lanes.find((it) => it.lane.name === container);
  // Log lines are timed to the millisecond, and the kubelet's words to the second before.
  const block = lane?.blocks.findLast(({ from }) => from <= at);
  return {
    tab: null,
    t: null,
    view: null,
    cmp: null,
    from: formatRfc3339(millis(at - SIDE_MS)),
    to: formatRfc3339(millis(at + SIDE_MS)),
    sel:
      lane === undefined || block === undefined
        ? null
        : selectedParam(selectedFrom({ lane, block })),
  };
}

/** What the address is to say for a run's log to be shown; null where the cluster keeps none of it: it has the newest two. */
export function logsPlace(lane: LaneBlocks, attempt: Attempt): AddressChanges | null {
  const { name, attempts } = lane.lane;
  const fromEnd = attempts.length - 1 - attempts.indexOf(attempt);
  if (fromEnd > 1) return null;
  return {
    tab: 'logs',
    c: name,
    run: fromEnd === 1 ? 'previous' : null,
    t: attempt.startedAt === null ? null : formatRfc3339(attempt.startedAt),
  };
}
