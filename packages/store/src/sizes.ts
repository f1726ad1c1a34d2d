/** How large the log is, told without counting the rows of the large table. */
import { stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { type Millis, millis } from '@podline/domain';
import type { Sql } from './connection.ts';
import { forgottenTransitionsOf, lastSeqOf } from './queries.ts';
import type { Reader } from './reader.ts';

export interface Sizes {
  /** The database file; it is used again and does not shrink by itself. */
  readonly fileBytes: number;
  /** Of the file, what is not free: what a size limit is about. */
  readonly usedBytes: number;
  /** The write-ahead log beside it. */
  readonly walBytes: number;
  /** All of these are exact, of all clusters, though not of one moment. */
  readonly pods: number;
  readonly livePods: number;
  readonly transitions: number;
  /** When the oldest and the newest transition that are kept were observed; null when there is none. */
  readonly oldestAt: Millis | null;
  readonly newestAt: Millis | null;
}

/** @throws StoreError */
export async function sizesOf(reader: Reader, path: string): Promise<Sizes> {
  const inside = await reader.read(async (db) => {
    return {
      usedBytes: await usedBytesOf(db),
      pods: await countPods(db, PODS),
      livePods: await countPods(db, LIVE_PODS),
      transitions: await transitionsOf(db),
      oldestAt: await oldestAtOf(db),
      newestAt: await observedAtOf(db, 'DESC'),
    };
  });
  return { ...inside, fileBytes: await bytesOf(path), walBytes: await bytesOf(`${path}-wal`) };
}

/** A file that is not there takes no room. */
const bytesOf = async (file: string): Promise<number> =>
  (await stat(file).catch(() => null))?.size ?? 0;

export async function usedBytesOf(db: Sql): Promise<number> {
  const [row] = await db.$queryRawUnsafe<{ used: number | bigint }[]>(
    `SELECT (page_count - freelist_count) * page_size AS used
     FROM pragma_page_count, pragma_freelist_count, pragma_page_size`,
  );
  return Number(row?.used ?? 0);
}

/** When the oldest transition that is kept was observed; null when there is none. */
export const oldestAtOf = (db: Sql): Promise<Millis | null> => observedAtOf(db, 'ASC');

async function observedAtOf(db: Sql, order: 'ASC' | 'DESC'): Promise<Millis | null> {
  const [row] = await db.$queryRawUnsafe<{ observed_at: number | bigint }[]>(
    `SELECT "observed_at" FROM "transition" ORDER BY "seq" ${order} LIMIT 1`,
  );
  return row === undefined ? null : millis(Number(row.observed_at));
}

/** Seqs have no holes but those that retention made, and it counts them. */
const transitionsOf = async (db: Sql): Promise<number> =>
  (await lastSeqOf(db)) - (await forgottenTransitionsOf(db));

/** Counting this many entries of the index takes a few milliseconds; then the event loop has its turn. */
const COUNTED_AT_ONCE = 20_000;

/** An index alone is read, in its order. */
const countPage = (which: string): string => `
  SELECT count(*) AS counted, max("uid") AS last FROM (
    SELECT "uid" FROM "pod" WHERE "cluster_id" = ?1 AND "uid" > ?2 ${which} ORDER BY "uid" LIMIT ${COUNTED_AT_ONCE}
  )`;
const PODS = countPage('');
const LIVE_PODS = countPage('AND "deleted_at" IS NULL');

async function countPods(db: Sql, page: string): Promise<number> {
  let total = 0;
  for (const { id } of await db.cluster.findMany({ select: { id: true } })) {
    let last: string | null = '';
    while (last !== null) {
      const rows: readonly PageRow[] = await db.$queryRawUnsafe<PageRow[]>(page, id, last);
      const counted = Number(rows[0]?.counted ?? 0);
      total += counted;
      last = counted < COUNTED_AT_ONCE ? null : (rows[0]?.last ?? null);
      await setImmediate();
    }
  }
  return total;
}

interface PageRow {
  readonly counted: number | bigint;
  readonly last: string | null;
}
