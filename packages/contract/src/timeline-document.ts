/** The export format: what `podline replay DIR --format json` and the REST API give. Times are RFC 3339 in UTC; null is known to be absent. */
import type {
  EvidenceRef,
  FindingCode,
  LaneRole,
  Seen,
  SharedVolume,
  WaitsFor,
  Workload,
} from '@podline/domain';

export interface TimelineDocument {
  readonly version: 1;
  readonly cluster: string;
  readonly generatedAt: string;
  readonly gaps: readonly { readonly from: string; readonly to: string; readonly cause: string }[];
  readonly pods: readonly PodDocument[];
}

export interface PodDocument {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly node: string | null;
  readonly createdAt: string;
  readonly deletedAt: string | null;
  readonly workload: Workload | null;
  readonly ready: string;
  readonly status: string;
  /** As kubectl prints it: `9 (14s ago)`. */
  readonly restarts: string;
  readonly stuck: {
    readonly since: string;
    readonly container: string | null;
    readonly because: string;
    /** Containers that wait for it, in start order: they are not to blame. */
    readonly heldUp: readonly string[];
  } | null;
  readonly lanes: readonly LaneDocument[];
  readonly conditions: readonly {
    readonly type: string;
    readonly status: string;
    readonly reason: string | null;
    readonly message: string | null;
    readonly at: string | null;
  }[];
  readonly startup: readonly {
    readonly stage: string;
    readonly container: string | null;
    readonly from: string;
    readonly to: string | null;
    /** Whether it delayed the pod: critical stages follow each other without a hole. */
    readonly critical: boolean;
    /** Of a pull that is over, where its event told it; milliseconds. */
    readonly pull?: { readonly queueMs: number | null; readonly transferMs: number };
  }[];
  readonly events: readonly {
    readonly at: string | null;
    readonly type: string;
    readonly reason: string;
    readonly container: string | null;
    readonly count: number;
    readonly message: string;
  }[];
  readonly findings: readonly FindingDocument[];
}

export interface LaneDocument {
  readonly container: string;
  readonly role: LaneRole;
  readonly roleBecause: string;
  readonly position: number;
  /** Volumes that other containers mount too, each with those others. */
  readonly sharedVolumes: readonly SharedVolume[];
  readonly attempts: readonly {
    /** restartCount of the run. */
    readonly number: number;
    readonly containerId: string | null;
    readonly startedAt: string | null;
    readonly finishedAt: string | null;
    readonly exitCode: number | null;
    readonly signal: number | null;
    readonly reason: string | null;
    readonly message: string | null;
    readonly seen: Seen;
  }[];
  readonly unobserved: readonly {
    readonly from: string;
    readonly to: string | null;
    readonly attempts: number;
  }[];
  readonly waits: readonly {
    readonly from: string;
    readonly to: string | null;
    readonly reason: string | null;
    readonly message: string | null;
    /** What the reason means at this stage of the pod's life; `container` names the one that holds it up. */
    readonly waitsFor: WaitsFor;
  }[];
  readonly backOffs: readonly {
    readonly from: string;
    readonly to: string | null;
    readonly notBefore: string | null;
  }[];
  readonly ready: readonly { readonly from: string; readonly to: string | null }[];
}

/** A cause, by name: docs/findings.md lists the codes. The first of a pod is the cause; the others go with it. */
export interface FindingDocument {
  readonly code: FindingCode;
  readonly severity: 'info' | 'warning' | 'critical';
  /** The container to blame; null for the pod, its node, or what surrounds it. */
  readonly container: string | null;
  /** Since when it has been so. */
  readonly since: string | null;
  /** The thing outside of the pod that is missing or does not answer, the same in every pod with this cause. */
  readonly subject: string | null;
  readonly title: string;
  /** Names from outside the pod stand in backticks. */
  readonly sentence: string;
  readonly evidence: readonly EvidenceDocument[];
  /** Commands to copy. */
  readonly next: readonly string[];
  readonly docs: string;
}

export interface EvidenceDocument {
  readonly at: string | null;
  readonly kind: 'status' | 'event' | 'log' | 'spec' | 'transition';
  readonly text: string;
  /** The key of a transition, the uid of an event, or the attempt of a log. */
  readonly ref: EvidenceRef | null;
}
