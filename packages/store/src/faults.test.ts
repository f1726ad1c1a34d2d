import { join } from 'node:path';
import { seq } from '@podline/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Appended } from './batch.ts';
import { openStore, type Store } from './open.ts';
import {
  BUSY,
  CORRUPT,
  type Fault,
  FULL,
  failNth,
  faulty,
  IOERR_FSYNC,
  type Plan,
} from './testing/faults.ts';
import { batchOfTurn, CLUSTER, now, temporaryFolder } from './testing/fixtures.ts';
import { expectTurns } from './testing/log-contents.ts';
import type { TransitionLog } from './transition-log.ts';

const SIZE = 6;
let temporary: ReturnType<typeof temporaryFolder>;
let path: string;
let store: Store;
let log: TransitionLog;
let plan: Plan;
let slept: number[];

beforeEach(async () => {
  temporary = temporaryFolder();
  path = join(temporary.folder, 'podline.db');
  plan = () => null;
  slept = [];
  store = await openStore({
    path,
    now,
    through: faulty((call) => plan(call)),
    sleep: (ms) => Promise.resolve(slept.push(ms)),
  });
  log = await store.forCluster(CLUSTER);
});
afterEach(async () => {
  plan = () => null;
  await store.close();
  temporary.remove();
});

const keysOf = ({ transitions }: Appended) => transitions.map(({ transition }) => transition.key);
const keysOfTurn = (turn: number) =>
  batchOfTurn(turn, SIZE).transitions.map(({ transition }) => transition.key);

/** Appends turn after turn, each with the next call failed, until there is no such call; gives the codes of the failures. */
async function failEveryCall(fault: Fault): Promise<readonly string[]> {
  const codes: string[] = [];
  for (let turn = 1; ; turn += 1) {
    const nth = failNth(turn, fault);
    plan = nth.plan;
    const first = await log.append(batchOfTurn(turn, SIZE)).catch((error) => error);
    if (!nth.fired()) {
      expect(keysOf(first)).toEqual(keysOfTurn(turn));
      await expectTurns(path, turn, SIZE);
      return codes;
    }
    plan = () => null;
    codes.push(first.code);
    // Half of a batch is nowhere to be found: neither the last one nor this one is cut.
    const committed = fault.when === 'after' && (await log.pod('a'))?.known.flips === turn;
    await expectTurns(path, committed ? turn : turn - 1, SIZE);
    const again = await log.append(batchOfTurn(turn, SIZE));
    expect(keysOf(again)).toEqual(keysOfTurn(turn));
    expect(again.lastSeq).toBe(turn * SIZE);
    await expectTurns(path, turn, SIZE);
  }
}

/** BEGIN, the fence, the signature, the seq before, pods, transitions, the seq after, checkpoint, gaps, COMMIT. */
const CALLS_OF_AN_APPEND = 10;

describe('whichever statement of an append fails, the log stays whole and a second append tells everything once', () => {
  test.each(['before', 'after'] as const)(
    'F47: with an I/O error %s SQLite did it',
    async (when) => {
      const codes = await failEveryCall({ when, code: IOERR_FSYNC });
      expect(codes).toEqual(Array(CALLS_OF_AN_APPEND).fill('StoreIo'));
    },
  );

  test.each(['before', 'after'] as const)(
    'F45: with a full disk %s SQLite did it',
    async (when) => {
      const codes = await failEveryCall({ when, code: FULL });
      expect(codes).toEqual(Array(CALLS_OF_AN_APPEND).fill('StoreFull'));
    },
  );

  test('F43: also where COMMIT was carried out and nobody heard of it', async () => {
    await log.append(batchOfTurn(1, SIZE));
    plan = ({ sql }) => (sql === 'COMMIT' ? { when: 'after', code: IOERR_FSYNC } : null);
    await expect(log.append(batchOfTurn(2, SIZE))).rejects.toMatchObject({ code: 'StoreIo' });
    plan = () => null;
    await expectTurns(path, 2, SIZE);
    // It is in the log once, and its writer is told of it: whoever follows the log must hear of it.
    const again = await log.append(batchOfTurn(2, SIZE));
    expect(keysOf(again)).toEqual(keysOfTurn(2));
    expect(again.transitions.map(({ transition }) => transition.seq)).toEqual([
      7, 8, 9, 10, 11, 12,
    ]);
    expect(keysOf(await log.append(batchOfTurn(2, SIZE)))).toEqual([]);
    await expectTurns(path, 2, SIZE);
  });
});

