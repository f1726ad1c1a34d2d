/** One page of a list. */
import { record, text } from './api-json.ts';
import { withDeadline } from './clock.ts';
import type { Cluster } from './cluster.ts';
import { failureUnder } from './connection.ts';
import { failed, protocolFailure, type Result, success } from './errors.ts';
import { itemSplitter } from './json-items.ts';
import { type ObjectHead, objectHead } from './object-head.ts';
import type { Turns } from './turns.ts';

/** client-go's page size (`tools/pager/pager.go`). */
export const PAGE_SIZE = 500;
const PAGE_DEADLINE_MS = 60_000;

export interface ListPage<I> {
  readonly items: readonly I[];
  /** The same on every page of one list. */
  readonly resourceVersion: string;
  /** Null on the last page. */
  readonly continueToken: string | null;
}

export interface ListOptions<I> {
  readonly cluster: Cluster;
  readonly path: string;
  readonly query: Readonly<Record<string, string | number | null>>;
  readonly accept?: string;
  /** Items of a list have no `kind`. */
  readonly item: (object: unknown) => I;
  /** In place of an item that is longer than `maxObjectBytes`. */
  readonly oversized: (head: ObjectHead, bytes: number) => I;
  readonly maxObjectBytes: number;
  readonly turns: Turns;
  readonly signal: AbortSignal;
}

/**
 * A page as the query asks for it, in a minute or not at all. Of the answer no more than one item is held at a time.
 * An `expired` failure means that the whole list must begin anew.
 */
export async function listPage<I>(options: ListOptions<I>): Promise<Result<ListPage<I>>> {
  const { cluster, path, query, accept } = options;
  return withDeadline(cluster.clock, PAGE_DEADLINE_MS, options.signal, async (signal) => {
    const asJson = accept === undefined ? {} : { accept };
    const answer = await cluster.request(path, { query, signal, ...asJson });
    if (!answer.ok) return answer;
    const { tried, body } = answer.value;
    try {
      return pageOf(await readItems(body, options), options.item, tried);
    } catch (error) {
      return failed(
        error instanceof SyntaxError
          ? protocolFailure(`The answer of ${cluster.server} is no JSON.`, tried, error)
          : failureUnder(signal, error, tried),
      );
    }
  });
}

interface Answered<I> {
  readonly items: readonly I[];
  readonly envelope: unknown;
}

async function readItems<I>(
  body: AsyncIterable<Uint8Array>,
  { item, oversized, maxObjectBytes, turns }: ListOptions<I>,
): Promise<Answered<I>> {
  const splitter = itemSplitter(maxObjectBytes);
  const items: I[] = [];
  for await (const chunk of body)
    for (const piece of splitter.push(chunk)) {
      await turns.due();
      if (piece.kind === 'whole') items.push(item(JSON.parse(piece.text)));
      else items.push(oversized(objectHead(piece.head), piece.bytes));
    }
  return { items, envelope: JSON.parse(splitter.envelope()) };
}

function pageOf<I>(
  { items, envelope }: Answered<I>,
  item: (object: unknown) => I,
  tried: string,
): Result<ListPage<I>> {
  const { items: others, metadata } = record(envelope);
  const resourceVersion = text(record(metadata)['resourceVersion']);
  // An empty list of a Go server may be `"items": null`.
  const isList = Array.isArray(others) || others === null;
  if (!isList || resourceVersion === null)
    return failed(
      protocolFailure('The answer is no list with items and a resourceVersion.', tried),
    );
  return success({
    // What is no object is no item of a Kubernetes list; it is counted with those that cannot be read.
    items: [...items, ...(others ?? []).map(item)],
    resourceVersion,
    continueToken: text(record(metadata)['continue']),
  });
}
