/** Stuck by the clock, and no rule has a name for it. */

import type { Stuck } from '../../stuck.ts';
import { type Circumstances, lasted } from '../circumstances.ts';
import { byEvents, byStatus } from '../evidence.ts';
import { describePod, eventsOfPod, logsOfContainer } from '../kubectl.ts';
import { finding, type Rule } from '../rule.ts';

/** A start that is merely slow must not be called a fault at once. */
const LENIENCE_MS = 300_000;

export const fallback: Rule = (c) => {
  const { stuck } = c;
  if (stuck === null) return [];
  const warnings = c.events.filter(({ type }) => type === 'Warning');
  const isShort = lasted(c, stuck.since) < LENIENCE_MS;
  const isNew = hasJustChanged(c, stuck);
  return [
    finding(c, 'stuck', {
      severity: isNew || (isShort && warnings.length === 0) ? 'info' : 'warning',
      container: stuck.container,
      since: stuck.since,
      title: stuck.container === null ? 'The pod is stuck' : `Stuck at ${stuck.container}`,
      sentence: stuck.because,
      evidence: [byStatus(stuck.because, stuck.since), ...byEvents(warnings)],
      next: [
        describePod(c.pod),
        ...(stuck.container === null ? [] : [logsOfContainer(c.pod, stuck.container)]),
        eventsOfPod(c.pod),
      ],
    }),
  ];
};

/** What it waited for has come, and it is about to begin: that it waited so long is no fault any more. */
function hasJustChanged(c: Circumstances, { container, since }: Stuck): boolean {
  const current = c.courses.find(({ lane }) => lane.name === container)?.current ?? null;
  return current !== null && current.from > since && lasted(c, current.from) < c.patience.sandbox;
}
