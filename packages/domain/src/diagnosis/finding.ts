/** A finding: a cause by name, whom it blames, by what evidence, and what to do next. */
import type { Millis } from '../time.ts';
import type { FindingCode } from './codes.ts';

/**
 * `critical`: it does not come up, or has failed, and waiting does not mend it. `warning`: something is wrong while the pod works, or may
 * pass. `info`: worth knowing; nothing to do yet, or no longer.
 */
export type Severity = 'info' | 'warning' | 'critical';

export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** The container to blame; null for the pod, its node, or what surrounds it. */
  readonly container: string | null;
  /** Since when it has been so; null where nothing tells. */
  readonly since: Millis | null;
  /**
   * The thing outside of the pod that is missing or does not answer: `ConfigMap shop/app-config`, `image acme/web:2`, `node node-1`. The
   * same in every pod with the same cause; null where there is none.
   */
  readonly subject: string | null;
  /** A few words, without a full stop. */
  readonly title: string;
  /** Plain words with the real names and numbers. Names from outside the pod stand in backticks. */
  readonly sentence: string;
  /** The weightiest first. */
  readonly evidence: readonly Evidence[];
  /** Commands to copy, the most telling first. */
  readonly next: readonly string[];
  /** A page of kubernetes.io. */
  readonly docs: string;
}

export interface Evidence {
  /** Null where the cluster gives no time. */
  readonly at: Millis | null;
  readonly kind: 'status' | 'event' | 'log' | 'spec' | 'transition';
  readonly text: string;
  /** Its place: the key of a transition, the uid of an event, the attempt of a log. Null where it has none. */
  readonly ref: EvidenceRef | null;
}

export type EvidenceRef =
  | { readonly transition: string }
  | { readonly event: string }
  | { readonly container: string; readonly attempt: number };
