/**
 * The Kubernetes Events of a cluster's pods: append a batch, read a pod's.
 *
 * What it promises. A batch is one transaction, beside the transitions and never with them: its events and its checkpoint are there
 * together or not at all. An event is there once; appended again it only ever says more (a higher count, a later time), in whatever
 * order its sayings come. An event goes with its pod, or when its pod has newer ones enough.
 */
import { millis } from '@podline/domain';
import type { Checkpoint } from './batch.ts';
import type { Sql } from './connection.ts';
import { assertHeld, type Claim, signLog } from './fence.ts';
import type { PodEvent as EventRow } from './generated/client.ts';
import type { Source } from './queries.ts';
import {
  type AppendedEvents,
  EVENTS_A_POD,
  type EventBatch,
  eachOnce,
  isSame,
  joined,
  keyOf,
  type StoredEvent,
} from './stored-event.ts';

/** The events in the hands of the cluster's one writer. Everything rejects with a `StoreError`. */
export interface EventLog {
  /** Durable when it resolves. When it rejects, append the same batch again. `Fenced` rejects for good. */
  append(batch: EventBatch): Promise<AppendedEvents>;
  /** Up to where each scope's events were seen. */
  checkpoints(): Promise<readonly Checkpoint[]>;
}

/** Of a pod, in order of time; those of one time in the order in which they came to be known. None for an unknown pod. */
export async function eventsOf(
  { db, clusterId }: Source,
  podUid: string,
): Promise<readonly StoredEvent[]> {
  const rows = await db.podEvent.findMany({
    where: { clusterId, podUid },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
  });
  return rows.map(eventFromRow);
}

export async function eventCheckpoints({ db, clusterId }: Source): Promise<readonly Checkpoint[]> {
  const rows = await db.eventCheckpoint.findMany({
    where: { clusterId },
    orderBy: { scope: 'asc' },
  });
  return rows.map(({ scope, resourceVersion, observedAt }) => ({
    scope,
    resourceVersion,
    observedAt: millis(Number(observedAt)),
  }));
}

/** In a transaction that writes. What changes nothing writes nothing. @throws StoreError Fenced */
export async function appendEvents(
  db: Sql,
  { path, claim, batch }: { path: string; claim: Claim; batch: EventBatch },
): Promise<AppendedEvents> {
  await assertHeld(db, path, claim);
  const { clusterId } = claim;
  const told = eachOnce(batch.events);
  const there = await podsAmong(db, clusterId, told);
  const unknown = told.filter(({ podUid }) => !there.has(podUid));
  const before = await kept(db, clusterId, told);
  const news = told.flatMap((event) => {
    if (!there.has(event.podUid)) return [];
    const known = before.get(keyOf(event));
    const now = known === undefined ? event : joined(known, event);
    return known !== undefined && isSame(known, now) ? [] : [now];
  });
  if (news.length > 0 || batch.checkpoint !== null) await signLog(db);
  const pods = [...new Set(news.map(({ podUid }) => podUid))];
  if (news.length > 0) {
    await db.$executeRawUnsafe(UPSERT, clusterId, eventsJson(news));
    await db.$executeRawUnsafe(DROP_OLDEST, clusterId, JSON.stringify(pods));
  }
  if (batch.checkpoint !== null) {
    const { scope, resourceVersion, observedAt } = batch.checkpoint;
    await db.$executeRawUnsafe(UPSERT_CHECKPOINT, clusterId, scope, resourceVersion, observedAt);
  }
  return { stored: news.length, pods, unknown };
}

const UPSERT = `
  INSERT INTO "pod_event" ("cluster_id", "pod_uid", "uid", "at", "first_at", "type", "reason", "message", "container", "count", "component")
  SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9
  FROM json_each(?2) AS event
  WHERE true
  ORDER BY event.key
  ON CONFLICT ("cluster_id", "pod_uid", "uid") DO UPDATE SET
    "at" = excluded."at", "first_at" = excluded."first_at", "type" = excluded."type", "reason" = excluded."reason",
    "message" = excluded."message", "container" = excluded."container", "count" = excluded."count", "component" = excluded."component"`;

