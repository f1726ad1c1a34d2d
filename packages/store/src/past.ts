/**
 * What the log says of a moment that is over. Each statement is bounded: what it looks at does not grow with the log, and between
 * two of them the event loop has its turn.
 */
import { setImmediate } from 'node:timers/promises';
import { type Millis, millis, type RecordedTransition, type ScopedGap } from '@podline/domain';
import type { StoredPod } from './batch.ts';
import type { Pod as PodRow } from './generated/client.ts';
import { newestPodNamed, type Source } from './queries.ts';
import { gapFromRow, podFromRow, transitionsFromJson } from './rows.ts';

/** Questions about moments. Everything here rejects with a `StoreError`. */
export interface PastReading {
  /** When the oldest and the newest transition that are kept were observed; null when there is none. */
  kept(): Promise<{ readonly from: Millis; readonly to: Millis } | null>;
  /** How many transitions were observed in each of `buckets` equal parts of the time from `from` up to `to`, oldest first. */
  activity(from: Millis, to: Millis, buckets: number): Promise<readonly number[]>;
  /**
   * Gives `take` the pods that were there at that moment and are gone now, some at a time. False: more pods went since than are
   * looked through (200,000), and those that went last are missing.
   */
  goneSince(at: Millis, take: (pods: readonly StoredPod[]) => void): Promise<boolean>;
  /** Pods that were gone by `before`, those that went last first; at most `limit`. */
  gone(which: GonePods): Promise<readonly StoredPod[]>;
  /**
   * By uid, what had been observed by then, or was so by then in the cluster's word; in order of record. Of each container and
   * kind (of a condition: of each type) the newest 200, so that a pod's part does not grow with its years.
   */
  transitionsUntil(
    uids: readonly string[],
    at: Millis,
  ): Promise<ReadonlyMap<string, readonly RecordedTransition[]>>;
  /** Of the pods of that name that were created by then the newest, there or gone. */
  newestNamed(namespace: string, name: string, at: Millis): Promise<StoredPod | null>;
  /** Of all watches, those that touch the time between, oldest first; at most 1000. */
  gaps(from: Millis, to: Millis): Promise<readonly ScopedGap[]>;
}

export interface GonePods {
  /** Not only then: until then. */
  readonly before: Millis;
  /** Gone after this; null: whenever. */
  readonly after: Millis | null;
  /** Null: any. */
  readonly namespaces: readonly string[] | null;
  /** Within the name; null: any. */
  readonly name: string | null;
  readonly limit: number;
}

export const pastReading = (
  read: <T>(query: (source: Source) => Promise<T>) => Promise<T>,
): PastReading => ({
  kept: () => read(kept),
  activity: (from, to, buckets) => read((source) => activity(source, { from, to, buckets })),
  goneSince: (at, take) => goneSince(read, at, take),
  gone: (which) => read((source) => gone(source, which)),
  transitionsUntil: (uids, at) => read((source) => transitionsUntil(source, uids, at)),
  newestNamed: (namespace, name, at) =>
    read((source) => newestPodNamed(source, namespace, name, at)),
  gaps: (from, to) => read((source) => gaps(source, { from, to })),
});

const observedAt = (order: 'ASC' | 'DESC'): string => `
  SELECT "observed_at" AS at FROM "transition" WHERE "cluster_id" = ?1
  ORDER BY "observed_at" ${order} LIMIT 1`;

async function kept({ db, clusterId }: Source) {
  const [oldest, newest] = await Promise.all(
    (['ASC', 'DESC'] as const).map((order) =>
      db.$queryRawUnsafe<{ at: number | bigint }[]>(observedAt(order), clusterId),
    ),
  );
  const [from, to] = [oldest?.[0], newest?.[0]];
  return from === undefined || to === undefined
    ? null
    : { from: millis(Number(from.at)), to: millis(Number(to.at)) };
}

/** Counting a part of an index takes long enough where a lot was recorded: so many buckets at a time. */
const BUCKETS_AT_ONCE = 20;

// Of the index alone.
const ACTIVITY = `
  SELECT CAST(("observed_at" - ?2) / ?4 AS INTEGER) AS bucket, count(*) AS count FROM "transition"
  WHERE "cluster_id" = ?1 AND "observed_at" >= ?2 AND "observed_at" < ?3
  GROUP BY bucket`;

async function activity(
  { db, clusterId }: Source,
  { from, to, buckets }: { readonly from: Millis; readonly to: Millis; readonly buckets: number },
): Promise<readonly number[]> {
  const counts = Array.from({ length: buckets }, () => 0);
  const widthMs = Math.max(1, Math.ceil((to - from) / buckets));
  for (let first = 0; first < buckets; first += BUCKETS_AT_ONCE) {
    const start = from + first * widthMs;
    const end = Math.min(to, start + BUCKETS_AT_ONCE * widthMs);
    const rows = await db.$queryRawUnsafe<{ bucket: number | bigint; count: number | bigint }[]>(
      ACTIVITY,
      clusterId,
      start,
      end,
      widthMs,
    );
    for (const { bucket, count } of rows) {
      const index = first + Number(bucket);
      if (index < buckets) counts[index] = Number(count);
    }
    await setImmediate();
  }
  return counts;
}

/** Entries of the index that a page looks at, and how many are looked at in all. */
const LOOKED_AT_ONCE = 1000;
const LOOKED_AT = 200_000;
/** What is known of one takes some kilobytes. */
const PODS_AT_ONCE = 200;

