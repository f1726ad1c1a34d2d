/** One pod's evidence and what follows from it, as of now. */
import type { PodEvidence, RowCause } from '@podline/contract';
import {
  type Finding,
  findingsOf,
  type LogTail,
  type Millis,
  type Patience,
  type PodCase,
  seq,
} from '@podline/domain';
import type { StoredPod } from '@podline/store';
import type { Viewer } from '@podline/transport/server';
import type { EvidenceSources } from './evidence-sources.ts';
import type { LivePods } from './live-pods.ts';

/** What a page is told of each at most; the newest. */
const TOLD = 200;

export interface CaseParts {
  readonly live: Pick<LivePods, 'transitions' | 'gaps'>;
  readonly sources: EvidenceSources;
  readonly patience: Patience;
  readonly now: () => Millis;
}

export interface Looked {
  readonly findings: readonly Finding[];
  /** The same object for viewers who may see the same. */
  readonly seenBy: (viewer: Viewer) => PodEvidence;
}

/** Rejects with what reading rejects with. */
export async function lookAt(
  { live, sources, patience, now }: CaseParts,
  pod: StoredPod,
): Promise<Looked> {
  const { snapshot } = pod.known;
  const living = { ...pod, createdAt: snapshot.createdAt };
  const [transitions, gaps, events, heads, logs, surroundings] = await Promise.all([
    live.transitions(pod.uid, seq(0)),
    live.gaps(living),
    sources.events(pod.uid),
    sources.heads(pod.uid),
    sources.tails(pod.uid),
    sources.surroundings(pod),
  ]);
  const usual = sources.usual(snapshot);
  const around = surroundings === null ? {} : { surroundings };
  const told = { snapshot, transitions, gaps, events, ...around, usual, patience, now: now() };
  const withLogs = evidenceOf({ ...told, logs }, heads);
  return {
    findings: withLogs.findings,
    seenBy: seenBy(withLogs, told, pod.namespace),
  };
}

function seenBy(
  withLogs: PodEvidence,
  told: PodCase,
  namespace: string,
): (viewer: Viewer) => PodEvidence {
  let without: PodEvidence | null = null;
  return (viewer) => {
    if (viewer.canReadLogs(namespace)) return withLogs;
    // A finding quotes what a container wrote: who may not read that gets the findings that do without.
    without ??= evidenceOf({ ...told, logs: [] }, []);
    return without;
  };
}

function evidenceOf(
  told: PodCase & { readonly logs: readonly LogTail[] },
  tails: PodEvidence['tails'],
): PodEvidence {
  return {
    events: told.events.slice(-TOLD),
    tails: tails.slice(-TOLD),
    findings: findingsOf(told),
  };
}

/** What a row says of the first finding: only what does not grow old. */
export function rowCauseOf([first]: readonly Finding[]): RowCause | null {
  if (first === undefined || first.severity === 'info') return null;
  const { code, severity, container, subject, title } = first;
  return { code, severity, container, subject, title };
}
