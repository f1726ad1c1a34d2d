/** A workload as its page and scripts see it: see `WorkloadState`. */
import {
  type PodRow,
  WORKLOAD_LIMITS,
  type WorkloadPod,
  type WorkloadRevision,
  type WorkloadState,
} from '@podline/contract';
import { type Millis, millis, revisionsOf, type Seq, startSpreads } from '@podline/domain';
import type { LivePods } from './live-pods.ts';
import { type Digest, WorkloadDigests } from './workload-digests.ts';
import { membersOf, type WorkloadRef } from './workload-members.ts';

export interface WorkloadView {
  /** Null when no pod of it is known. `since`: tell only of pods of which something was recorded after it; null: of all. */
  state(ref: WorkloadRef, since: Seq | null): Promise<WorkloadState | null>;
}

export function workloadView(
  live: Pick<LivePods, 'epoch' | 'seq' | 'keptSince' | 'rows' | 'transitions' | 'gaps' | 'log'>,
  now: () => Millis,
): WorkloadView {
  const digests = new WorkloadDigests({
    transitions: live.transitions,
    gaps: live.gaps,
    now,
  });
  return {
    async state(ref, since) {
      // Taken first: what comes while the log is read is told next time.
      const { epoch } = live;
      const seq = live.seq();
      const keptSince = live.keptSince?.() ?? 0;
      const log = await live.log();
      const { rows, isCut } = await membersOf(ref, live.rows(), log, WORKLOAD_LIMITS.pods);
      const oldest = rows.at(-1);
      if (oldest === undefined) return null;
      const uids = rows.map(({ uid }) => uid);
      const [newest, gaps] = await Promise.all([
        log.newestSeqs(uids),
        log.gapsBetween(ref.namespace, oldest.createdAt, null),
      ]);
      const blind = `${gaps.length} ${gaps.at(-1)?.to} ${keptSince}`;
      const found = await digests.of(rows, ({ uid }) => `${newest.get(uid)} ${blind}`);
      const isNews = ({ uid }: PodRow): boolean =>
        since === null || since < keptSince || (newest.get(uid) ?? 0) > since;
      return { epoch, seq, ...ref, ...toldOf(rows, found, isNews), isCut };
    },
  };
}

/** `digests` are of `rows`, in their order; told are the pods that are news. */
export function toldOf(
  rows: readonly PodRow[],
  digests: readonly Digest[],
  isNews: (row: PodRow) => boolean,
): Pick<WorkloadState, 'revisions' | 'uids' | 'pods'> {
  return {
    revisions: revisionsWith(rows, digests),
    uids: rows.map(({ uid }) => uid),
    pods: rows.flatMap((row, index): readonly WorkloadPod[] => {
      const digest = digests[index];
      return digest === undefined || !isNews(row) ? [] : [podOf(row, digest)];
    }),
  };
}

const revisionOf = ({ workload }: PodRow): string | null => workload?.revision ?? null;

function revisionsWith(
  rows: readonly PodRow[],
  digests: readonly Digest[],
): readonly WorkloadRevision[] {
  const members = rows.map((row, index) => ({
    revision: revisionOf(row),
    createdAt: millis(row.createdAt),
    deletedAt: row.deletedAt,
    facts: digests[index]?.facts ?? [],
  }));
  return revisionsOf(members).map((revision) => {
    const own = members.filter((member) => member.revision === revision.revision);
    const starts = startSpreads(own.map(({ facts }) => facts));
    return { ...revision, pods: own.length, starts };
  });
}

function podOf(row: PodRow, { from, lanes, stages }: Digest): WorkloadPod {
  const { uid, namespace, name, node, createdAt, deletedAt } = row;
  const { ready, status, statusSentence, restarts, stuck } = row;
  const state = { ready, status, statusSentence, restarts, stuck };
  const revision = revisionOf(row);
  return {
    uid,
    namespace,
    name,
    node,
    createdAt,
    deletedAt,
    ...state,
    revision,
    from,
    lanes,
    stages,
  };
}
