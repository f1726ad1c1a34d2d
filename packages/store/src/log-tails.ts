/**
 * What attempts wrote last. Kept beside the log, not in it: a tail is evidence, which may be let go of for want of room while the
 * history stays. It goes with its pod.
 */
import { type FailureSignature, type Millis, millis } from '@podline/domain';
import type { Sql } from './connection.ts';
import { StoreError } from './errors.ts';
import type { Source } from './queries.ts';

/** When it was written, as far as is known, and its text without line end. */
export type TailLine = readonly [at: Millis | null, text: string];

/** That the log of an attempt was asked for, and what came of it. */
export interface StoredTailHead {
  readonly container: string;
  readonly containerId: string;
  /** restartCount of the run. */
  readonly attempt: number;
  readonly outcome: 'kept' | 'gone' | 'forbidden' | 'skipped' | 'failed';
  readonly lineCount: number;
  readonly isCut: boolean;
  readonly masked: number;
  readonly fetchedAt: Millis;
  /** What it failed of; null: it did not, or nothing tells. */
  readonly signature: FailureSignature | null;
}

export interface StoredTail extends StoredTailHead {
  /** Oldest first. */
  readonly lines: readonly TailLine[];
}

export interface TailOfPod {
  readonly uid: string;
  readonly tail: StoredTail;
}

/** One pod's tails as read back are never more than this, however many containers it has. */
const TAILS_OF_A_POD = 200;
/** Of a container that crashes again and again the beginning tells most, and the end: what is between goes. */
export const FIRST_KEPT = 3;
export const NEWEST_KEPT = 20;
/** So many go at a time when there is no room; the next tail goes on. */
const DROPPED_AT_ONCE = 100;
/** So far below the limit, that it is not passed again by the next tail. */
const SHRINK_TO = 0.95;

// One statement for all that are written together, since a statement costs more than what it finds to do. What is kept stays when
// the same run is asked for once more and the cluster has let go of it meanwhile.
const UPSERT = `
  INSERT INTO "log_tail" ("cluster_id", "pod_uid", "container", "container_id", "attempt", "outcome", "lines", "line_count", "bytes", "is_cut", "masked", "fetched_at", "signature", "signature_words")
  SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9, value ->> 10, value ->> 11, value ->> 12
  FROM json_each(?2) WHERE true
  ON CONFLICT ("cluster_id", "pod_uid", "container", "container_id") DO UPDATE SET
    "attempt" = excluded."attempt", "outcome" = excluded."outcome", "lines" = excluded."lines",
    "line_count" = excluded."line_count", "bytes" = excluded."bytes", "is_cut" = excluded."is_cut",
    "masked" = excluded."masked", "fetched_at" = excluded."fetched_at",
    "signature" = excluded."signature", "signature_words" = excluded."signature_words"
  WHERE excluded."outcome" = 'kept' OR "log_tail"."outcome" <> 'kept'`;

const DROP_BETWEEN = `
  DELETE FROM "log_tail" WHERE rowid IN (
    SELECT "id" FROM (
      SELECT tail.rowid AS "id",
        row_number() OVER (PARTITION BY tail."pod_uid", tail."container" ORDER BY tail."attempt", tail."fetched_at") AS oldest,
        row_number() OVER (PARTITION BY tail."pod_uid", tail."container" ORDER BY tail."attempt" DESC, tail."fetched_at" DESC) AS newest
      FROM json_each(?2) AS written CROSS JOIN "log_tail" AS tail
        ON tail."cluster_id" = ?1 AND tail."pod_uid" = written.value ->> 0 AND tail."container" = written.value ->> 1
    ) WHERE oldest > ${FIRST_KEPT} AND newest > ${NEWEST_KEPT}
  )`;

/** Writes them, each over what there is of the same run (lines that are kept only give way to lines), but for those whose pod is not there. Gives the bytes written, and those pods. */
export async function putTails(
  db: Sql,
  clusterId: string,
  tails: readonly TailOfPod[],
): Promise<{ readonly bytes: number; readonly missing: ReadonlySet<string> }> {
  const missing = await notThere(db, clusterId, new Set(tails.map(({ uid }) => uid)));
  const rows = tails.filter(({ uid }) => !missing.has(uid)).map(rowOf);
  if (rows.length === 0) return { bytes: 0, missing };
  await db.$executeRawUnsafe(UPSERT, clusterId, JSON.stringify(rows));
  const containers = new Set(rows.map(([uid, container]) => JSON.stringify([uid, container])));
  await db.$executeRawUnsafe(DROP_BETWEEN, clusterId, `[${[...containers].join()}]`);
  return { bytes: rows.reduce((sum, row) => sum + row[BYTES], 0), missing };
}

