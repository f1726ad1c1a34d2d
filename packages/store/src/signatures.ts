/** Attempts that failed of the same, of all pods that are kept, gone ones included. */
import { type Millis, millis } from '@podline/domain';
import type { Source } from './queries.ts';

export interface FailuresAlike {
  /** Of those that may be told of. */
  readonly attempts: number;
  readonly pods: number;
  /** There may be older ones, which were not counted. */
  readonly isMore: boolean;
  /** When the log of the first and of the last of them was asked for, which is when its end was seen. */
  readonly firstAt: Millis;
  readonly lastAt: Millis;
  /** Newest first, as many as were asked for. */
  readonly newest: readonly FailureAlike[];
}

export interface FailureAlike {
  readonly uid: string;
  readonly namespace: string;
  readonly pod: string;
  readonly isGone: boolean;
  readonly container: string;
  readonly attempt: number;
  readonly fetchedAt: Millis;
  readonly words: string;
}

/** The newest so many are counted: a few milliseconds' work. */
export const ALIKE_COUNTED = 5000;

// From the index alone, in its order.
const NEWEST = `
  SELECT "pod_uid", "fetched_at", rowid AS row FROM "log_tail"
  WHERE "cluster_id" = ?1 AND "signature" = ?2
  ORDER BY "fetched_at" DESC LIMIT ${ALIKE_COUNTED}`;

const COUNTED = `
  SELECT pod."namespace" AS namespace, count(*) AS attempts, count(DISTINCT alike."pod_uid") AS pods,
    min(alike."fetched_at") AS firstAt, max(alike."fetched_at") AS lastAt
  FROM (${NEWEST}) AS alike CROSS JOIN "pod" AS pod ON pod."cluster_id" = ?1 AND pod."uid" = alike."pod_uid"
  GROUP BY pod."namespace"`;

// The rows themselves, with their texts, only of those that are listed.
const LISTED = `
  SELECT told."uid" AS uid, told."namespace" AS namespace, told."name" AS pod, told."deleted_at" IS NOT NULL AS isGone,
    tail."container" AS container, tail."attempt" AS attempt, tail."fetched_at" AS fetchedAt, tail."signature_words" AS words
  FROM (
    SELECT alike.row AS row, alike."fetched_at" AS at, pod."uid", pod."namespace", pod."name", pod."deleted_at"
    FROM (${NEWEST}) AS alike CROSS JOIN "pod" AS pod ON pod."cluster_id" = ?1 AND pod."uid" = alike."pod_uid"
    WHERE pod."namespace" IN (SELECT value FROM json_each(?3))
    ORDER BY alike."fetched_at" DESC LIMIT ?4
  ) AS told CROSS JOIN "log_tail" AS tail ON tail.rowid = told.row
  ORDER BY told.at DESC, tail."attempt" DESC`;

interface CountRow {
  readonly namespace: string;
  readonly attempts: number | bigint;
  readonly pods: number | bigint;
  readonly firstAt: number | bigint;
  readonly lastAt: number | bigint;
}

interface ListRow {
  readonly uid: string;
  readonly namespace: string;
  readonly pod: string;
  readonly isGone: number | bigint;
  readonly container: string;
  readonly attempt: number | bigint;
  readonly fetchedAt: number | bigint;
  readonly words: string | null;
}

export interface AlikeQuery {
  readonly key: string;
  readonly mayTell: (namespace: string) => boolean;
  /** So many are listed; 0: they are only counted. */
  readonly most: number;
}

/** Null where none is kept that may be told of. */
export async function failuresAlike(
  { db, clusterId }: Source,
  { key, mayTell, most }: AlikeQuery,
): Promise<FailuresAlike | null> {
  const all = await db.$queryRawUnsafe<CountRow[]>(COUNTED, clusterId, key);
  const told = all.filter(({ namespace }) => mayTell(namespace));
  if (told.length === 0) return null;
  const sum = (of: (row: CountRow) => number | bigint): number =>
    told.reduce((total, row) => total + Number(of(row)), 0);
  const counted = all.reduce((total, { attempts }) => total + Number(attempts), 0);
  const namespaces = JSON.stringify(told.map(({ namespace }) => namespace));
  const rows =
    most === 0 ? [] : await db.$queryRawUnsafe<ListRow[]>(LISTED, clusterId, key, namespaces, most);
  return {
    attempts: sum(({ attempts }) => attempts),
    pods: sum(({ pods }) => pods),
    isMore: counted >= ALIKE_COUNTED,
    firstAt: millis(Math.min(...told.map(({ firstAt }) => Number(firstAt)))),
    lastAt: millis(Math.max(...told.map(({ lastAt }) => Number(lastAt)))),
    newest: rows.map((row) => ({
      ...row,
      isGone: Number(row.isGone) === 1,
      attempt: Number(row.attempt),
      fetchedAt: millis(Number(row.fetchedAt)),
      words: row.words ?? '',
    })),
  };
}
