/** V6: after quiet, what a page shows is what the database holds is what the cluster has. */
import type { PodRow, PodState, PodsState } from '@podline/contract';
import { type PodSnapshot, statusColumns } from '@podline/domain';
import type { ClientHistory, Database, Evidence, TrueChange, Violations } from '../evidence.ts';
import { snapshotOf } from '../looks.ts';

/** The columns that people compare, by uid. */
export type Rows = ReadonlyMap<string, string>;

/** Compares the list of pods three ways, and each open pod's transitions with the database's. */
export function viewsAgree({ truth, database, clients }: Evidence): Violations {
  const cluster = clusterRows(truth.changes);
  const stored = databaseRows(database);
  return [
    ...differences('the database', stored, 'the cluster', cluster),
    ...clients.flatMap((client) => clientDiffers(client, stored, database)),
  ].map((sentence) => `V6: ${sentence}`);
}

function clientDiffers(client: ClientHistory, stored: Rows, database: Database): Violations {
  return client.views.flatMap(({ query, state }) => {
    const view = `${client.name}'s view of ${query.kind === 'pod' ? query.name : `all ${query.kind}`}`;
    if (state === null) return query.kind === 'pods' ? [`${view} shows nothing.`] : [];
    if (state.kind === 'pods') return differences(view, pageRows(state), 'the database', stored);
    return state.kind === 'pod' ? podDiffers(view, state, database) : [];
  });
}

function podDiffers(view: string, { row, transitions }: PodState, database: Database): Violations {
  const own = database.transitions.filter(({ uid }) => uid === row.uid);
  const shown = transitions.map(({ seq, key }) => `${seq} ${key}`);
  const stored = own.map(({ seq, key }) => `${seq} ${key}`);
  return [
    ...stored
      .filter((line) => !shown.includes(line))
      .map((line) => `${view} lacks the transition ${line}.`),
    ...shown
      .filter((line) => !stored.includes(line))
      .map((line) => `${view} shows the transition ${line}, which the database has not.`),
  ];
}

function differences(one: string, a: Rows, other: string, b: Rows): Violations {
  const uids = new Set([...a.keys(), ...b.keys()]);
  return [...uids].flatMap((uid) => {
    const [here, there] = [a.get(uid) ?? 'no such pod', b.get(uid) ?? 'no such pod'];
    return here === there ? [] : [`of pod ${uid} ${one} says "${here}", ${other} "${there}".`];
  });
}

export function clusterRows(changes: readonly TrueChange[]): Rows {
  const last = new Map<string, TrueChange>();
  for (const change of changes) if (change.resource === 'pods') last.set(change.uid, change);
  const live = [...last.values()].filter(({ type }) => type !== 'DELETED');
  return new Map(live.map((change) => [change.uid, columnsOf(snapshotOf(change))]));
}

export const databaseRows = ({ pods }: Database): Rows =>
  new Map(
    pods
      .filter(({ deletedAt }) => deletedAt === null)
      .map(({ uid, known }) => [uid, columnsOf(known.snapshot)]),
  );

export const pageRows = ({ rows }: PodsState): Rows =>
  new Map(rows.map((row) => [row.uid, columns(row)]));

function columnsOf(pod: PodSnapshot): string {
  const { namespace, name, node } = pod;
  const { ready, status, restarts, lastRestartAt, sentence } = statusColumns(pod);
  return columns({
    namespace,
    name,
    node,
    ready,
    status,
    restarts,
    lastRestartAt,
    statusSentence: sentence,
  });
}

type Columns = Pick<
  PodRow,
  | 'namespace'
  | 'name'
  | 'node'
  | 'ready'
  | 'status'
  | 'restarts'
  | 'lastRestartAt'
  | 'statusSentence'
>;

const columns = (row: Columns): string =>
  [
    `${row.namespace}/${row.name}`,
    row.ready,
    row.status,
    row.restarts,
    row.lastRestartAt,
    row.node,
    row.statusSentence,
  ].join(' ');
