/** Opens the database: makes it where there is none, brings it to this schema, and refuses what it cannot trust. */
import { randomUUID } from 'node:crypto';
import { access, constants, mkdir, open, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Millis } from '@podline/domain';
import { MIGRATION_PRAGMAS, openAdapter, rowsOf, type Sql } from './connection.ts';
import { StoreError, storeError } from './errors.ts';
import { MIGRATIONS_FOLDER, migrate } from './migrate.ts';
import { Reader } from './reader.ts';
import { type TransitionLog, transitionLog } from './transition-log.ts';
import { Writer } from './writer.ts';

export interface ClusterIdentity {
  readonly id: string;
  readonly name: string;
  /** The API server's address, for people. */
  readonly server: string;
}

/** An open database. Everything rejects with a `StoreError`. */
export interface Store {
  /** Made at random when the database was made, and never again. */
  readonly epoch: string;
  /** The cluster's log; name and server are kept as given last. */
  forCluster(cluster: ClusterIdentity): Promise<TransitionLog>;
  /** Waits for appends under way and lets go of the file. A second call does nothing. */
  close(): Promise<void>;
}

/**
 * Opens the database file at `path`; where there is none it makes one that only this user may read (0600), and its folder
 * (0700). Another process may have it open too. `migrations` is the folder of migrations, this build's own by default.
 * @throws StoreError with one sentence: not a database, damaged, of a newer Podline, not writable, not to be created
 */
export async function openStore({
  path: given,
  now,
  migrations = MIGRATIONS_FOLDER,
}: {
  readonly path: string;
  readonly now: () => Millis;
  readonly migrations?: string;
}): Promise<Store> {
  const path = resolve(given);
  await prepareFile(path);
  await prepareSchema(path, migrations, now);
  const writer = new Writer(path);
  const reader = new Reader(path);
  const close = async (): Promise<void> => {
    await writer.close();
    await reader.close();
  };
  const epoch = await writer
    .transaction((db) => epochOf(db, path, now()))
    .catch(async (cause) => {
      await close();
      throw cause;
    });
  return {
    epoch,
    forCluster: async ({ id, name, server }) => {
      await writer.transaction((db) =>
        db.$executeRawUnsafe(
          `INSERT INTO "cluster" ("id", "name", "server") VALUES (?1, ?2, ?3)
           ON CONFLICT ("id") DO UPDATE SET "name" = excluded."name", "server" = excluded."server"`,
          id,
          name,
          server,
        ),
      );
      return transitionLog({ writer, reader, path, epoch, clusterId: id });
    },
    close,
  };
}

async function epochOf(db: Sql, path: string, at: Millis): Promise<string> {
  await db.$executeRawUnsafe(
    'INSERT INTO "store" ("id", "epoch", "created_at") VALUES (1, ?1, ?2) ON CONFLICT DO NOTHING',
    randomUUID(),
    at,
  );
  const row = await db.store.findUnique({ where: { id: 1 } });
  if (row === null) throw new StoreError('StoreCorrupt', path, 'it has no epoch');
  return row.epoch;
}

/** Checking reads the whole file, so it is left out where that would hold up the start for more than about a second. */
const CHECKED_UP_TO_BYTES = 256 * 1024 * 1024;

async function prepareSchema(path: string, folder: string, now: () => Millis): Promise<void> {
  try {
    const adapter = await openAdapter(path, MIGRATION_PRAGMAS);
    try {
      if ((await stat(path)).size <= CHECKED_UP_TO_BYTES) {
        const [row] = await rowsOf(adapter, 'PRAGMA quick_check(1)');
        if (row?.[0] !== 'ok') throw new StoreError('StoreCorrupt', path, oneLine(row?.[0]));
      }
      await migrate(adapter, { path, folder, now });
    } finally {
      await adapter.dispose();
    }
  } catch (cause) {
    throw storeError(path, cause);
  }
}

const oneLine = (words: unknown): string => String(words).replaceAll(/\s+/g, ' ').trim();

/**
 * The file exists afterwards and may be written, and so may its folder, where SQLite puts the write-ahead log.
 * An existing file is not opened here: closing it again would drop the locks that this process may hold on it
 * (https://sqlite.org/howtocorrupt.html, 2.2).
 */
async function prepareFile(path: string): Promise<void> {
  const folder = dirname(path);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw fileError(path, `its folder ${folder} cannot be made`, cause);
  }
  try {
    await access(folder, constants.W_OK);
  } catch (cause) {
    throw fileError(path, `its folder ${folder} is not writable`, cause);
  }
  const found = await stat(path).catch(() => null);
  if (found !== null && !found.isFile()) {
    throw new StoreError('NotADatabase', path, 'it is not a file');
  }
  try {
    if (found === null) await (await open(path, 'wx', 0o600)).close();
    else await access(path, constants.R_OK | constants.W_OK);
  } catch (cause) {
    // Another process made it in between: as good as ours.
    if (errnoOf(cause) === 'EEXIST') return;
    if (found === null) throw fileError(path, 'the file cannot be made', cause);
    throw new StoreError('StoreReadOnly', path, 'this user may not write it', cause);
  }
}

function fileError(path: string, tried: string, cause: unknown): StoreError {
  const errno = errnoOf(cause);
  const detail = `${tried} (${errno})`;
  switch (errno) {
    case 'EACCES':
    case 'EPERM':
      return new StoreError('NoPermission', path, detail, cause);
    case 'EROFS':
      return new StoreError('StoreReadOnly', path, detail, cause);
    case 'ENOSPC':
    case 'EDQUOT':
      return new StoreError('StoreFull', path, detail, cause);
    default:
      return new StoreError('CannotCreate', path, detail, cause);
  }
}

const errnoOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
