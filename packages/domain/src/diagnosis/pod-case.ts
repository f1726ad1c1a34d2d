/** All that a diagnosis may look at. */
import type { KubeletEvent } from '../image-pull.ts';
import type { PodSnapshot } from '../pod-snapshot.ts';
import type { Patience } from '../stuck.ts';
import type { DurationMs, Millis } from '../time.ts';
import type { Gap, Transition } from '../transition.ts';
import type { Surroundings } from './surroundings.ts';

export interface PodCase {
  /** As last seen. */
  readonly snapshot: PodSnapshot;
  readonly transitions: readonly Transition[];
  readonly gaps: readonly Gap[];
  /** Of this pod, in order of time. */
  readonly events: readonly EvidenceEvent[];
  readonly logs?: readonly LogTail[];
  /** Missing: nobody looked beyond the pod. */
  readonly surroundings?: Surroundings;
  readonly now: Millis;
  readonly patience?: Patience;
  /** What is usual for containers of this template, by container; missing: not known. */
  readonly usual?: Readonly<Record<string, Usual>>;
}

/** A Kubernetes Event of the pod. */
export interface EvidenceEvent extends KubeletEvent {
  readonly uid: string;
  /** `Normal` or `Warning`. */
  readonly type: string;
  readonly count: number;
  /** When it happened first, where that is told. */
  readonly firstAt?: Millis;
  /** Who says so, e.g. `kubelet`; null where it does not say. */
  readonly component?: string | null;
}

/** The end of what one attempt wrote. */
export interface LogTail {
  readonly container: string;
  readonly attempt: number;
  /** Oldest first, without line ends. */
  readonly lines: readonly string[];
}

/** What runs of this container took in other pods of its template. */
export interface Usual {
  readonly p50Ms: DurationMs;
  readonly p95Ms: DurationMs;
  readonly starts: number;
  /** The revision in which it last did its work; null where it never did. */
  readonly succeededIn?: string | null;
}
