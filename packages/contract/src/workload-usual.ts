/** What is usual for the pods of one template: how long their starts took, by revision, and since when they have been slower. */
import type { Millis, SlowerSince, UsualStage } from '@podline/domain';

export interface WorkloadUsual {
  readonly namespace: string;
  /** Of the template: of a CronJob's Job, the CronJob. */
  readonly kind: string;
  readonly name: string;
  /** Counted starts, of all revisions; at most the newest 500. */
  readonly starts: number;
  /** From so many starts on a revision is measured by itself, and patience follows what is usual. */
  readonly enough: number;
  /** What a pod of the revision that was asked for is measured by; without one, of the newest. */
  readonly usual: { readonly starts: number; readonly stages: readonly UsualStage[] };
  /** The newest first. */
  readonly revisions: readonly RevisionUsual[];
  /** The one that lost most time first. */
  readonly slowerSince: readonly SlowerSince[];
}

export interface RevisionUsual {
  /** Null where nothing tells one from another. */
  readonly revision: string | null;
  /** When the first of its counted pods was created. */
  readonly firstAt: Millis;
  readonly starts: number;
  readonly stages: readonly UsualStage[];
}
