/** The starts of pods by template, and what each revision of a template was: what is usual is told from these. */
import {
  durationMs,
  type Millis,
  millis,
  type PodStart,
  type StartFact,
  type TemplateFingerprint,
} from '@podline/domain';
import type { Sql } from './connection.ts';
import { StoreError } from './errors.ts';
import type { Source } from './queries.ts';

/** What pods are counted together by. */
export interface TemplateKey {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
}

/** A start with the template that it counts for. */
export interface CountedStart extends PodStart {
  readonly template: TemplateKey;
  /** Null: nobody knows it. It is kept with the first start of its revision. */
  readonly fingerprint: TemplateFingerprint | null;
}

/** What a revision of a template was made of. */
export interface TemplateRevision {
  readonly revision: string;
  readonly firstSeenAt: Millis;
  readonly fingerprint: TemplateFingerprint;
}

/** Of a template the newest so many are kept: a 95th percentile needs no more, and what is older says little of today. */
const STARTS_KEPT = 500;
const REVISIONS_KEPT = 20;
/** Of all templates together, some 100 MB. */
const STARTS_IN_ALL = 200_000;
const DROPPED_A_BITE = 250;

const INSERT_STARTS = `
  INSERT INTO "start" ("cluster_id", "pod_uid", "namespace", "kind", "name", "revision", "at", "facts")
  SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6
  FROM json_each(?2) WHERE true
  ON CONFLICT ("cluster_id", "pod_uid") DO NOTHING`;

const INSERT_REVISIONS = `
  INSERT INTO "template_revision" ("cluster_id", "namespace", "kind", "name", "revision", "first_seen_at", "fingerprint")
  SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5
  FROM json_each(?2) WHERE true
  ON CONFLICT DO NOTHING`;

// One statement for all templates of a bite: a statement costs more than what it finds to do. The list of templates stands to the
// left, so that each is one look into the index.
const dropBeyond = (table: string, at: string, kept: number): string => {
  const ofTemplate = (row: string): string =>
    ['namespace', 'kind', 'name']
      .map((column, n) => `${row}."${column}" = template.value ->> ${n}`)
      .join(' AND ');
  return `
  DELETE FROM "${table}" WHERE rowid IN (
    SELECT old.rowid FROM json_each(?2) AS template CROSS JOIN "${table}" AS old
      ON old."cluster_id" = ?1 AND ${ofTemplate('old')} AND old."${at}" <= (
        SELECT kept."${at}" FROM "${table}" AS kept
        WHERE kept."cluster_id" = ?1 AND ${ofTemplate('kept')}
        ORDER BY kept."${at}" DESC LIMIT 1 OFFSET ${kept}
      )
  )`;
};
const DROP_OLDEST = dropBeyond('start', 'at', STARTS_KEPT);
const DROP_OLDEST_REVISIONS = dropBeyond('template_revision', 'first_seen_at', REVISIONS_KEPT);

/** Counts each pod once, however often it is told; in a transaction that writes. */
export async function recordStarts(
  db: Sql,
  clusterId: string,
  starts: readonly CountedStart[],
): Promise<void> {
  await db.$executeRawUnsafe(INSERT_STARTS, clusterId, JSON.stringify(starts.map(startRow)));
  await db.$executeRawUnsafe(
    INSERT_REVISIONS,
    clusterId,
    JSON.stringify(starts.flatMap(revisionRow)),
  );
  const templates = new Set(
    starts.map(({ template: { namespace, kind, name } }) =>
      JSON.stringify([namespace, kind, name]),
    ),
  );
  const touched = `[${[...templates].join(',')}]`;
  await db.$executeRawUnsafe(DROP_OLDEST, clusterId, touched);
  await db.$executeRawUnsafe(DROP_OLDEST_REVISIONS, clusterId, touched);
}

