/** What retention drops in one transaction: deleted pods with their history, superseded facts of pods that stay, old gaps. */
import { type Millis, millis } from '@podline/domain';
import type { Sql } from './connection.ts';

/** Transitions and events of deleted pods that one bite drops at most; with the pages they lie in it is some ten milliseconds' work. */
const DROPPED_A_BITE = 250;
/** A bite looks at so many deleted pods at most. Pods without any transition are possible. */
const PODS_A_BITE = 50;
/** Transitions of which one bite asks whether a newer one says what they said. */
const LOOKED_AT_A_BITE = 250;
const GAPS_A_BITE = 250;

export interface Dropped {
  readonly pods: number;
  readonly transitions: number;
}

interface PodOfCluster {
  readonly clusterId: string;
  readonly uid: string;
}

/**
 * Drops the pods that were deleted first, of those deleted before `before`, whole: the row with all its transitions and events. Of a
 * history too long for one bite the oldest part goes and the pod is marked. A pod with a transition after `upTo` stays.
 */
export async function dropDeletedPods(
  db: Sql,
  { before, upTo }: { readonly before: Millis; readonly upTo: number },
): Promise<Dropped> {
  const { clusterId, pods } = await deletedFirst(db, before, upTo);
  const [first] = pods;
  if (first === undefined) return { pods: 0, transitions: 0 };
  if (first.transitions > DROPPED_A_BITE) {
    return { pods: 0, transitions: await dropOldestPart(db, { clusterId, uid: first.uid }) };
  }
  const whole: string[] = [];
  let transitions = 0;
  let rows = 0;
  for (const pod of pods) {
    if (whole.length > 0 && rows + pod.transitions + pod.events > DROPPED_A_BITE) break;
    rows += pod.transitions + pod.events;
    transitions += pod.transitions;
    whole.push(pod.uid);
  }
  await db.$executeRawUnsafe(DELETE_HISTORIES, clusterId, JSON.stringify(whole));
  await db.$executeRawUnsafe(DELETE_PODS, clusterId, JSON.stringify(whole));
  await count(db, transitions);
  return { pods: whole.length, transitions };
}

const DELETE_HISTORIES = `
  DELETE FROM "transition" WHERE "cluster_id" = ?1 AND "pod_uid" IN (SELECT value FROM json_each(?2))`;
const DELETE_PODS = `
  DELETE FROM "pod" WHERE "cluster_id" = ?1 AND "uid" IN (SELECT value FROM json_each(?2))`;

// By cluster, because the index is: of all clusters at once SQLite would sort every deleted pod there is.
const DELETED_FIRST = `
  SELECT "uid", "deleted_at", (
    SELECT count(*) FROM (
      SELECT 1 FROM "transition" AS fact
      WHERE fact."cluster_id" = ?1 AND fact."pod_uid" = "pod"."uid" LIMIT ${DROPPED_A_BITE + 1}
    )
  ) AS transitions, (
    SELECT count(*) FROM "pod_event" AS event
    WHERE event."cluster_id" = ?1 AND event."pod_uid" = "pod"."uid"
  ) AS events
  FROM "pod"
  WHERE "cluster_id" = ?1 AND "deleted_at" < ?2 AND NOT EXISTS (
    SELECT 1 FROM "transition" AS recent
    WHERE recent."cluster_id" = ?1 AND recent."pod_uid" = "pod"."uid" AND recent."seq" > ?3
  )
  ORDER BY "deleted_at", "uid" LIMIT ${PODS_A_BITE}`;

interface DeletedRow {
  readonly uid: string;
  readonly deleted_at: number | bigint;
  readonly transitions: number | bigint;
  readonly events: number | bigint;
}

/** In order, and of one cluster: the one whose turn it is. `transitions` is one above what a bite takes where it is more. */
async function deletedFirst(
  db: Sql,
  before: Millis,
  upTo: number,
): Promise<{
  readonly clusterId: string;
  readonly pods: readonly {
    readonly uid: string;
    readonly transitions: number;
    readonly events: number;
  }[];
}> {
  let first: { clusterId: string; at: number; rows: readonly DeletedRow[] } | null = null;
  for (const { id: clusterId } of await db.cluster.findMany({ select: { id: true } })) {
    const rows = await db.$queryRawUnsafe<DeletedRow[]>(DELETED_FIRST, clusterId, before, upTo);
    if (rows[0] === undefined) continue;
    const at = Number(rows[0].deleted_at);
    if (first === null || at < first.at) first = { clusterId, at, rows };
  }
  const rows = first?.rows ?? [];
  return {
    clusterId: first?.clusterId ?? '',
    pods: rows.map(({ uid, transitions, events }) => ({
      uid,
      transitions: Number(transitions),
      events: Number(events),
    })),
  };
}

