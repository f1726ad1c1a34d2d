/** What a document tells of single moments: conditions, Kubernetes Events, findings. */
import type { Millis } from '@podline/domain';
import type { PodDocument } from '../timeline-document.ts';
import { time } from './stretches.ts';

export interface Moment {
  readonly kind: 'condition' | 'event' | 'finding';
  readonly at: Millis;
  readonly container: string | null;
  /** `Ready=False`, `BackOff`, `crash-loop`. */
  readonly name: string;
  readonly reason: string | null;
  readonly message: string | null;
  /** How often it happened; 1 where that makes no sense. */
  readonly count: number;
}

/** In order of time. What has no time is left out: the document itself has it. */
export function momentsOf(pod: PodDocument): readonly Moment[] {
  const conditions = pod.conditions.map((it) => ({
    kind: 'condition' as const,
    at: it.at,
    container: null,
    name: `${it.type}=${it.status}`,
    reason: it.reason,
    message: it.message,
    count: 1,
  }));
  const events = pod.events.map((it) => ({
    kind: 'event' as const,
    at: it.at,
    container: it.container,
    name: it.reason,
    reason: it.type,
    message: it.message,
    count: it.count,
  }));
  const findings = pod.findings.map((it) => ({
    kind: 'finding' as const,
    at: it.since,
    container: it.container,
    name: it.code,
    reason: it.severity,
    message: it.sentence,
    count: 1,
  }));
  return [...conditions, ...events, ...findings]
    .flatMap((it): readonly Moment[] => {
      const at = time(it.at);
      return at === null ? [] : [{ ...it, at }];
    })
    .toSorted((a, b) => a.at - b.at);
}