describe('a statement that finds the database locked', () => {
  test.each(['before', 'after'] as const)(
    'F49: is tried again with its whole batch, whichever it is (%s)',
    async (when) => {
      const codes = [];
      for (let n = 1; n <= CALLS_OF_AN_APPEND; n += 1) {
        plan = failNth(n, { when, code: BUSY }).plan;
        codes.push(keysOf(await log.append(batchOfTurn(n, SIZE))));
        await expectTurns(path, n, SIZE);
      }
      expect(codes).toEqual(codes.map((_, index) => keysOfTurn(index + 1)));
      expect(slept).toEqual(Array(CALLS_OF_AN_APPEND).fill(10));
    },
  );

  test('F49: at every COMMIT is StoreBusy in the end, and the next transaction is as good as any', async () => {
    plan = ({ sql }) => (sql === 'COMMIT' ? { when: 'before', code: BUSY } : null);
    await expect(log.append(batchOfTurn(1, SIZE))).rejects.toMatchObject({
      code: 'StoreBusy',
      retryable: true,
    });
    // Waited in between for the five seconds that it promises, with what SQLite waits itself.
    const total = slept.reduce((sum, ms) => sum + ms + 10, 0);
    expect(total).toBeGreaterThanOrEqual(5000);
    expect(total).toBeLessThan(5300);
    plan = () => null;
    await log.append(batchOfTurn(1, SIZE));
    await expectTurns(path, 1, SIZE);
    expect(await log.transitionsOf('a', seq(0))).toHaveLength(2);
  });
});

describe('a disk that fails', () => {
  const failing: Plan = ({ sql }) =>
    sql === 'COMMIT' ? { when: 'before', code: IOERR_FSYNC } : null;

  test('F47: again and again is worth four more tries, and then no other', async () => {
    plan = failing;
    const errors = [];
    for (let n = 0; n < 5; n += 1) {
      errors.push(await log.append(batchOfTurn(1, SIZE)).catch((error) => error));
    }
    expect(errors.map(({ code, retryable }) => [code, retryable])).toEqual([
      ...Array(4).fill(['StoreIo', true]),
      ['DiskFailing', false],
    ]);
    expect(errors.at(-1).message).toBe(
      `The disk under the database ${path} failed 5 times in a row; mend or replace it, then start again.`,
    );
  });

  test('F47: and works again in between begins to count anew', async () => {
    for (let turn = 1; turn <= 3; turn += 1) {
      plan = failing;
      for (let n = 0; n < 4; n += 1) {
        await expect(log.append(batchOfTurn(turn, SIZE))).rejects.toMatchObject({
          code: 'StoreIo',
        });
      }
      plan = () => null;
      await log.append(batchOfTurn(turn, SIZE));
    }
    await expectTurns(path, 3, SIZE);
  });

  test('F47: has its database checked on a new connection before the next write, and only then', async () => {
    const said: string[] = [];
    const listening: Plan = ({ sql }) => {
      said.push(sql);
      return null;
    };
    plan = failing;
    await expect(log.append(batchOfTurn(1, SIZE))).rejects.toThrow();
    plan = listening;
    await log.append(batchOfTurn(1, SIZE));
    expect(said.slice(0, 2)).toEqual(['PRAGMA quick_check(1)', 'BEGIN IMMEDIATE']);
    said.length = 0;
    await log.append(batchOfTurn(2, SIZE));
    expect(said[0]).toBe('BEGIN IMMEDIATE');
    expect(said.filter((sql) => sql.includes('quick_check'))).toEqual([]);
  });

  test('F47, F48: and then has damaged it is not written any more', async () => {
    plan = failing;
    await expect(log.append(batchOfTurn(1, SIZE))).rejects.toThrow();
    plan = ({ sql }) => (sql.includes('quick_check') ? { when: 'before', code: CORRUPT } : null);
    for (let n = 0; n < 3; n += 1) {
      await expect(log.append(batchOfTurn(1, SIZE))).rejects.toMatchObject({
        code: 'StoreCorrupt',
        retryable: false,
      });
    }
  });

  test('F47: has what was written before it failed, to read', async () => {
    await log.append(batchOfTurn(1, SIZE));
    plan = failing;
    await expect(log.append(batchOfTurn(2, SIZE))).rejects.toThrow();
    expect(await log.transitionsOf('a', seq(0))).toHaveLength(2);
  });
});
