/** What a run left behind, from each side: what the validators judge. */
import type { Gap, Known, RecordedTransition, ScopedGap } from '@podline/domain';
import type { Exit, ProcessFacts } from './child.ts';
import type { ClientHistory } from './page-client.ts';

/** What is wrong, in a sentence. An empty list: nothing is. */
export type Violations = readonly string[];

/** The ground truth of a replay server, pods only; its own types fit these. */
export interface Truth {
  /** In the order of the cluster. */
  readonly changes: readonly TrueChange[];
  /** In the order of arrival. */
  readonly requests: readonly TrueRequest[];
  /** What each request was sent, in order. */
  readonly sent: readonly Sent[];
}

export interface TrueChange {
  readonly at: number;
  readonly resource: string;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly resourceVersion: number;
  /** The object, JSON. */
  readonly text: string;
}

export interface TrueRequest {
  readonly id: number;
  readonly at: number;
  readonly kind: string;
  readonly resource: string | null;
  readonly namespace: string | null;
  /** Without the question mark. */
  readonly query: string;
  readonly status: number | null;
  readonly endedAt: number | null;
}

export interface Sent {
  readonly at: number;
  readonly request: number;
  /** ADDED, MODIFIED, DELETED, BOOKMARK, ERROR, LIST … */
  readonly type: string;
  readonly object: { readonly uid: string } | null;
  /** Of the object or the list; of a bookmark where it is known. */
  readonly resourceVersion: string | null;
  readonly whole: boolean;
}

/** The database, read by another library than the product's. */
export interface Database {
  readonly epoch: string;
  /** In order of seq, all clusters. */
  readonly transitions: readonly StoredTransition[];
  readonly pods: readonly StoredPod[];
  readonly gaps: readonly ScopedGap[];
  /** What `PRAGMA integrity_check` and `foreign_key_check` found wrong. */
  readonly damage: readonly string[];
}

export interface StoredTransition extends RecordedTransition {
  readonly clusterId: string;
  readonly uid: string;
}

export interface StoredPod {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly deletedAt: number | null;
  readonly known: Known;
}

/** What the process was seen to be. */
export interface ProcessEvidence {
  /** At rest, before the faults; null where nothing was measured. */
  readonly before: ProcessFacts | null;
  /** At rest again, after them. */
  readonly after: ProcessFacts | null;
  /** How it ended by itself; null while it runs or when the test ended it. */
  readonly exit: Exit | null;
  readonly output: string;
}

/** A time in which something was so, and what the page must be told of it. */
export interface Trouble {
  readonly kind: 'cluster' | 'recording';
  readonly from: number;
  /** Null: to the end. */
  readonly to: number | null;
  /** How soon the page must be told, ms: of the beginning and of the end. */
  readonly toldWithinMs: number;
  readonly overWithinMs: number;
}

export interface Evidence {
  readonly truth: Truth;
  readonly database: Database;
  readonly clients: readonly ClientHistory[];
}

export type { ClientHistory };
