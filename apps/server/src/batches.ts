/** Takes from a stream whatever is there already, so that a burst costs one commit and a single event waits for nobody. */

export interface BatchRules<T> {
  /** Items at most, brackets apart. */
  readonly limit: number;
  /** An array never ends between an item that opens a bracket and the one that closes it. */
  readonly bracket: (item: T) => 'opens' | 'closes' | null;
}

/** Arrays of at least one item, in order. An array ends as soon as the stream makes us wait, or at the limit. */
export async function* batches<T extends object>(
  source: AsyncIterable<T>,
  rules: BatchRules<T>,
): AsyncGenerator<readonly T[]> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    let next = iterator.next();
    for (let first = await next; first.done !== true; first = await next) {
      const batch: T[] = [];
      let isOpen = false;
      for (let item: T | null = first.value; item !== null; ) {
        batch.push(item);
        isOpen = rules.bracket(item) === null ? isOpen : rules.bracket(item) === 'opens';
        next = iterator.next();
        const mayEnd: boolean = !isOpen;
        item = mayEnd && batch.length >= rules.limit ? null : await itemOf(next, mayEnd);
      }
      yield batch;
    }
  } finally {
    // An aborted source may already have ended; its return() then does nothing.
    await iterator.return?.();
  }
}

/** The next item; null at the end, or when it does not come at once and need not be waited for. */
async function itemOf<T>(next: Promise<IteratorResult<T>>, mayWait: boolean): Promise<T | null> {
  const item = mayWait ? await Promise.race([next, oneTurn()]) : await next;
  return item === NOTHING_YET || item.done === true ? null : item.value;
}

const NOTHING_YET = Symbol('nothing came within a turn of the event loop');

/** Two turns: the first lets a chunk that has arrived be read, the second the lines of it. */
const oneTurn = (): Promise<typeof NOTHING_YET> =>
  new Promise((resolve) => setImmediate(() => setImmediate(resolve, NOTHING_YET)));
