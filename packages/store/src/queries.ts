/** What is read from the log, on a connection that cannot write. */
import { setImmediate } from 'node:timers/promises';
import {
  type Millis,
  millis,
  type RecordedTransition,
  type ScopedGap,
  type Seq,
  seq,
} from '@podline/domain';
import type { Checkpoint, StoredPod } from './batch.ts';
import type { Sql } from './connection.ts';
import { gapFromRow, podFromRow, transitionFromRow } from './rows.ts';

/** How many are read at a time: a page is a few megabytes, and between pages the event loop runs. */
const PODS_A_PAGE = 1000;
const TRANSITIONS_A_PAGE = 5000;

/** Where to read, and of which cluster. `path` is for the sentences of errors. */
export interface Source {
  readonly db: Sql;
  readonly path: string;
  readonly clusterId: string;
}

/** In order of record, those after `afterSeq`; none for a pod that is not known. */
export async function transitionsOf(
  { db, path, clusterId }: Source,
  podUid: string,
  afterSeq: Seq,
): Promise<readonly RecordedTransition[]> {
  const transitions: RecordedTransition[] = [];
  for (;;) {
    const rows = await db.transition.findMany({
      where: { clusterId, podUid, seq: { gt: transitions.at(-1)?.seq ?? afterSeq } },
      orderBy: { seq: 'asc' },
      take: TRANSITIONS_A_PAGE,
    });
    for (const row of rows) transitions.push(transitionFromRow(path, row));
    if (rows.length < TRANSITIONS_A_PAGE) return transitions;
    await setImmediate();
  }
}

export async function podOf(
  { db, path, clusterId }: Source,
  uid: string,
): Promise<StoredPod | null> {
  const row = await db.pod.findUnique({ where: { clusterId_uid: { clusterId, uid } } });
  return row === null ? null : podFromRow(path, row);
}

/** The newest by `createdAt`, deleted ones included, of those created by then; null when no pod ever had the name. */
export async function newestPodNamed(
  { db, path, clusterId }: Source,
  namespace: string,
  name: string,
  by: Millis | null = null,
): Promise<StoredPod | null> {
  const row = await db.pod.findFirst({
    where: { clusterId, namespace, name, ...(by === null ? {} : { createdAt: { lte: by } }) },
    orderBy: [{ createdAt: 'desc' }, { updatedSeq: 'desc' }],
  });
  return row === null ? null : podFromRow(path, row);
}

/** Pods that are gone and whose names begin with `prefix`, the newest first, at most `most`. */
export async function gonePodsNamed(
  { db, path, clusterId }: Source,
  { namespace, prefix, most }: GonePodsQuery,
): Promise<readonly StoredPod[]> {
  const rows = await db.pod.findMany({
    where: {
      clusterId,
      namespace,
      // Names are ASCII, and no letter of a name comes after the tilde.
      name: { gte: prefix, lt: `${prefix}~` },
      deletedAt: { not: null },
    },
    orderBy: [{ createdAt: 'desc' }, { uid: 'asc' }],
    take: most,
  });
  return rows.map((row) => podFromRow(path, row));
}

export interface GonePodsQuery {
  readonly namespace: string;
  readonly prefix: string;
  readonly most: number;
}

/** Of each pod the seq of its newest transition; those of which nothing is kept are left out. */
export async function newestSeqs(
  { db, clusterId }: Source,
  uids: readonly string[],
): Promise<ReadonlyMap<string, Seq>> {
  const rows = await db.$queryRawUnsafe<{ uid: string; newest: number | bigint | null }[]>(
    NEWEST_SEQS,
    clusterId,
    JSON.stringify(uids),
  );
  return new Map(
    rows.flatMap(({ uid, newest }) => (newest === null ? [] : [[uid, seq(Number(newest))]])),
  );
}

// For each pod one step to the end of its part of the index.
const NEWEST_SEQS = `
  SELECT value AS uid, (
    SELECT max("seq") FROM "transition" WHERE "cluster_id" = ?1 AND "pod_uid" = value
  ) AS newest
  FROM json_each(?2)`;

/** All pods not known to be deleted, by uid. */
export async function livePods({ db, path, clusterId }: Source): Promise<readonly StoredPod[]> {
  const pods: StoredPod[] = [];
  for (;;) {
    const rows = await db.pod.findMany({
      where: { clusterId, deletedAt: null, uid: { gt: pods.at(-1)?.uid ?? '' } },
      orderBy: { uid: 'asc' },
      take: PODS_A_PAGE,
    });
    for (const row of rows) pods.push(podFromRow(path, row));
    if (rows.length < PODS_A_PAGE) return pods;
    await setImmediate();
  }
}

export async function checkpoints({ db, clusterId }: Source): Promise<readonly Checkpoint[]> {
  const rows = await db.checkpoint.findMany({ where: { clusterId }, orderBy: { scope: 'asc' } });
  return rows.map(({ scope, resourceVersion, observedAt }) => ({
    scope,
    resourceVersion,
    observedAt: millis(Number(observedAt)),
  }));
}

/** Of watches that cover the namespace, those that touch the time between, oldest first; `to` null is "until now". */
export async function gapsBetween(
  { db, clusterId }: Source,
  namespace: string,
  { from, to }: { readonly from: Millis; readonly to: Millis | null },
): Promise<readonly ScopedGap[]> {
  const rows = await db.gap.findMany({
    where: {
      clusterId,
      scope: { in: ['', namespace] },
      toAt: { gte: from },
      ...(to === null ? {} : { fromAt: { lte: to } }),
    },
    orderBy: [{ fromAt: 'asc' }, { toAt: 'asc' }, { cause: 'asc' }],
  });
  return rows.map(gapFromRow);
}

/** The log's end when retention ever let go of anything, which is safe for whoever asks; else 0. */
export async function keptSinceOf(db: Sql): Promise<Seq> {
  return (await forgottenTransitionsOf(db)) === 0 ? seq(0) : lastSeqOf(db);
}

/** How many transitions retention has let go of, ever. */
export async function forgottenTransitionsOf(db: Sql): Promise<number> {
  const [row] = await db.$queryRawUnsafe<{ forgotten: number | bigint }[]>(
    'SELECT "forgotten_transitions" AS forgotten FROM "store"',
  );
  return Number(row?.forgotten ?? 0);
}

/** Of the whole log, all clusters; 0 before the first. Retention does not move it back. */
export async function lastSeqOf(db: Sql): Promise<Seq> {
  // The counter and not the table: it remembers rows that are gone.
  const [row] = await db.$queryRawUnsafe<{ seq: number | bigint }[]>(
    `SELECT seq FROM sqlite_sequence WHERE name = 'transition'`,
  );
  return seq(Number(row?.seq ?? 0));
}
