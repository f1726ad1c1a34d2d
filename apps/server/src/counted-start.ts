/** Of a pod whose start is over: what counts of it, and for which template. */
import { hash } from 'node:crypto';
import {
  type Gap,
  type KubeletEvent,
  type PodSnapshot,
  startFactsOf,
  startupOf,
  type Transition,
  templateOf,
  timelineOf,
  timeOf,
  workloadOf,
} from '@podline/domain';
import type { CountedStart, TemplateKey } from '@podline/store';

export interface OverStart {
  readonly pod: PodSnapshot;
  /** All of them, in order of record. */
  readonly transitions: readonly Transition[];
  readonly gaps: readonly Gap[];
  /** In order of time; without them no pull is told from the rest of a container's creation. */
  readonly events?: readonly KubeletEvent[];
}

/** Null for a pod that nobody controls. */
export function templateKeyOf(pod: Pick<PodSnapshot, 'namespace' | 'owner' | 'labels'>): {
  readonly template: TemplateKey;
  /** As its label tells it. */
  readonly revision: string | null;
} | null {
  const workload = workloadOf(pod);
  if (workload === null) return null;
  const { kind, name } = templateOf(workload);
  return { template: { namespace: pod.namespace, kind, name }, revision: workload.revision };
}

/** What no label tells apart (a CronJob's runs), what it is made of does; null where that is not known either. */
export const revisionOf = (pod: PodSnapshot): string | null =>
  workloadOf(pod)?.revision ??
  (pod.fingerprint === undefined
    ? null
    : hash('sha256', JSON.stringify(pod.fingerprint), 'hex').slice(0, 10));

/** Null where nothing of it counts: nobody controls it, or nobody saw its start whole, or nothing of it came to an end. */
export function countedStart({
  pod,
  transitions,
  gaps,
  events = [],
}: OverStart): CountedStart | null {
  const of = templateKeyOf(pod);
  const newest = transitions.at(-1);
  if (of === null || newest === undefined) return null;
  const timeline = timelineOf(transitions, gaps, events);
  const told = { transitions, gaps, now: timeOf(newest) };
  const facts = startFactsOf(timeline, startupOf(timeline, events), told).filter(
    ({ end }) => end !== 'unfinished',
  );
  if (facts.length === 0) return null;
  return {
    podUid: pod.uid,
    template: of.template,
    revision: revisionOf(pod),
    at: pod.createdAt,
    facts,
    fingerprint: pod.fingerprint ?? null,
  };
}