async function notThere(
  db: Sql,
  clusterId: string,
  uids: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const rows = await db.$queryRawUnsafe<{ uid: string }[]>(
    `SELECT value AS uid FROM json_each(?2) WHERE NOT EXISTS (
       SELECT 1 FROM "pod" WHERE "cluster_id" = ?1 AND "uid" = value
     )`,
    clusterId,
    JSON.stringify([...uids]),
  );
  return new Set(rows.map(({ uid }) => uid));
}

/** Where its size stands in a row. */
const BYTES = 7;

function rowOf({ uid, tail }: TailOfPod) {
  const lines = JSON.stringify(tail.lines);
  return [
    uid,
    tail.container,
    tail.containerId,
    tail.attempt,
    tail.outcome,
    lines,
    tail.lines.length,
    Buffer.byteLength(lines),
    tail.isCut ? 1 : 0,
    tail.masked,
    tail.fetchedAt,
    tail.signature?.key ?? null,
    tail.signature?.words ?? null,
  ] as const;
}

/** Lets the oldest of all clusters go while all together take more than `maxBytes`. Gives what they take afterwards. */
export async function makeRoomForTails(db: Sql, maxBytes: number): Promise<number> {
  let bytes = await bytesOfTails(db);
  while (bytes > maxBytes) {
    const dropped = await db.$executeRawUnsafe(
      `DELETE FROM "log_tail" WHERE rowid IN (
         SELECT rowid FROM (
           SELECT rowid, sum("bytes") OVER (ORDER BY "fetched_at", "bytes", rowid) - "bytes" AS before
           FROM "log_tail" ORDER BY "fetched_at", "bytes", rowid LIMIT ${DROPPED_AT_ONCE}
         ) WHERE before <= ?1
       )`,
      bytes - maxBytes * SHRINK_TO,
    );
    if (dropped === 0) break;
    bytes = await bytesOfTails(db);
  }
  return bytes;
}

async function bytesOfTails(db: Sql): Promise<number> {
  const [row] = await db.$queryRawUnsafe<{ bytes: number | bigint }[]>(
    'SELECT coalesce(sum("bytes"), 0) AS bytes FROM "log_tail"',
  );
  return Number(row?.bytes ?? 0);
}

/** The newest two hundred, in the order in which they were fetched. */
export async function tailHeadsOf(
  { db, clusterId }: Source,
  podUid: string,
): Promise<readonly StoredTailHead[]> {
  const rows = await db.logTail.findMany({
    where: { clusterId, podUid },
    omit: { lines: true },
    orderBy: [{ fetchedAt: 'desc' }, { attempt: 'desc' }],
    take: TAILS_OF_A_POD,
  });
  return rows.reverse().map(headFromRow);
}

/** With their lines: of each container the newest `newest` that were kept, newest first. */
export async function newestTailsOf(
  source: Source,
  podUid: string,
  newest: number,
): Promise<readonly StoredTail[]> {
  const heads = (await tailHeadsOf(source, podUid)).filter(({ outcome }) => outcome === 'kept');
  const wanted = [...Map.groupBy(heads, ({ container }) => container).values()].flatMap((of) =>
    of.toSorted((a, b) => b.attempt - a.attempt || b.fetchedAt - a.fetchedAt).slice(0, newest),
  );
  const tails = await Promise.all(wanted.map((head) => tailOf(source, podUid, head)));
  return tails.filter((tail) => tail !== null);
}

/** One with its lines: the newest of that attempt's number; null where there is none. */
export async function tailOf(
  { db, path, clusterId }: Source,
  podUid: string,
  { container, attempt }: { readonly container: string; readonly attempt: number },
): Promise<StoredTail | null> {
  const row = await db.logTail.findFirst({
    where: { clusterId, podUid, container, attempt },
    orderBy: { fetchedAt: 'desc' },
  });
  if (row === null) return null;
  try {
    // Written by putTails.
    const lines = JSON.parse(row.lines) as readonly TailLine[];
    return { ...headFromRow(row), lines };
  } catch (cause) {
    throw new StoreError('StoreCorrupt', path, `the log tail of ${container}`, cause);
  }
}

interface HeadRow {
  readonly container: string;
  readonly containerId: string;
  readonly attempt: number;
  readonly outcome: string;
  readonly lineCount: number;
  readonly isCut: number;
  readonly masked: number;
  readonly fetchedAt: bigint;
  readonly signature: string | null;
  readonly signatureWords: string | null;
}

const headFromRow = (row: HeadRow): StoredTailHead => ({
  container: row.container,
  containerId: row.containerId,
  attempt: row.attempt,
  // Written by putTails.
  outcome: row.outcome as StoredTailHead['outcome'],
  lineCount: row.lineCount,
  isCut: row.isCut === 1,
  masked: row.masked,
  fetchedAt: millis(Number(row.fetchedAt)),
  signature:
    row.signature === null ? null : { key: row.signature, words: row.signatureWords ?? '' },
});
