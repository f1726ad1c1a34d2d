/**
 * The transition log of one cluster: append a batch, read it back.
 *
 * What it promises. A batch is one transaction: its transitions, the pods' new `known`, the checkpoint and the gaps are
 * there together or not at all, and on the disk when `append` resolves. A transition is there once, however often it is
 * appended: its key decides. `seq` grows by one with each new transition, in the order of the batch and of the commits, so
 * whoever has seen seq n has missed nothing before it. Nothing that was appended is changed afterwards.
 */
import {
  KNOWN_VERSION,
  type Millis,
  type PodStart,
  type RecordedTransition,
  type ScopedGap,
  type Seq,
  seq,
} from '@podline/domain';
import type { Appended, Batch, Loaded, StoredPod, TransitionOfPod } from './batch.ts';
import type { Sql } from './connection.ts';
import { appendEvents, type EventLog, eventCheckpoints, eventsOf } from './event-log.ts';
import { assertHeld, type Claim, signLog } from './fence.ts';
import * as tails from './log-tails.ts';
import { type PastReading, pastReading } from './past.ts';
import * as queries from './queries.ts';
import type { Reader } from './reader.ts';
import { forgottenBefore } from './retention-bites.ts';
import { gapsJson, podsJson, transitionsJson } from './rows.ts';
import * as signatures from './signatures.ts';
import * as starts from './starts.ts';
import type { StoredEvent } from './stored-event.ts';
import type { Writer } from './writer.ts';

/** What can be read. Everything here rejects with a `StoreError`. */
export interface LogReading {
  /** Of the database; another epoch is another log, and seqs of the two must not be mixed. */
  readonly epoch: string;
  /** Those after `afterSeq` in order of record; none for an unknown pod. */
  transitionsOf(uid: string, afterSeq: Seq): Promise<readonly RecordedTransition[]>;
  pod(uid: string): Promise<StoredPod | null>;
  /** The newest by `createdAt`, deleted ones included. */
  newestPodNamed(namespace: string, name: string): Promise<StoredPod | null>;
  /** Those that are gone and whose names begin with `prefix`, the newest first, at most `most`. */
  gonePodsNamed(query: queries.GonePodsQuery): Promise<readonly StoredPod[]>;
  /** Of each of these pods the seq of its newest transition; those of which nothing is kept are left out. */
  newestSeqs(uids: readonly string[]): Promise<ReadonlyMap<string, Seq>>;
  /** Of watches that cover the namespace, those that touch the time between, oldest first; `to` null is "until now". */
  gapsBetween(namespace: string, from: Millis, to: Millis | null): Promise<readonly ScopedGap[]>;
  /** Up to then retention has taken something of this pod's history; null: all that was recorded is there. */
  forgottenBefore(uid: string): Promise<Millis | null>;
  /** The Kubernetes Events of the pod that are kept, in order of time; none for an unknown pod. */
  eventsOf(uid: string): Promise<readonly StoredEvent[]>;
  /** Of which attempts the log was asked for: the newest two hundred, in the order in which that was. */
  tailHeadsOf(uid: string): Promise<readonly tails.StoredTailHead[]>;
  /** With their lines: of each container the newest `newest` that were kept, newest first. */
  newestTailsOf(uid: string, newest: number): Promise<readonly tails.StoredTail[]>;
  /** The newest of an attempt of that number; null where its log was not asked for, or is not kept any more. */
  tailOf(
    uid: string,
    of: { readonly container: string; readonly attempt: number },
  ): Promise<tails.StoredTail | null>;
  /** Attempts that failed of the same, in the namespaces that may be told of; null where none is kept. */
  failuresAlike(query: signatures.AlikeQuery): Promise<signatures.FailuresAlike | null>;
  /** The newest starts of a template's pods, newest first; none of a template that is not known. */
  startsOf(template: starts.TemplateKey): Promise<readonly PodStart[]>;
  /** What its revisions were, in the order in which they were first seen. */
  revisionsOf(template: starts.TemplateKey): Promise<readonly starts.TemplateRevision[]>;
  /** Of moments that are over. */
  readonly past: PastReading;
}

/** The log in the hands of its one writer. */
export interface TransitionLog extends LogReading {
  /** What the recorder starts from, all of one moment. */
  load(): Promise<Loaded>;
  /**
   * Durable when it resolves; appends run one after another in the order of the calls. When it rejects, append the same
   * batch again: nothing of it is there, or (where the disk failed at the very end) all of it, and then the next append
   * that succeeds returns it as new. `Fenced` rejects for good.
   */
  append(batch: Batch): Promise<Appended>;
  /**
   * Durable when it resolves. Of a container the first three and the newest twenty stay, and the oldest of all go while all
   * together take more than `maxBytes`. Gives the uids of pods that are not in the log (any more); of these nothing was written.
   */
  keepTails(kept: readonly tails.TailOfPod[], maxBytes: number): Promise<ReadonlySet<string>>;
  /** Durable when it resolves, in a transaction of its own. A pod counts once, whoever tells of it again. `Fenced` as `append`. */
  recordStarts(started: readonly starts.CountedStart[]): Promise<void>;
  /** What was noted under that name last; null: nothing. */
  noted(name: string): Promise<string | null>;
  /** Keeps it in place of what was noted under that name before. `Fenced` rejects for good. */
  note(name: string, value: string): Promise<void>;
  /** The Kubernetes Events of its pods. */
  readonly events: EventLog;
}