const startRow = ({ podUid, template, revision, at, facts }: CountedStart) => [
  podUid,
  template.namespace,
  template.kind,
  template.name,
  revision,
  at,
  // A text within the text, so that SQLite stores it untouched.
  JSON.stringify(
    facts.map((it) => [it.stage, it.container, it.at - at, it.durationMs, it.attempts, it.end]),
  ),
];

const revisionRow = ({ template, revision, at, fingerprint }: CountedStart) =>
  revision === null || fingerprint === null
    ? []
    : [
        [
          template.namespace,
          template.kind,
          template.name,
          revision,
          at,
          JSON.stringify(fingerprint),
        ],
      ];

/** Newest first, as many as are kept; none of a template that nobody knows. */
export async function startsOf(
  { db, path, clusterId }: Source,
  { namespace, kind, name }: TemplateKey,
): Promise<readonly PodStart[]> {
  const rows = await db.start.findMany({
    where: { clusterId, namespace, kind, name },
    orderBy: { at: 'desc' },
    take: STARTS_KEPT,
  });
  return rows.map(({ podUid, revision, at, facts }) => ({
    podUid,
    revision,
    at: millis(Number(at)),
    facts: factsFrom(parsed(path, `the start of pod ${podUid}`, facts), Number(at)),
  }));
}

/** In the order in which they were first seen. */
export async function revisionsOf(
  { db, path, clusterId }: Source,
  { namespace, kind, name }: TemplateKey,
): Promise<readonly TemplateRevision[]> {
  const rows = await db.templateRevision.findMany({
    where: { clusterId, namespace, kind, name },
    orderBy: [{ firstSeenAt: 'asc' }, { revision: 'asc' }],
  });
  return rows.map(({ revision, firstSeenAt, fingerprint }) => ({
    revision,
    firstSeenAt: millis(Number(firstSeenAt)),
    // Written by revisionRow.
    fingerprint: parsed(path, `revision ${revision}`, fingerprint) as TemplateFingerprint,
  }));
}

type FactRow = readonly [
  StartFact['stage'],
  string | null,
  number,
  number,
  number,
  StartFact['end'],
];

/** Written by startRow. */
const factsFrom = (rows: unknown, at: number): readonly StartFact[] =>
  (rows as readonly FactRow[]).map(([stage, container, after, took, attempts, end]) => ({
    stage,
    container,
    at: millis(at + after),
    durationMs: durationMs(took),
    attempts,
    end,
  }));

function parsed(path: string, what: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new StoreError('StoreCorrupt', path, `${what} is unreadable`, cause);
  }
}

/** One bite of what is older than `before`, or beyond what is kept of all templates together; how many rows went. */
export async function dropStarts(db: Sql, before: Millis): Promise<number> {
  const starts = await db.$executeRawUnsafe(
    `DELETE FROM "start" WHERE rowid IN (SELECT rowid FROM "start" WHERE "at" < ?1 LIMIT ${DROPPED_A_BITE})
     OR rowid IN (SELECT rowid FROM "start" ORDER BY "at" DESC LIMIT ${DROPPED_A_BITE} OFFSET ${STARTS_IN_ALL})`,
    before,
  );
  const revisions = await db.$executeRawUnsafe(
    `DELETE FROM "template_revision" WHERE rowid IN (
       SELECT revision.rowid FROM "template_revision" AS revision
       WHERE revision."first_seen_at" < ?1 AND NOT EXISTS (
         SELECT 1 FROM "start"
         WHERE "start"."cluster_id" = revision."cluster_id" AND "start"."namespace" = revision."namespace"
           AND "start"."kind" = revision."kind" AND "start"."name" = revision."name"
       ) LIMIT ${DROPPED_A_BITE}
     )`,
    before,
  );
  return starts + revisions;
}

/** For want of room, the oldest of all first; how many went. */
export const dropOldestStarts = (db: Sql): Promise<number> =>
  db.$executeRawUnsafe(
    `DELETE FROM "start" WHERE rowid IN (SELECT rowid FROM "start" ORDER BY "at" LIMIT ${DROPPED_A_BITE})`,
  );
