/** A workload as it was at a moment: its pods of then, those gone by then with them, and what each had done. */
import { type PodRow, WORKLOAD_LIMITS, type WorkloadState } from '@podline/contract';
import { gapsAt, type Millis, seq, transitionsAt } from '@podline/domain';
import type { LogReading } from '@podline/store';
import type { LivePods } from './live-pods.ts';
import type { Past } from './past.ts';
import { type Digest, digestOfPod } from './workload-digests.ts';
import { membersOf, type WorkloadRef } from './workload-members.ts';
import { toldOf } from './workload-view.ts';

export interface PastWorkloadParts {
  readonly live: Pick<LivePods, 'epoch' | 'seq' | 'transitions' | 'gaps' | 'log'>;
  readonly past: Pick<Past, 'rowsAt'>;
}

/** Histories that are read at a time. */
const AT_ONCE = 16;

/**
 * Null when no pod of it was known by then. Nothing that came to be known afterwards counts, in the starts neither. `at` is a whole
 * second. @throws StoreError
 */
export async function workloadAt(
  { live, past }: PastWorkloadParts,
  ref: WorkloadRef,
  at: Millis,
): Promise<WorkloadState | null> {
  const head = { epoch: live.epoch, seq: live.seq(), ...ref };
  const log = await live.log();
  const there = await past.rowsAt(at);
  const gone: Pick<LogReading, 'gonePodsNamed'> = {
    gonePodsNamed: ({ namespace, prefix, most }) =>
      log.past.gone({
        before: at,
        after: null,
        namespaces: [namespace],
        name: prefix,
        limit: most,
      }),
  };
  const { rows, isCut } = await membersOf(ref, there.rows, gone, WORKLOAD_LIMITS.pods);
  if (rows.length === 0) return null;
  const told = toldOf(rows, await digestsAt(rows, live, at), () => true);
  const whole = there.isComplete ? {} : { isComplete: false };
  return { ...head, ...told, isCut, ...whole };
}

async function digestsAt(
  rows: readonly PodRow[],
  live: PastWorkloadParts['live'],
  at: Millis,
): Promise<readonly Digest[]> {
  const one = async (row: PodRow): Promise<Digest> => {
    const [all, gaps] = await Promise.all([live.transitions(row.uid, seq(0)), live.gaps(row)]);
    return digestOfPod(transitionsAt(all, at, gaps), gapsAt(gaps, at), at);
  };
  const digests: Digest[] = [];
  for (let first = 0; first < rows.length; first += AT_ONCE) {
    digests.push(...(await Promise.all(rows.slice(first, first + AT_ONCE).map(one))));
  }
  return digests;
}
