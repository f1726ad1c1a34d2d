/**
 * One writer a cluster. Whoever begins to write counts the cluster's number up and remembers it; whoever finds another one
 * later has been replaced while it did not look (it was stopped, its machine slept, or a second one was started), and what
 * it knows of the cluster is old. The number is read in the transaction that writes, so nothing slips in between.
 */
import type { Millis, Seq } from '@podline/domain';
import type { Sql } from './connection.ts';
import { StoreError } from './errors.ts';
import { lastSeqOf } from './queries.ts';

export interface ClusterIdentity {
  readonly id: string;
  readonly name: string;
  /** The API server's address, for people. */
  readonly server: string;
}

export interface Claim {
  readonly clusterId: string;
  readonly writer: number;
  /** The log's last seq when it was claimed. */
  readonly lastSeq: Seq;
}

const CLAIM = `
  INSERT INTO "cluster" ("id", "name", "server", "writer", "writer_since") VALUES (?1, ?2, ?3, 1, ?4)
  ON CONFLICT ("id") DO UPDATE SET
    "name" = excluded."name", "server" = excluded."server",
    "writer" = "writer" + 1, "writer_since" = excluded."writer_since"
  RETURNING "writer"`;

/**
 * Writes the row of the epoch, and with it its page into the write-ahead log: so it can be told from the log of another
 * database, which SQLite would lay over this one.
 */
export const signLog = (db: Sql): Promise<number> =>
  db.$executeRawUnsafe('UPDATE "store" SET "commits" = "commits" + 1');

/** In a transaction that writes: whoever claimed before is fenced off when it commits. */
export async function claim(
  db: Sql,
  { id, name, server }: ClusterIdentity,
  at: Millis,
): Promise<Claim> {
  await signLog(db);
  const [row] = await db.$queryRawUnsafe<{ writer: number | bigint }[]>(
    CLAIM,
    id,
    name,
    server,
    at,
  );
  return { clusterId: id, writer: Number(row?.writer), lastSeq: await lastSeqOf(db) };
}

/** @throws StoreError Fenced */
export async function assertHeld(
  db: Sql,
  path: string,
  { clusterId, writer }: Claim,
): Promise<void> {
  const now = await db.cluster.findUnique({ where: { id: clusterId } });
  if (Number(now?.writer) === writer) return;
  const since = new Date(Number(now?.writerSince ?? 0)).toISOString();
  throw new StoreError('Fenced', path, since);
}