/** As much as a bite takes. */
async function dropOldestPart(db: Sql, { clusterId, uid }: PodOfCluster): Promise<number> {
  const [part] = await db.$queryRawUnsafe<{ last: number | bigint; observed: number | bigint }[]>(
    `SELECT max("seq") AS last, max("observed_at") AS observed FROM (
       SELECT "seq", "observed_at" FROM "transition"
       WHERE "cluster_id" = ?1 AND "pod_uid" = ?2 ORDER BY "seq" LIMIT ${DROPPED_A_BITE}
     )`,
    clusterId,
    uid,
  );
  const dropped = await db.$executeRawUnsafe(
    'DELETE FROM "transition" WHERE "cluster_id" = ?1 AND "pod_uid" = ?2 AND "seq" <= ?3',
    clusterId,
    uid,
    Number(part?.last),
  );
  await mark(db, [{ clusterId, uid, beforeAt: Number(part?.observed) }]);
  await count(db, dropped);
  return dropped;
}

/**
 * Goes on from `after` over the log, oldest first, and drops the transitions that a newer one up to there supersedes: one of
 * the same pod, container and kind (of a condition: of the same type). So what is left up to there is each pod's state of
 * that moment, and what comes later still follows from it. The pods are marked. `through` is how far it came; null at `upTo`.
 */
export async function thinHistories(
  db: Sql,
  { after, upTo }: { readonly after: number; readonly upTo: number },
): Promise<{ readonly transitions: number; readonly through: number | null }> {
  const [looked] = await db.$queryRawUnsafe<{ through: number | bigint | null }[]>(
    `SELECT max("seq") AS through FROM (
       SELECT "seq" FROM "transition" WHERE "seq" > ?1 AND "seq" <= ?2 ORDER BY "seq" LIMIT ${LOOKED_AT_A_BITE}
     )`,
    after,
    upTo,
  );
  if (looked === undefined || looked.through === null) return { transitions: 0, through: null };
  const through = Number(looked.through);
  const superseded = await db.$queryRawUnsafe<SupersededRow[]>(SUPERSEDED, after, through);
  if (superseded.length > 0) {
    await db.$executeRawUnsafe(
      'DELETE FROM "transition" WHERE "seq" IN (SELECT value FROM json_each(?1))',
      JSON.stringify(superseded.map(({ seq }) => Number(seq))),
    );
    await mark(
      db,
      superseded.map((row) => ({
        clusterId: row.cluster_id,
        uid: row.pod_uid,
        beforeAt: Number(row.superseded_at),
      })),
    );
    await count(db, superseded.length);
  }
  return { transitions: superseded.length, through };
}

interface SupersededRow {
  readonly seq: number | bigint;
  readonly cluster_id: string;
  readonly pod_uid: string;
  readonly superseded_at: number | bigint;
}

// What earlier bites left of a pod is one row a kind, so this reads little beside the rows it is about.
const SUPERSEDED = `
  SELECT "seq", "cluster_id", "pod_uid", superseded_at FROM (
    SELECT fact."seq", fact."cluster_id", fact."pod_uid", lead(fact."observed_at") OVER (
      PARTITION BY fact."cluster_id", fact."pod_uid", fact."container", fact."change" ->> 'kind', fact."change" ->> 'type'
      ORDER BY fact."seq"
    ) AS superseded_at
    FROM (SELECT DISTINCT "cluster_id", "pod_uid" FROM "transition" WHERE "seq" > ?1 AND "seq" <= ?2) AS touched
    CROSS JOIN "transition" AS fact
      ON fact."cluster_id" = touched."cluster_id" AND fact."pod_uid" = touched."pod_uid" AND fact."seq" <= ?2
  )
  WHERE superseded_at IS NOT NULL`;

/** Drops gaps that were over before the oldest transition that is kept was observed. */
export const dropGaps = (db: Sql, before: Millis): Promise<number> =>
  db.$executeRawUnsafe(
    `DELETE FROM "gap" WHERE rowid IN (SELECT rowid FROM "gap" WHERE "to_at" < ?1 LIMIT ${GAPS_A_BITE})`,
    before,
  );

interface Mark extends PodOfCluster {
  readonly beforeAt: number;
}

/** In the transaction in which something of the pods goes. */
async function mark(db: Sql, marks: readonly Mark[]): Promise<void> {
  await db.$executeRawUnsafe(
    `INSERT INTO "forgotten" ("cluster_id", "pod_uid", "before_at")
     SELECT value ->> 0, value ->> 1, max(value ->> 2) FROM json_each(?1) WHERE true GROUP BY value ->> 0, value ->> 1
     ON CONFLICT ("cluster_id", "pod_uid") DO UPDATE SET "before_at" = max("before_at", excluded."before_at")`,
    JSON.stringify(marks.map(({ clusterId, uid, beforeAt }) => [clusterId, uid, beforeAt])),
  );
}

/** Up to then not everything of this pod is kept; null: all that was ever recorded of it is. */
export async function forgottenBefore(
  db: Sql,
  clusterId: string,
  uid: string,
): Promise<Millis | null> {
  const [row] = await db.$queryRawUnsafe<{ before_at: number | bigint }[]>(
    'SELECT "before_at" FROM "forgotten" WHERE "cluster_id" = ?1 AND "pod_uid" = ?2',
    clusterId,
    uid,
  );
  return row === undefined ? null : millis(Number(row.before_at));
}

const count = (db: Sql, transitions: number): Promise<number> =>
  db.$executeRawUnsafe(
    'UPDATE "store" SET "forgotten_transitions" = "forgotten_transitions" + ?1',
    transitions,
  );