/** The log of a cluster, known or not. */
export function logReading({
  reader,
  epoch,
  ...of
}: {
  reader: Reader;
  path: string;
  epoch: string;
  clusterId: string;
}): LogReading {
  const read = <T>(query: (source: queries.Source) => Promise<T>): Promise<T> =>
    reader.read((db) => query({ db, ...of }));
  return {
    epoch,
    transitionsOf: (uid, afterSeq) => read((at) => queries.transitionsOf(at, uid, afterSeq)),
    pod: (uid) => read((at) => queries.podOf(at, uid)),
    newestPodNamed: (namespace, name) => read((at) => queries.newestPodNamed(at, namespace, name)),
    gonePodsNamed: (query) => read((at) => queries.gonePodsNamed(at, query)),
    newestSeqs: (uids) => read((at) => queries.newestSeqs(at, uids)),
    gapsBetween: (namespace, from, to) =>
      read((at) => queries.gapsBetween(at, namespace, { from, to })),
    forgottenBefore: (uid) => read(({ db, clusterId }) => forgottenBefore(db, clusterId, uid)),
    eventsOf: (uid) => read((at) => eventsOf(at, uid)),
    tailHeadsOf: (uid) => read((at) => tails.tailHeadsOf(at, uid)),
    newestTailsOf: (uid, newest) => read((at) => tails.newestTailsOf(at, uid, newest)),
    tailOf: (uid, of) => read((at) => tails.tailOf(at, uid, of)),
    failuresAlike: (query) => read((at) => signatures.failuresAlike(at, query)),
    startsOf: (template) => read((at) => starts.startsOf(at, template)),
    revisionsOf: (template) => read((at) => starts.revisionsOf(at, template)),
    past: pastReading(read),
  };
}

/** The log of the cluster that was claimed. */
export function transitionLog({
  writer,
  claim,
  ...of
}: {
  writer: Writer;
  reader: Reader;
  path: string;
  epoch: string;
  claim: Claim;
}): TransitionLog {
  const { path } = of;
  const { clusterId } = claim;
  // Nobody else writes this cluster's log, so what is there beyond this was appended here and not yet told to anybody.
  let told = claim.lastSeq;
  // More than they take, never less: summed up anew whenever it comes to the limit, and before the first.
  let tailBytes = Number.POSITIVE_INFINITY;
  return {
    ...logReading({ ...of, clusterId }),
    load: () =>
      writer.snapshot(async (db) => ({
        pods: await queries.livePods({ db, path, clusterId }),
        checkpoints: await queries.checkpoints({ db, path, clusterId }),
        lastSeq: await queries.lastSeqOf(db),
        keptSince: await queries.keptSinceOf(db),
      })),
    noted: (name) =>
      of.reader.read(async (db) => {
        const found = await db.note.findUnique({ where: { clusterId_name: { clusterId, name } } });
        return found?.value ?? null;
      }),
    note: async (name, value) => {
      await writer.transaction(async (db) => {
        await assertHeld(db, path, claim);
        await db.$executeRawUnsafe(KEEP_NOTE, clusterId, name, value);
      });
    },
    append: async (batch) => {
      const appended = await writer.transaction(async (db) => {
        await assertHeld(db, path, claim);
        await signLog(db);
        return appendTo(db, { clusterId, told }, batch);
      });
      // The writer begins the next transaction in a later turn of the event loop.
      told = appended.lastSeq;
      return appended;
    },
    events: {
      append: (batch) => writer.transaction((db) => appendEvents(db, { path, claim, batch })),
      checkpoints: () => writer.snapshot((db) => eventCheckpoints({ db, path, clusterId })),
    },
    keepTails: (kept, maxBytes) =>
      writer.transaction(async (db) => {
        await assertHeld(db, path, claim);
        await signLog(db);
        const { bytes, missing } = await tails.putTails(db, clusterId, kept);
        tailBytes += bytes;
        if (tailBytes > maxBytes) tailBytes = await tails.makeRoomForTails(db, maxBytes);
        return missing;
      }),
    recordStarts: (started) =>
      writer.transaction(async (db) => {
        await assertHeld(db, path, claim);
        await signLog(db);
        await starts.recordStarts(db, clusterId, started);
      }),
  };
}

