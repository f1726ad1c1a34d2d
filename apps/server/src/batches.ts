/** Takes from a stream whatever is there already, so that a burst costs one commit and a single event waits for nobody. */

/**
 * Arrays of one to `limit` items, in order. An array ends as soon as the stream makes us wait, or at the limit. An error of the
 * stream comes after the items before it.
 */
export async function* batches<T extends object>(
  source: AsyncIterable<T>,
  limit: number,
): AsyncGenerator<readonly T[]> {
  const iterator = source[Symbol.asyncIterator]();
  const pull = (): Promise<IteratorResult<T>> => {
    const next = iterator.next();
    // It may fail while our reader is busy with the batch before: it is awaited, and so heard of, a little later.
    next.catch(() => undefined);
    return next;
  };
  try {
    let next = pull();
    for (let first = await next; first.done !== true; first = await next) {
      const batch: T[] = [];
      for (let item: T | null = first.value; item !== null; ) {
        batch.push(item);
        next = pull();
        item = batch.length >= limit ? null : await itemAtOnce(next);
      }
      yield batch;
    }
  } finally {
    // Not awaited: a source that is waiting for its next item returns after that, which may be minutes away, and whoever
    // reads us stops because of something that has to be told now. What its end fails with concerns nobody any more.
    iterator.return?.().catch(() => undefined);
  }
}

/** The next item; null at the end, or when it does not come at once, or failed meanwhile. */
function itemAtOnce<T>(next: Promise<IteratorResult<T>>): Promise<T | null> {
  const unlessFailed = next.then(itemIn, () => null);
  return Promise.race([unlessFailed, oneTurn()]);
}

const itemIn = <T>(result: IteratorResult<T>): T | null =>
  result.done === true ? null : result.value;

/** Two turns: the first lets a chunk that has arrived be read, the second the lines of it. */
const oneTurn = (): Promise<null> =>
  new Promise((resolve) => setImmediate(() => setImmediate(resolve, null)));
