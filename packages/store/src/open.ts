/** Opens the database: makes it where there is none, brings it to this schema, and refuses what it cannot trust. */
import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Millis } from '@podline/domain';
import {
  type Adapter,
  type DatabaseFile,
  MIGRATION_PRAGMAS,
  openAdapter,
  rowsOf,
  wasOpenedHere,
} from './connection.ts';
import { StoreError, storeError } from './errors.ts';
import { type ClusterIdentity, claim } from './fence.ts';
import { networkFileSystem } from './file-system.ts';
import { assertTrustworthy, look } from './look.ts';
import { MIGRATIONS_FOLDER, migrate, migrationsIn } from './migrate.ts';
import { whenFree } from './patience.ts';
import { prepareFile } from './prepare-file.ts';
import { Reader } from './reader.ts';
import { type Limits, type Retained, Retention } from './retention.ts';
import { type Sizes, sizesOf } from './sizes.ts';
import {
  type LogReading,
  logReading,
  type TransitionLog,
  transitionLog,
} from './transition-log.ts';
import { Writer } from './writer.ts';

/** An open database. Everything rejects with a `StoreError`. */
export interface Store {
  /** Made at random when the database was made, and never again. */
  readonly epoch: string;
  /**
   * The cluster's log, to write: from now on whoever had it before, in any process, gets `Fenced` from `append`. Name and
   * server are kept as given last.
   */
  forCluster(cluster: ClusterIdentity): Promise<TransitionLog>;
  /** The log of a cluster to read, while somebody may be writing it; empty for a cluster that is not known. */
  reading(clusterId: string): LogReading;
  /** One bite of retention, between two appends; to be called again until it is done. */
  retain(limits: Limits): Promise<Retained>;
  sizes(): Promise<Sizes>;
  /** Waits for appends under way and lets go of the file. A second call does nothing. */
  close(): Promise<void>;
}

export interface StoreOptions {
  readonly path: string;
  readonly now: () => Millis;
  /** The folder of migrations; this build's own by default. */
  readonly migrations?: string;
  /** How long to wait for another process's lock before it is `StoreBusy`; 5000 by default. */
  readonly busyMs?: number;
  readonly sleep?: (ms: number) => Promise<unknown>;
  /** Where tests put their faults: every connection passes through it. */
  readonly through?: (adapter: Adapter) => Adapter;
  /** The name of a folder's file system if that is one of a network. */
  readonly networkName?: (folder: string) => Promise<string | null>;
}

/**
 * Opens the database file at `path`; where there is none it makes one that only this user may read (0600), and its folder
 * (0700). Another process may have it open too. A file that is refused is left byte for byte as it was.
 * @throws StoreError with one sentence: not a database, damaged, of a newer Podline, not writable, not to be created, on
 *   a network file system
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { sleep = setTimeout, busyMs = 5000, networkName = networkFileSystem } = options;
  const path = await prepareFile(resolve(options.path), networkName);
  const patience = { forMs: busyMs, sleep };
  const through = options.through ?? ((adapter: Adapter) => adapter);
  try {
    const file: DatabaseFile = { path, patience, through, inode: null };
    const epoch = await whenFree(file, () => prepareSchema(file, options));
    // Only now: a file of an image's layer becomes another one when it is first written.
    const { ino } = await stat(path, { bigint: true });
    return openedStore({ ...file, inode: ino }, epoch, options.now);
  } catch (cause) {
    throw storeError(path, cause);
  }
}

function openedStore(file: DatabaseFile, epoch: string, now: () => Millis): Store {
  const writer = new Writer(file);
  const reader = new Reader(file);
  const retention = new Retention(writer);
  const of = { reader, path: file.path, epoch };
  return {
    epoch,
    forCluster: async (cluster) => {
      const claimed = await writer.transaction((db) => claim(db, cluster, now()));
      return transitionLog({ ...of, writer, claim: claimed });
    },
    reading: (clusterId) => logReading({ ...of, clusterId }),
    retain: (limits) => retention.retain(limits),
    sizes: () => sizesOf(reader, file.path),
    close: async () => {
      await writer.close();
      await reader.close();
    },
  };
}

/** The epoch of a database that has this build's schema; it is not opened for writing before it was found trustworthy. */
async function prepareSchema(
  database: DatabaseFile,
  { migrations = MIGRATIONS_FOLDER, now }: StoreOptions,
): Promise<string> {
  const { path } = database;
  const known = await migrationsIn(migrations);
  const had = await wasOpenedHere(path);
  if (!had) await look(path, known);
  const adapter = await openAdapter(database, MIGRATION_PRAGMAS);
  try {
    if (had) await assertTrustworthy(path, (sql) => rowsOf(adapter, sql), known);
    const applied = await migrate(adapter, { path, known, now });
    const epoch = await epochOf(adapter, path, now());
    // Into the database itself, where the epoch tells whose write-ahead log lies beside it. Another process that reads or
    // writes may keep it from that: then its own checkpoint does it.
    if (applied.length > 0) await rowsOf(adapter, 'PRAGMA wal_checkpoint(TRUNCATE)');
    return epoch;
  } finally {
    await adapter.dispose();
  }
}

async function epochOf(adapter: Adapter, path: string, at: Millis): Promise<string> {
  const found = await rowsOf(adapter, 'SELECT "epoch" FROM "store"');
  if (found.length === 0) {
    await rowsOf(
      adapter,
      'INSERT INTO "store" ("id", "epoch", "created_at") VALUES (1, ?1, CAST(?2 AS INTEGER)) ON CONFLICT DO NOTHING',
      [randomUUID(), String(at)],
    );
    return epochOf(adapter, path, at);
  }
  const epoch = found[0]?.[0];
  if (typeof epoch !== 'string') throw new StoreError('StoreCorrupt', path, 'it has no epoch');
  return epoch;
}
