/** What the rules on the time before the first container share: whether that lasts, since when, and what was told of it. */
import type { Millis } from '../time.ts';
import { type Circumstances, eventsOf, lasted } from './circumstances.ts';
import type { EvidenceEvent } from './pod-case.ts';

export const isBeforeContainers = (c: Circumstances): boolean =>
  c.timeline.lanes.every(({ attempts }) => attempts.length === 0) && !c.isOver;

export const setupSince = (c: Circumstances): Millis =>
  c.pod.conditions.find(({ type }) => type === 'PodScheduled')?.at ?? c.pod.createdAt;

export const setupSeverity = (c: Circumstances): 'warning' | 'critical' =>
  lasted(c, setupSince(c)) < c.patience.sandbox ? 'warning' : 'critical';

/**
 * Events of the pod with these reasons that are no older than what mended them, oldest first: a start, an event of a container, or a
 * sandbox that is ready, which it becomes only with its volumes and its network.
 */
export function setupTroubles(
  c: Circumstances,
  ...reasons: readonly string[]
): readonly EvidenceEvent[] {
  const starts = c.timeline.lanes.flatMap(({ attempts }) =>
    attempts.map((it) => it.startedAt ?? 0),
  );
  const told = c.events.flatMap(({ container, at }) => (container === null ? [] : [at]));
  const mendedAt = Math.max(0, ...starts, ...told);
  const ready = c.pod.conditions.find(({ type }) => type === 'PodReadyToStartContainers');
  if (ready?.status === 'True') return [];
  return eventsOf(c, null, ...reasons).filter(({ at }) => at > mendedAt);
}
