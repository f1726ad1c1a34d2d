/** What makes the signature of a failed run: how it ended, whose it was, and what is kept of its log. */
import {
  type Ending,
  type FailureSignature,
  type PodSnapshot,
  signatureOf,
  templateOf,
  workloadOf,
} from '@podline/domain';
import type { StoredTail } from '@podline/store';
import type { KeptLines } from './kept-lines.ts';

export interface Signing {
  readonly pod: string;
  readonly container: string;
  /** Null: it runs. */
  readonly ending: Ending | null;
  readonly family: string;
}

/** What the pod is one of: its workload, of a CronJob's the CronJob; a pod that nobody controls is one of itself. */
export function familyOf(pod: PodSnapshot): string {
  const workload = workloadOf(pod);
  const { kind, name } = workload === null ? { kind: 'Pod', name: pod.name } : templateOf(workload);
  return `${pod.namespace}/${kind}/${name}`;
}

/** Of lines that were masked: nothing else is in it. */
export const signed = (
  { ending, ...run }: Signing,
  outcome: StoredTail['outcome'],
  { lines }: KeptLines,
): FailureSignature | null =>
  ending &&
  signatureOf({
    ...run,
    ending,
    lines: outcome === 'kept' ? lines.map(([, text]) => text) : null,
  });
