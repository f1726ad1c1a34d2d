/**
 * The live feed, as socket.io events on the default namespace.
 *
 * A page opens views. For each it gets one `snapshot`, then `delta`s: the first continues the snapshot's `seq`, each next one
 * the `toSeq` before it. A delta whose `fromSeq` is not the seq the page has means that something was missed: the page opens
 * the view again. A new `epoch` means another log: everything kept is void.
 */
import type { Gap, RecordedTransition, Seq } from '@podline/domain';
import * as v from 'valibot';
import type { ClusterStatus } from './cluster-status.ts';
import type { Problem } from './errors.ts';
import type { NowState } from './now.ts';
import type { PodEvidence } from './pod-evidence.ts';
import type { PodRow } from './pod-row.ts';
import { FacetsQuery, type FacetsState, PodsQuery, type PodsState } from './pods-view.ts';

/** Kubernetes names: DNS-1123 subdomains. */
const name = v.pipe(v.string(), v.maxLength(253), v.regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/));
const uid = v.pipe(v.string(), v.maxLength(64), v.regex(/^[A-Za-z0-9-]+$/));

/** What a page may open. `uid` null asks for the newest pod of that name. */
export const ViewQuery = v.variant('kind', [
  PodsQuery,
  FacetsQuery,
  v.strictObject({ kind: v.literal('now') }),
  v.strictObject({ kind: v.literal('pod'), namespace: name, name, uid: v.nullable(uid) }),
]);
export type ViewQuery = v.InferOutput<typeof ViewQuery>;

/** `id` is the page's own number for this view. `have` is what it kept of it, for a resume. */
export const OpenView = v.strictObject({
  id: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000)),
  query: ViewQuery,
  have: v.nullable(
    v.strictObject({
      epoch: v.pipe(v.string(), v.maxLength(64)),
      seq: v.pipe(v.number(), v.integer(), v.minValue(0)),
    }),
  ),
});
export type OpenView = v.InferOutput<typeof OpenView>;

export const CloseView = v.strictObject({ id: v.pipe(v.number(), v.integer()) });
export type CloseView = v.InferOutput<typeof CloseView>;

export interface PodState {
  readonly kind: 'pod';
  readonly row: PodRow;
  readonly transitions: readonly RecordedTransition[];
  readonly gaps: readonly Gap[];
  readonly evidence: PodEvidence;
  /** Another pod that took this name since; null when this is the newest. */
  readonly successorUid: string | null;
}

export interface ViewSnapshot {
  readonly id: number;
  readonly epoch: string;
  readonly seq: Seq;
  readonly state: ViewState;
}

export type ViewState = PodsState | PodState | FacetsState | NowState;

/** For a pod view that resumes, the first message is a delta from the seq it had. */
export interface ViewDelta {
  readonly id: number;
  readonly epoch: string;
  readonly fromSeq: Seq;
  readonly toSeq: Seq;
  /** Pods view: rows that are new in its window or changed. Pod view: its one row when it changed. */
  readonly rows: readonly PodRow[];
  /** Pods view: uids that left its window. */
  readonly gone: readonly string[];
  /** Pods view: all uids of its window in order, when that changed. */
  readonly order?: readonly string[];
  /** Pods view: `total` and `ofAll` of its state, when one of them changed. */
  readonly totals?: readonly [total: number, ofAll: number];
  /** Now: the whole state in place of the one before. */
  readonly now?: NowState;
  /** Pod view: what was recorded of it since. */
  readonly transitions: readonly RecordedTransition[];
  readonly gaps: readonly Gap[];
  /** Pod view: all of it, when something of it changed. */
  readonly evidence?: PodEvidence;
  readonly successorUid: string | null;
}

export interface ViewRefused {
  readonly id: number;
  readonly problem: Problem;
}

export interface ServerToClient {
  cluster: (status: ClusterStatus) => void;
  snapshot: (snapshot: ViewSnapshot) => void;
  delta: (delta: ViewDelta) => void;
  refused: (refused: ViewRefused) => void;
  /** The server is about to end; it is there again, or another, within about `retryInMs`. */
  restarting: (restart: { readonly retryInMs: number }) => void;
}

/** Payloads are checked against the schemas above; a message that does not fit ends the connection. */
export interface ClientToServer {
  open: (view: OpenView) => void;
  close: (view: CloseView) => void;
}
