/** One page of a list. */
import { record, text } from './api-json.ts';
import type { Cluster } from './cluster.ts';
import { failed, protocolFailure, type Result, success } from './errors.ts';

/** client-go's page size (`tools/pager/pager.go`). */
const PAGE_SIZE = 500;
const PAGE_DEADLINE_MS = 60_000;

export interface ListPage {
  /** API objects; items of a list have no `kind`. */
  readonly items: readonly unknown[];
  /** The same on every page of one list. */
  readonly resourceVersion: string;
  /** Null on the last page. */
  readonly continueToken: string | null;
}

/**
 * A page of the newest state (no resourceVersion: a recorder must not go back in time), or the page that a continue
 * token leads to. An `expired` failure means that the whole list must begin anew.
 */
export async function listPage(options: {
  readonly cluster: Cluster;
  readonly path: string;
  readonly continueToken: string | null;
  readonly signal: AbortSignal;
}): Promise<Result<ListPage>> {
  const answer = await options.cluster.requestJson(options.path, {
    query: { limit: PAGE_SIZE, continue: options.continueToken },
    signal: options.signal,
    deadlineMs: PAGE_DEADLINE_MS,
  });
  if (!answer.ok) return answer;
  const { tried, json } = answer.value;
  const { items, metadata } = record(json);
  const resourceVersion = text(record(metadata)['resourceVersion']);
  // An empty list of a Go server may be `"items": null`.
  const isList = Array.isArray(items) || items === null;
  if (!isList || resourceVersion === null)
    return failed(
      protocolFailure('The answer is no list with items and a resourceVersion.', tried),
    );
  return success({
    items: items ?? [],
    resourceVersion,
    continueToken: text(record(metadata)['continue']),
  });
}