/** One element an event, as the INSERT reads it. */
const eventsJson = (events: readonly StoredEvent[]): string =>
  JSON.stringify(
    events.map((event) => [
      ...[event.podUid, event.uid, event.at, event.firstAt, event.type, event.reason],
      ...[event.message, event.container, event.count, event.component],
    ]),
  );

// Almost no pod has so many, and that is seen from the index alone.
const DROP_OLDEST = `
  DELETE FROM "pod_event" WHERE "id" IN (
    SELECT "id" FROM (
      SELECT "id", row_number() OVER (PARTITION BY "pod_uid" ORDER BY "at" DESC, "id" DESC) AS place
      FROM "pod_event" AS event
      WHERE "cluster_id" = ?1 AND "pod_uid" IN (
        SELECT value FROM json_each(?2)
        WHERE (
          SELECT count(*) FROM "pod_event" AS own WHERE own."cluster_id" = ?1 AND own."pod_uid" = value
        ) > ${EVENTS_A_POD}
      )
    )
    WHERE place > ${EVENTS_A_POD}
  )`;

const UPSERT_CHECKPOINT = `
  INSERT INTO "event_checkpoint" ("cluster_id", "scope", "resource_version", "observed_at")
  VALUES (?1, ?2, ?3, ?4)
  ON CONFLICT ("cluster_id", "scope") DO UPDATE SET
    "resource_version" = excluded."resource_version", "observed_at" = excluded."observed_at"`;

/** Which of the events' pods are in the log. */
async function podsAmong(
  db: Sql,
  clusterId: string,
  events: readonly StoredEvent[],
): Promise<ReadonlySet<string>> {
  const uids = [...new Set(events.map(({ podUid }) => podUid))];
  const rows = await db.$queryRawUnsafe<{ uid: string }[]>(
    `SELECT pod."uid" FROM json_each(?2) AS asked
     CROSS JOIN "pod" AS pod ON pod."cluster_id" = ?1 AND pod."uid" = asked.value`,
    clusterId,
    JSON.stringify(uids),
  );
  return new Set(rows.map(({ uid }) => uid));
}

/** By key, those that are there already. */
async function kept(
  db: Sql,
  clusterId: string,
  events: readonly StoredEvent[],
): Promise<ReadonlyMap<string, StoredEvent>> {
  const rows = await db.$queryRawUnsafe<RawRow[]>(
    `SELECT event.* FROM json_each(?2) AS asked
     CROSS JOIN "pod_event" AS event
       ON event."cluster_id" = ?1 AND event."pod_uid" = asked.value ->> 0 AND event."uid" = asked.value ->> 1`,
    clusterId,
    JSON.stringify(events.map(({ podUid, uid }) => [podUid, uid])),
  );
  return new Map(
    rows.map((row) => {
      const event = eventFromRow({ ...row, podUid: row.pod_uid, firstAt: row.first_at });
      return [keyOf(event), event];
    }),
  );
}

type Row = Omit<EventRow, 'id' | 'clusterId' | 'at' | 'firstAt' | 'count'> &
  Readonly<Record<'at' | 'firstAt' | 'count', number | bigint>>;

/** As the table names its columns. */
type RawRow = Omit<Row, 'podUid' | 'firstAt'> & {
  readonly pod_uid: string;
  readonly first_at: number | bigint;
};

const eventFromRow = (row: Row): StoredEvent => ({
  podUid: row.podUid,
  uid: row.uid,
  at: millis(Number(row.at)),
  firstAt: millis(Number(row.firstAt)),
  type: row.type,
  reason: row.reason,
  message: row.message,
  container: row.container,
  count: Number(row.count),
  component: row.component,
});
