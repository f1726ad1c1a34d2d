import { expect, test } from 'vitest';
import { batches } from './batches.ts';
import { stream } from './testing/stream.ts';

interface Item {
  readonly of: string;
}
const items = (letters: string): readonly Item[] => [...letters].map((of) => ({ of }));

const cut: readonly (readonly [
  name: string,
  given: string,
  limit: number,
  batches: readonly string[],
])[] = [
  ['what is there already comes together', 'abcd', 10, ['abcd']],
  ['a batch ends at the limit', 'abcde', 2, ['ab', 'cd', 'e']],
  ['nothing gives no batch', '', 10, []],
];
for (const [name, given, limit, expected] of cut) {
  test(name, async () => {
    const source = stream<Item>();
    source.give(...items(given));
    source.end();
    const found: string[] = [];
    for await (const batch of batches(source, limit)) {
      found.push(batch.map(({ of }) => of).join(''));
    }
    expect(found).toEqual(expected);
  });
}

test('a single event waits for nobody', async () => {
  const source = stream<Item>();
  const reader = batches(source, 10);
  const first = reader.next();
  source.give({ of: 'a' });
  expect((await first).value).toEqual(items('a'));
  const second = reader.next();
  source.give({ of: 'b' });
  expect((await second).value).toEqual(items('b'));
});

test('what came before an error is given before it', async () => {
  const source = stream<Item>();
  const reader = batches(source, 10);
  source.give(...items('ab'));
  source.fail(new Error('cut'));
  expect((await reader.next()).value).toEqual(items('ab'));
  await expect(reader.next()).rejects.toThrow('cut');
});

test('an error while the reader is busy with a full batch is no unhandled rejection', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  try {
    const source = stream<Item>();
    const reader = batches(source, 1);
    source.give({ of: 'a' });
    await reader.next();
    source.fail(new Error('cut'));
    await turns(5);
    expect(unhandled).toEqual([]);
    await expect(reader.next()).rejects.toThrow('cut');
  } finally {
    process.off('unhandledRejection', note);
  }
});

test('a reader that stops ends the source, without waiting for its next item', async () => {
  const source = stream<Item>();
  source.give({ of: 'a' });
  for await (const batch of batches(source, 10)) {
    expect(batch).toEqual(items('a'));
    break;
  }
  expect(source.isReturned).toBe(true);
});

test('a generator that waits for ever does not keep a reader that stops', async () => {
  async function* endless(): AsyncGenerator<Item> {
    yield { of: 'a' };
    await new Promise(() => {});
  }
  const failing = async (): Promise<void> => {
    for await (const _ of batches(endless(), 10)) throw new Error('the store is gone');
  };
  await expect(failing()).rejects.toThrow('the store is gone');
});

/** Turns of the event loop, in which everything that can happen without I/O has happened. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
