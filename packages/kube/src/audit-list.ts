/** Which objects there are and in which version: to compare what is known with what the cluster has. */
import { record, text } from './api-json.ts';
import { collectionPath } from './api-path.ts';
import type { Cluster } from './cluster.ts';
import { type Result, success } from './errors.ts';
import { type ListPage, listPage, PAGE_SIZE } from './list.ts';
import { listGateOf } from './list-gate.ts';
import { processTurns } from './turns.ts';

/** Metadata alone is a fraction of a pod; a server that does not know this form answers with whole objects. */
const METADATA =
  'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

/** Without a uid there is nothing to compare; an object is never so large in metadata alone but for its annotations. */
const MAX_OBJECT_BYTES = 16 * 1024 * 1024;

export interface ListedVersions {
  /** Of the list itself: what changed later is not in it. */
  readonly resourceVersion: string;
  /** By uid. */
  readonly versions: ReadonlyMap<string, string>;
}

/**
 * The versions of all objects at one moment, the newest there is. Whole or not at all: a page that fails, or a list that
 * expires between two pages (`expired`), fails it, and whoever audits asks again at the next time.
 * @throws RangeError at once for a namespace that is no DNS-1123 label.
 */
export async function listVersions(options: {
  readonly cluster: Cluster;
  readonly resource: 'pods' | 'events';
  /** Null: all namespaces. */
  readonly namespace: string | null;
  readonly signal: AbortSignal;
}): Promise<Result<ListedVersions>> {
  const { cluster, signal } = options;
  const path = collectionPath(options.resource, options.namespace);
  const leave = await listGateOf(cluster).enter(signal);
  try {
    const versions = new Map<string, string>();
    let continueToken: string | null = null;
    for (;;) {
      const page: Result<ListPage<Version>> = await listPage<Version>({
        ...{ cluster, path, signal, turns: processTurns, maxObjectBytes: MAX_OBJECT_BYTES },
        query: { limit: PAGE_SIZE, continue: continueToken },
        accept: METADATA,
        item: versionOf,
        oversized: (head) => [head.object?.uid ?? null, head.resourceVersion],
      });
      if (!page.ok) return page;
      const { items, resourceVersion } = page.value;
      for (const [uid, version] of items)
        if (uid !== null && version !== null) versions.set(uid, version);
      ({ continueToken } = page.value);
      if (continueToken === null) return success({ resourceVersion, versions });
    }
  } finally {
    leave();
  }
}

/** Null where it could not be read. */
type Version = readonly [uid: string | null, resourceVersion: string | null];

function versionOf(object: unknown): Version {
  const metadata = record(record(object)['metadata']);
  return [text(metadata['uid']), text(metadata['resourceVersion'])];
}