// By cluster and time of deletion, as the index is; what was created later is left out by who reads.
const GONE_SINCE = `
  SELECT "uid", "created_at", "deleted_at" FROM "pod"
  WHERE "cluster_id" = ?1 AND ("deleted_at" > ?2 OR ("deleted_at" = ?2 AND "uid" > ?3))
  ORDER BY "deleted_at", "uid" LIMIT ${LOOKED_AT_ONCE}`;

async function goneSince(
  read: <T>(query: (source: Source) => Promise<T>) => Promise<T>,
  at: Millis,
  take: (pods: readonly StoredPod[]) => void,
): Promise<boolean> {
  let last = { deletedAt: Number(at), uid: '\uffff' };
  for (let looked = 0; looked < LOOKED_AT; looked += LOOKED_AT_ONCE) {
    const rows = await read(({ db, clusterId }) =>
      db.$queryRawUnsafe<
        { uid: string; created_at: number | bigint; deleted_at: number | bigint }[]
      >(GONE_SINCE, clusterId, last.deletedAt, last.uid),
    );
    const uids = rows.flatMap((row) => (Number(row.created_at) <= at ? [row.uid] : []));
    for (let first = 0; first < uids.length; first += PODS_AT_ONCE) {
      const some = uids.slice(first, first + PODS_AT_ONCE);
      take(await read((source) => podsOf(source, some)));
    }
    const end = rows.at(-1);
    if (end === undefined || rows.length < LOOKED_AT_ONCE) return true;
    last = { deletedAt: Number(end.deleted_at), uid: end.uid };
    await setImmediate();
  }
  return false;
}

// By a list in one text: of a long list of parameters Prisma would make a transaction of several statements.
const PODS_OF = `
  SELECT "cluster_id" AS "clusterId", "uid", "namespace", "name", "created_at" AS "createdAt", "deleted_at" AS "deletedAt",
    "known", "known_version" AS "knownVersion", "updated_seq" AS "updatedSeq"
  FROM "pod" WHERE "cluster_id" = ?1 AND "uid" IN (SELECT value FROM json_each(?2))`;

const podsOf = async (
  { db, path, clusterId }: Source,
  uids: readonly string[],
): Promise<readonly StoredPod[]> =>
  (await db.$queryRawUnsafe<PodRow[]>(PODS_OF, clusterId, JSON.stringify(uids))).map((row) =>
    podFromRow(path, { ...row, knownVersion: Number(row.knownVersion) }),
  );

/** Pods that went last, among which a name is looked for. */
const NEWEST_GONE = 20_000;

const GONE = `
  SELECT "uid" FROM (
    SELECT "uid", "namespace", "name", "deleted_at" FROM "pod"
    WHERE "cluster_id" = ?1 AND "deleted_at" <= ?2 AND "deleted_at" > ?3
    ORDER BY "deleted_at" DESC, "uid" LIMIT ${NEWEST_GONE}
  )
  WHERE (?4 IS NULL OR "namespace" IN (SELECT value FROM json_each(?4)))
    AND (?5 IS NULL OR instr("name", ?5) > 0)
  LIMIT ?6`;

async function gone(
  source: Source,
  { before, after, namespaces, name, limit }: GonePods,
): Promise<readonly StoredPod[]> {
  const rows = await source.db.$queryRawUnsafe<{ uid: string }[]>(
    GONE,
    source.clusterId,
    before,
    after ?? -1,
    namespaces === null ? null : JSON.stringify(namespaces),
    name,
    limit,
  );
  const pods = new Map<string, StoredPod>();
  for (let at = 0; at < rows.length; at += PODS_AT_ONCE) {
    const uids = rows.slice(at, at + PODS_AT_ONCE).map(({ uid }) => uid);
    for (const pod of await podsOf(source, uids)) pods.set(pod.uid, pod);
    await setImmediate();
  }
  return rows.flatMap(({ uid }) => pods.get(uid) ?? []);
}

/** Of each kind. A strip of a quarter of an hour shows forty. */
const NEWEST_OF_A_KIND = 200;

// One text a pod: of as many rows Prisma would make as many objects twice.
const UNTIL = `
  SELECT ids.value AS uid, (
    SELECT json_group_array(json_array("seq", "key", "at", "observed_at", "container", json("change"))) FROM (
      SELECT *, row_number() OVER (
        PARTITION BY "container", "change" ->> 'kind', "change" ->> 'type' ORDER BY "seq" DESC
      ) AS nth
      FROM "transition" AS fact
      WHERE fact."cluster_id" = ?1 AND fact."pod_uid" = ids.value AND (fact."observed_at" <= ?3 OR fact."at" <= ?3)
    )
    WHERE nth <= ${NEWEST_OF_A_KIND}
  ) AS facts
  FROM json_each(?2) AS ids`;

async function transitionsUntil(
  { db, path, clusterId }: Source,
  uids: readonly string[],
  at: Millis,
): Promise<ReadonlyMap<string, readonly RecordedTransition[]>> {
  const rows = await db.$queryRawUnsafe<{ uid: string; facts: string }[]>(
    UNTIL,
    clusterId,
    JSON.stringify(uids),
    at,
  );
  return new Map(rows.map(({ uid, facts }) => [uid, transitionsFromJson(path, uid, facts)]));
}

const GAPS = 1000;

async function gaps(
  { db, clusterId }: Source,
  { from, to }: { readonly from: Millis; readonly to: Millis },
): Promise<readonly ScopedGap[]> {
  const rows = await db.gap.findMany({
    where: { clusterId, toAt: { gte: from }, fromAt: { lte: to } },
    orderBy: [{ fromAt: 'desc' }, { toAt: 'desc' }],
    take: GAPS,
  });
  return rows.map(gapFromRow).reverse();
}
