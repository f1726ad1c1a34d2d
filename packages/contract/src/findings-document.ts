/** The findings of one pod: what `GET /api/pods/:namespace/:name/findings` gives and `podline explain` prints. Times are RFC 3339 in UTC. */
import type { FindingDocument, PodDocument } from './timeline-document.ts';

export interface FindingsDocument {
  readonly version: 1;
  readonly generatedAt: string;
  /** kubectl's columns, as in the timeline document. */
  readonly pod: Pick<
    PodDocument,
    'uid' | 'namespace' | 'name' | 'ready' | 'status' | 'restarts' | 'deletedAt'
  >;
  /** Ranked: the first is the cause; empty for a pod that is fine. */
  readonly findings: readonly FindingDocument[];
}
