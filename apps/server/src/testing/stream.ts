/** A stream that gives what it is told to, when it is told to. */

export interface Stream<T> extends AsyncIterable<T> {
  give(...items: readonly T[]): void;
  fail(error: Error): void;
  end(): void;
  /** Whether the reader said that it wants no more. */
  readonly isReturned: boolean;
}

export function stream<T>(): Stream<T> {
  const given: T[] = [];
  let ending: { readonly error: Error | null } | null = null;
  let wake = (): void => {};
  let isReturned = false;
  const change = (act: () => void): void => {
    act();
    wake();
  };
  const next = async (): Promise<IteratorResult<T, undefined>> => {
    while (given.length === 0 && ending === null) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const item = given.shift();
    if (item !== undefined) return { done: false, value: item };
    if (ending?.error != null) throw ending.error;
    return { done: true, value: undefined };
  };
  return {
    give: (...items) => change(() => given.push(...items)),
    fail: (error) =>
      change(() => {
        ending = { error };
      }),
    end: () =>
      change(() => {
        ending = { error: null };
      }),
    get isReturned() {
      return isReturned;
    },
    [Symbol.asyncIterator]: () => ({
      next,
      return: async () => {
        isReturned = true;
        return { done: true, value: undefined };
      },
    }),
  };
}
