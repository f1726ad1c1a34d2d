import type { PodRow, PodState, ViewDelta } from '@podline/contract';
import { type RecordedTransition, seq, statusColumns } from '@podline/domain';
import { expect, test } from 'vitest';
import type { ClientHistory, Database, TrueChange } from '../evidence.ts';
import { snapshotOf } from '../looks.ts';
import type { Told } from '../page-client.ts';
import { DELETED, databaseOf, LIFE, truthOf } from '../planted.ts';
import { viewsAgree } from './v6-views-agree.ts';
import { noHoles } from './v7-no-holes.ts';

const truth = truthOf(LIFE);
const database = databaseOf(LIFE);

function rowOf(change: TrueChange | undefined): PodRow {
  if (change === undefined) throw new Error('There is such a version.');
  const { uid, namespace, name, node, createdAt } = snapshotOf(change);
  const { sentence, because: _, ...columns } = statusColumns(snapshotOf(change));
  return {
    uid,
    namespace,
    name,
    node,
    createdAt,
    ...columns,
    workload: null,
    deletedAt: null,
    statusSentence: sentence,
    pips: [],
    labels: {},
    traits: [],
    reasons: [],
    stuck: null,
    cause: null,
    recent: null,
    lastFailure: null,
    startedUp: null,
  };
}

const POD_QUERY = { kind: 'pod', namespace: 'shop', name: 'web-0', uid: null } as const;

const podState = (transitions: readonly RecordedTransition[]): PodState => ({
  kind: 'pod',
  row: rowOf(LIFE.at(-1)),
  transitions,
  gaps: [],
  evidence: { events: [], tails: [], findings: [] },
  successorUid: null,
});

/** A page that shows these rows and these transitions of the pod. */
const page = (
  rows: readonly PodRow[],
  transitions: readonly RecordedTransition[],
): ClientHistory => ({
  name: 'page 1',
  told: [],
  views: [
    {
      query: { kind: 'pods' },
      seq: 1,
      state: { kind: 'pods', rows, total: rows.length, ofAll: rows.length },
    },
    { query: POD_QUERY, seq: 1, state: podState(transitions) },
  ],
});

const right = page([rowOf(LIFE.at(-1))], database.transitions);

test('V6: it is silent when all three say the same', () => {
  expect(viewsAgree({ truth, database, clients: [right] })).toEqual([]);
});

test('V6: a pod that is gone is on none of the lists', () => {
  const gone = [...LIFE, DELETED];
  const empty = page([], databaseOf(gone).transitions);
  expect(
    viewsAgree({ truth: truthOf(gone), database: databaseOf(gone), clients: [empty] }),
  ).toEqual([]);
});

test.each<[string, ClientHistory, Database, string]>([
  [
    'a page that shows an older row',
    page([rowOf(LIFE[3])], database.transitions),
    database,
    "page 1's view of all pods says",
  ],
  ['a page that lacks a pod', page([], database.transitions), database, 'no such pod'],
  [
    'a page that shows a pod which is gone',
    right,
    databaseOf([...LIFE, DELETED]),
    'the database "no such pod"',
  ],
  ['a database that is behind', right, databaseOf(LIFE.slice(0, 4)), 'the cluster "shop/web-0'],
  [
    'a page without a transition',
    page([rowOf(LIFE.at(-1))], database.transitions.slice(1)),
    database,
    'lacks the transition 1 pod/appeared',
  ],
])('V6: it finds %s', (_, client, stored, sentence) => {
  expect(viewsAgree({ truth, database: stored, clients: [client] }).join('\n')).toContain(sentence);
});

const transitions = database.transitions;
const snapshot = (upTo: number): Told => ({
  at: 0,
  kind: 'snapshot',
  view: 1,
  seq: upTo,
  state: podState(transitions.slice(0, upTo)),
});
const delta = (from: number, to: number, rows = transitions.slice(from, to)): Told => {
  const body: ViewDelta = {
    id: 1,
    epoch: 'e1',
    fromSeq: seq(from),
    toSeq: seq(to),
    rows: [],
    gone: [],
    transitions: rows,
    gaps: [],
    successorUid: null,
  };
  return { at: 0, kind: 'delta', view: 1, delta: body };
};
const holes = (...told: Told[]) => noHoles([{ ...right, told }], database);

test('V7: it is silent for a snapshot and the deltas that go on from it, over a new snapshot', () => {
  expect(
    holes(
      snapshot(2),
      delta(2, 4),
      delta(4, 4),
      delta(4, 7),
      snapshot(6),
      delta(6, transitions.length),
    ),
  ).toEqual([]);
});

test.each<[string, Told[], string]>([
  [
    'a delta that leaves something out',
    [snapshot(2), delta(3, 5)],
    'a delta goes on from seq 3, and it stood at 2',
  ],
  ['a delta before any snapshot', [delta(0, 2)], 'it stood at null'],
  ['a delta that goes back', [snapshot(4), delta(4, 3, [])], 'went back from seq 4 to 3'],
  [
    'a transition that was swallowed',
    [snapshot(2), delta(2, 5, transitions.slice(3, 5))],
    'at seq 5 it lacked seq 3',
  ],
  [
    'a snapshot that is not whole',
    [{ ...snapshot(2), seq: 4 } as Told],
    'at seq 4 it lacked seq 3',
  ],
])('V7: it finds %s', (_, told, sentence) => {
  expect(holes(...told).join('\n')).toContain(sentence);
});

test('V7: it finds a transition that was pushed and is not in the log', () => {
  const [first] = transitions;
  if (first === undefined) throw new Error('It has rows.');
  const lost = { ...first, key: 'pod/never-committed', seq: seq(3) };
  expect(holes(snapshot(2), delta(2, 3, [lost])).join('\n')).toContain(
    '(pod/never-committed), which the log has not',
  );
});
