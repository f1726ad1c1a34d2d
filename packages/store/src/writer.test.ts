import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openClient, type Sql } from './connection.ts';
import type { PrismaClient } from './generated/client.ts';
import { Reader } from './reader.ts';
import { fileAt, temporaryFolder } from './testing/fixtures.ts';
import { Writer } from './writer.ts';

let temporary: ReturnType<typeof temporaryFolder>;
let path: string;
let writer: Writer;
beforeEach(async () => {
  temporary = temporaryFolder();
  path = join(temporary.folder, 'podline.db');
  writer = new Writer(fileAt(path));
  await writer.transaction((db) => db.$executeRawUnsafe('CREATE TABLE "t" ("n" INTEGER UNIQUE)'));
});
afterEach(async () => {
  await writer.close();
  temporary.remove();
});

const insert = (n: number) => (db: Sql) => db.$executeRawUnsafe('INSERT INTO "t" VALUES (?1)', n);
const allOf = async (db: Sql): Promise<readonly number[]> =>
  (await db.$queryRawUnsafe<{ n: number }[]>('SELECT n FROM "t" ORDER BY n')).map(({ n }) => n);
const settingOf = async (db: Sql, name: string): Promise<unknown> => {
  const [row] = await db.$queryRawUnsafe<Record<string, unknown>[]>(`PRAGMA ${name}`);
  return Object.values(row ?? {})[0];
};

const SETTINGS: readonly [name: string, value: unknown][] = [
  ['journal_mode', 'wal'],
  ['synchronous', 2],
  ['busy_timeout', 10],
  ['foreign_keys', 1],
  ['wal_autocheckpoint', 1000],
  ['journal_size_limit', 16_777_216],
];

describe('the connection that writes', () => {
  test.each(SETTINGS)(
    'has %s=%s in every transaction, after a failure too',
    async (name, value) => {
      expect(await writer.transaction((db) => settingOf(db, name))).toBe(value);
      await expect(writer.transaction(() => Promise.reject(new Error('no')))).rejects.toThrow();
      expect(await writer.transaction((db) => settingOf(db, name))).toBe(value);
    },
  );

  test('keeps nothing of a transaction that threw, and lets go of the lock at once', async () => {
    const failing = writer.transaction(async (db) => {
      await insert(1)(db);
      await insert(1)(db);
    });
    await expect(failing).rejects.toMatchObject({ code: 'StoreFailed', retryable: false });
    const other = new Writer(fileAt(path));
    await other.transaction(insert(2));
    await other.close();
    expect(await writer.transaction(allOf)).toEqual([2]);
  });

  test('lets nobody see a transaction before it is committed', async () => {
    const reader = new Reader(fileAt(path));
    await writer.transaction(async (db) => {
      await insert(1)(db);
      expect(await reader.read(allOf)).toEqual([]);
    });
    expect(await reader.read(allOf)).toEqual([1]);
    await reader.close();
  });

  test('gives a snapshot that another process cannot change underneath', async () => {
    const other = new Writer(fileAt(path));
    await writer.snapshot(async (db) => {
      expect(await allOf(db)).toEqual([]);
      await other.transaction(insert(1));
      expect(await allOf(db)).toEqual([]);
    });
    expect(await writer.snapshot(allOf)).toEqual([1]);
    await other.close();
  });

  test('refuses a transaction of Prisma, which would go on without the settings', async () => {
    const client = openClient(fileAt(path), []);
    const both = client.$transaction([insert(1)(client), insert(2)(client)] as never);
    await expect(both).rejects.toThrow('Prisma transactions lose the settings');
    await client.$disconnect();
    expect(await writer.transaction(allOf)).toEqual([]);
  });
});

describe('the connection that reads', () => {
  test('cannot write', async () => {
    const reader = new Reader(fileAt(path));
    await expect(reader.read(insert(1))).rejects.toMatchObject({ code: 'StoreReadOnly' });
    expect(await reader.read((db) => settingOf(db, 'query_only'))).toBe(1);
    await reader.close();
  });
});

describe('what SQLite refuses comes with its own code', () => {
  /** Runs `work` on a client of its own, and gives what the writer made of the failure. */
  const failureOf = async (work: (db: PrismaClient) => Promise<unknown>): Promise<unknown> => {
    const client = openClient(fileAt(path), []);
    const failure = await writer
      .transaction(() => work(client))
      .then(
        () => null,
        (error: unknown) => error,
      );
    await client.$disconnect();
    return failure;
  };

  test('StoreFull when there is no room, and the next write goes through when there is', async () => {
    const full = writer.transaction(async (db) => {
      await db.$queryRawUnsafe('PRAGMA max_page_count=3');
      await db.$executeRawUnsafe('CREATE TABLE "big" AS SELECT zeroblob(100000)');
    });
    await expect(full).rejects.toMatchObject({
      code: 'StoreFull',
      retryable: true,
      message: `There is no room left on the disk for the database ${path}.`,
    });
    await writer.transaction(insert(1));
    expect(await writer.transaction(allOf)).toEqual([1]);
  });

  test('StoreBusy when another process holds the lock', async () => {
    const failure = await failureOf(async (other) => {
      await other.$queryRawUnsafe('PRAGMA busy_timeout=0');
      await other.$executeRawUnsafe('BEGIN IMMEDIATE');
    });
    expect(failure).toMatchObject({ code: 'StoreBusy', retryable: true });
  });

  test('StoreFailed with what SQLite says when there is no word for it', async () => {
    const failure = await failureOf((other) => other.$executeRawUnsafe('SELEC'));
    expect(failure).toMatchObject({
      code: 'StoreFailed',
      retryable: false,
      message: `The database ${path} failed: SQLITE_ERROR: near "SELEC": syntax error.`,
    });
  });
});