// Raw SQL over one JSON text each: Prisma's createMany has no ON CONFLICT on SQLite, is many times slower, and leaves
// memory behind. Left out with NOT EXISTS and not with ON CONFLICT, which would use up a seq for each row it drops.
const INSERT_TRANSITIONS = `
  INSERT INTO "transition" ("cluster_id", "pod_uid", "key", "at", "observed_at", "container", "change")
  SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5
  FROM json_each(?2) AS fact
  WHERE NOT EXISTS (
    SELECT 1 FROM "transition" AS there
    WHERE there."cluster_id" = ?1 AND there."pod_uid" = value ->> 0 AND there."key" = value ->> 1
  )
  ORDER BY fact.key`;

// The + keeps SQLite from an index that begins with the cluster: it would read the cluster's whole log.
const UNTOLD_TRANSITIONS = `
  SELECT "seq", "pod_uid", "key" FROM "transition"
  WHERE "seq" > ?2 AND +"cluster_id" = ?1
  ORDER BY "seq"`;

const UPSERT_PODS = `
  INSERT INTO "pod" ("cluster_id", "uid", "namespace", "name", "created_at", "deleted_at", "known", "known_version", "updated_seq")
  SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, ?4, ?3
  FROM json_each(?2) AS pod
  WHERE true
  ORDER BY pod.key
  ON CONFLICT ("cluster_id", "uid") DO UPDATE SET
    "namespace" = excluded."namespace", "name" = excluded."name", "created_at" = excluded."created_at",
    "deleted_at" = excluded."deleted_at", "known" = excluded."known", "known_version" = excluded."known_version",
    "updated_seq" = excluded."updated_seq"`;

const UPSERT_CHECKPOINT = `
  INSERT INTO "checkpoint" ("cluster_id", "scope", "resource_version", "observed_at")
  VALUES (?1, ?2, ?3, ?4)
  ON CONFLICT ("cluster_id", "scope") DO UPDATE SET
    "resource_version" = excluded."resource_version", "observed_at" = excluded."observed_at"`;

const INSERT_GAPS = `
  INSERT INTO "gap" ("cluster_id", "scope", "from_at", "to_at", "cause")
  SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?2)
  WHERE true
  ON CONFLICT DO NOTHING`;

const KEEP_NOTE = `
  INSERT INTO "note" ("cluster_id", "name", "value") VALUES (?1, ?2, ?3)
  ON CONFLICT ("cluster_id", "name") DO UPDATE SET "value" = excluded."value"`;

interface Place {
  readonly clusterId: string;
  readonly told: Seq;
}

async function appendTo(db: Sql, place: Place, batch: Batch): Promise<Appended> {
  const { clusterId } = place;
  // Pods first: their transitions refer to them, and a COMMIT refused for that would leave libsql a statement that pins
  // the write-ahead log.
  const seqBefore = await queries.lastSeqOf(db);
  if (batch.pods.length > 0) {
    const pods = podsJson(batch.pods);
    await db.$executeRawUnsafe(UPSERT_PODS, clusterId, pods, seqBefore, KNOWN_VERSION);
  }
  const appended = await insertTransitions(db, { ...place, seqBefore }, batch.transitions);
  if (batch.checkpoint !== null) {
    const { scope, resourceVersion, observedAt } = batch.checkpoint;
    await db.$executeRawUnsafe(UPSERT_CHECKPOINT, clusterId, scope, resourceVersion, observedAt);
  }
  if (batch.gaps.length > 0) {
    await db.$executeRawUnsafe(INSERT_GAPS, clusterId, gapsJson(batch.gaps));
  }
  return appended;
}

async function insertTransitions(
  db: Sql,
  { clusterId, told, seqBefore }: Place & { readonly seqBefore: Seq },
  transitions: readonly TransitionOfPod[],
): Promise<Appended> {
  if (transitions.length === 0) return { transitions: [], lastSeq: seqBefore };
  const byKey = new Map<string, TransitionOfPod>();
  for (const fact of transitions) {
    const key = factKey(fact.uid, fact.transition.key);
    if (!byKey.has(key)) byKey.set(key, fact);
  }
  const facts = [...byKey.values()];
  await db.$executeRawUnsafe(INSERT_TRANSITIONS, clusterId, transitionsJson(facts));
  const lastSeq = await queries.lastSeqOf(db);
  // All were new and took the next numbers in their order, and nothing from before is untold: no need to read them back.
  if (told === seqBefore && lastSeq - seqBefore === facts.length)
    return { transitions: facts.map((fact, n) => recorded(fact, seqBefore + 1 + n)), lastSeq };
  const rows = await db.$queryRawUnsafe<{ seq: number | bigint; pod_uid: string; key: string }[]>(
    UNTOLD_TRANSITIONS,
    clusterId,
    told,
  );
  const untold = rows.flatMap((row) => {
    const fact = byKey.get(factKey(row.pod_uid, row.key));
    return fact === undefined ? [] : [recorded(fact, Number(row.seq))];
  });
  return { transitions: untold, lastSeq };
}

const recorded = ({ uid, transition }: TransitionOfPod, at: number) => ({
  uid,
  transition: { ...transition, seq: seq(at) },
});

/** Uids hold no newline. */
const factKey = (uid: string, key: string): string => `${uid}\n${key}`;
