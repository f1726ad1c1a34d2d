/** Stuck by the clock, and no rule has a name for it. */

import { lasted } from '../circumstances.ts';
import { byEvents, byStatus } from '../evidence.ts';
import { describePod, eventsOfPod, logsOfContainer } from '../kubectl.ts';
import { finding, type Rule } from '../rule.ts';

/** A start that is merely slow must not be called a fault at once. */
const LENIENCE_MS = 300_000;

export const fallback: Rule = (c) => {
  const { stuck } = c;
  if (stuck === null) return [];
  const warnings = c.events.filter(({ type }) => type === 'Warning');
  return [
    finding(c, 'stuck', {
      severity: lasted(c, stuck.since) < LENIENCE_MS && warnings.length === 0 ? 'info' : 'warning',
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
