/** One connection to the database file, with its settings in force and read back. */
import { stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { StoreError } from './errors.ts';
import { PrismaClient } from './generated/client.ts';
import { BUSY_TIMEOUT_MS, type Patience } from './patience.ts';

/** Name and value of `PRAGMA name=value`; the value as SQLite gives it back. */
export type Pragmas = readonly (readonly [name: string, value: string | number])[];

const BUSY_TIMEOUT: Pragmas = [['busy_timeout', BUSY_TIMEOUT_MS]];

/**
 * synchronous 2 is FULL: a commit is on the disk when it returns, which WAL alone does not promise for a power cut
 * (docs/decisions/0021-durability.md). 1000 pages is SQLite's default. The limit cuts a log file that somebody's long read
 * let grow, as soon as it begins anew; four times its usual size leaves a busy hour alone.
 */
export const WRITER_PRAGMAS: Pragmas = [
  ...BUSY_TIMEOUT,
  ['journal_mode', 'wal'],
  ['synchronous', 2],
  ['foreign_keys', 1],
  ['wal_autocheckpoint', 1000],
  ['journal_size_limit', 16 * 1024 * 1024],
];

export const READER_PRAGMAS: Pragmas = [...BUSY_TIMEOUT, ['query_only', 1]];

/** A migration may rebuild a table that others refer to. */
export const MIGRATION_PRAGMAS: Pragmas = [
  ...BUSY_TIMEOUT,
  ['journal_mode', 'wal'],
  ['foreign_keys', 0],
  ['synchronous', 2],
];

/** The part of Prisma's driver adapter below the client; only migrations need it, for scripts of many statements. */
export type Adapter = Awaited<ReturnType<PrismaLibSql['connect']>>;

/** A client without Prisma's own transactions: those would be another connection. */
export type Sql = Omit<PrismaClient, '$transaction' | '$connect' | '$disconnect'>;

/** Where the database is and how its connections are made. */
export interface DatabaseFile {
  /** Absolute, through all links: beside it lies the write-ahead log. */
  readonly path: string;
  readonly patience: Patience;
  /** Every connection passes through here; what tests do to one, they do here. */
  readonly through: (adapter: Adapter) => Adapter;
  /** The file's number on its disk; null until there is one. A connection to another file of that name is refused. */
  readonly inode: bigint | null;
}

/** A client of one connection. It connects at its first query, and again at the next one after `$disconnect`. */
export const openClient = (file: DatabaseFile, pragmas: Pragmas): PrismaClient =>
  new PrismaClient({ adapter: new Connector(file, pragmas), errorFormat: 'minimal' });

/** @throws StoreError or the driver's error when the file cannot be opened or refuses a setting. */
export const openAdapter = (file: DatabaseFile, pragmas: Pragmas): Promise<Adapter> =>
  new Connector(file, pragmas).connect();

/** All rows of one statement, as arrays. `params` bind to `?`. */
export async function rowsOf(
  adapter: Adapter,
  sql: string,
  params: readonly string[] = [],
): Promise<readonly (readonly unknown[])[]> {
  const argTypes = params.map(() => ({ scalarType: 'string', arity: 'scalar' }) as const);
  return (await adapter.queryRaw({ sql, args: [...params], argTypes })).rows;
}

/**
 * What is written to a file that was deleted is gone with its last connection, and SQLite would make a new, empty one in
 * its place: neither may happen behind the back of whoever recorded.
 * @throws StoreError StoreGone
 */
export async function assertSameFile({ path, inode }: DatabaseFile): Promise<void> {
  if (inode === null) return;
  const found = await stat(path, { bigint: true }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw new StoreError('CannotOpen', path, `it cannot be looked at (${cause.code})`, cause);
  });
  if (found?.ino !== inode) throw new StoreError('StoreGone', path);
}

/** Files by path and number. */
const openedHere = new Set<string>();

/** Whether this process has had the file open through here: it may have it still, libsql waits for the garbage collector. */
export const wasOpenedHere = async (path: string): Promise<boolean> =>
  openedHere.has(await placeOf(path));

const placeOf = async (path: string): Promise<string> =>
  `${path}:${(await stat(path, { bigint: true })).ino}`;

class Connector extends PrismaLibSql {
  readonly #file: DatabaseFile;
  readonly #pragmas: Pragmas;

  constructor(file: DatabaseFile, pragmas: Pragmas) {
    super({ url: pathToFileURL(file.path).href });
    this.#file = file;
    this.#pragmas = pragmas;
  }

  override async connect(): Promise<Adapter> {
    await assertSameFile(this.#file);
    const adapter = this.#file.through(await super.connect());
    openedHere.add(await placeOf(this.#file.path));
    try {
      await this.#set(adapter);
    } catch (cause) {
      await adapter.dispose();
      throw cause;
    }
    return adapter;
  }

  async #set(adapter: Adapter): Promise<void> {
    const { path } = this.#file;
    for (const [name, value] of this.#pragmas) {
      await rowsOf(adapter, `PRAGMA ${name}=${value}`);
      const [row] = await rowsOf(adapter, `PRAGMA ${name}`);
      if (row?.[0] !== value) {
        throw new StoreError('UnsafeSettings', path, `the setting ${name}=${value}`);
      }
    }
    // After a transaction of its own, libsql goes on with a new connection that has none of these settings.
    adapter.startTransaction = () =>
      Promise.reject(new StoreError('StoreFailed', path, 'Prisma transactions lose the settings'));
  }
}
