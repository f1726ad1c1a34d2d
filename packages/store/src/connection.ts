/** One connection to the database file, with its settings in force and read back. */
import { pathToFileURL } from 'node:url';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { StoreError } from './errors.ts';
import { PrismaClient } from './generated/client.ts';

/** Name and value of `PRAGMA name=value`; the value as SQLite gives it back. */
export type Pragmas = readonly (readonly [name: string, value: string | number])[];

/** Waiting for another process's lock. It blocks this thread, as every call of libsql does. */
const BUSY_TIMEOUT: Pragmas = [['busy_timeout', 5000]];

/**
 * synchronous 2 is FULL: a commit is on the disk when it returns, which WAL alone does not promise for a power cut.
 * 1000 pages is SQLite's default; the limit cuts a log file that a long read let grow.
 */
export const WRITER_PRAGMAS: Pragmas = [
  ...BUSY_TIMEOUT,
  ['journal_mode', 'wal'],
  ['synchronous', 2],
  ['foreign_keys', 1],
  ['wal_autocheckpoint', 1000],
  ['journal_size_limit', 64 * 1024 * 1024],
];

export const READER_PRAGMAS: Pragmas = [...BUSY_TIMEOUT, ['query_only', 1]];

/** A migration may rebuild a table that others refer to. The journal mode stays as it is until the file is known to be ours. */
export const MIGRATION_PRAGMAS: Pragmas = [
  ...BUSY_TIMEOUT,
  ['foreign_keys', 0],
  ['synchronous', 2],
];

/** The part of Prisma's driver adapter below the client; only migrations need it, for scripts of many statements. */
export type Adapter = Awaited<ReturnType<PrismaLibSql['connect']>>;

/** A client without Prisma's own transactions: those would be another connection. */
export type Sql = Omit<PrismaClient, '$transaction' | '$connect' | '$disconnect'>;

/** A client of one connection. It connects at its first query, and again at the next one after `$disconnect`. */
export const openClient = (path: string, pragmas: Pragmas): PrismaClient =>
  new PrismaClient({ adapter: new Connector(path, pragmas), errorFormat: 'minimal' });

/** @throws StoreError or the driver's error when the file cannot be opened or refuses a setting. */
export const openAdapter = (path: string, pragmas: Pragmas): Promise<Adapter> =>
  new Connector(path, pragmas).connect();

/** All rows of one statement, as arrays. `params` bind to `?`. */
export async function rowsOf(
  adapter: Adapter,
  sql: string,
  params: readonly string[] = [],
): Promise<readonly (readonly unknown[])[]> {
  const argTypes = params.map(() => ({ scalarType: 'string', arity: 'scalar' }) as const);
  return (await adapter.queryRaw({ sql, args: [...params], argTypes })).rows;
}

class Connector extends PrismaLibSql {
  readonly #path: string;
  readonly #pragmas: Pragmas;

  constructor(path: string, pragmas: Pragmas) {
    super({ url: pathToFileURL(path).href });
    this.#path = path;
    this.#pragmas = pragmas;
  }

  override async connect(): Promise<Adapter> {
    const adapter = await super.connect();
    for (const [name, value] of this.#pragmas) {
      await rowsOf(adapter, `PRAGMA ${name}=${value}`);
      const [row] = await rowsOf(adapter, `PRAGMA ${name}`);
      if (row?.[0] !== value) {
        throw new StoreError('UnsafeSettings', this.#path, `the setting ${name}=${value}`);
      }
    }
    // After a transaction of its own, libsql goes on with a new connection that has none of these settings.
    adapter.startTransaction = () =>
      Promise.reject(
        new StoreError('StoreFailed', this.#path, 'Prisma transactions lose the settings'),
      );
    return adapter;
  }
}
