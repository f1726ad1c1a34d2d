/** What goes into the log and what comes out, beside the domain's own words. */
import type {
  Known,
  Millis,
  RecordedTransition,
  ScopedGap,
  Seq,
  Transition,
} from '@podline/domain';

/** A transition and the pod it is a fact of. */
export interface TransitionOfPod {
  readonly uid: string;
  readonly transition: Transition;
}

/** A pod as the log keeps it. */
export interface StoredPod {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly createdAt: Millis;
  /** Null while the pod is there, as far as is known. */
  readonly deletedAt: Millis | null;
  readonly known: Known;
}

/** Up to where the cluster was seen; `scope` is a namespace, or '' for all of them. */
export interface Checkpoint {
  readonly scope: string;
  readonly resourceVersion: string;
  readonly observedAt: Millis;
}

/** Written together. Some five hundred transitions are a good size: more only makes the others wait. */
export interface Batch {
  /** The pod of each is among `pods`, or was in an earlier batch. */
  readonly transitions: readonly TransitionOfPod[];
  /** Written over what the log has of them. */
  readonly pods: readonly StoredPod[];
  readonly checkpoint: Checkpoint | null;
  readonly gaps: readonly ScopedGap[];
}

export interface Appended {
  /** Only those that were new, by seq. */
  readonly transitions: readonly {
    readonly uid: string;
    readonly transition: RecordedTransition;
  }[];
  readonly lastSeq: Seq;
}

export interface Loaded {
  /** Whoever has seen less than this may lack what retention has let go of since; 0 when it never let go of anything. */
  readonly keptSince: Seq;
  /** Those not known to be deleted, by uid. */
  readonly pods: readonly StoredPod[];
  readonly checkpoints: readonly Checkpoint[];
  readonly lastSeq: Seq;
}
