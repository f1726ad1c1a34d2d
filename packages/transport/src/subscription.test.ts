import { type OpenView, problem, type ViewDelta, type ViewQuery } from '@podline/contract';
import { seq } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import { NO_EVIDENCE, podRow } from './scripted.ts';
import { type Input, next, type Subscription, subscribed, type Telling } from './subscription.ts';

const pods: ViewQuery = { kind: 'pods' };
const newest: ViewQuery = { kind: 'pod', namespace: 'shop', name: 'a', uid: null };
const pinned: ViewQuery = { ...newest, uid: 'a' };

const connected: Input = { kind: 'connected' };
const snapshot = (at: number, epoch = 'e'): Input => ({
  kind: 'snapshot',
  snapshot: {
    id: 3,
    epoch,
    seq: seq(at),
    state: {
      kind: 'pod',
      row: podRow('a'),
      transitions: [],
      gaps: [],
      evidence: NO_EVIDENCE,
      successorUid: null,
    },
  },
});
const podsSnapshot = (at: number): Input => ({
  kind: 'snapshot',
  snapshot: {
    id: 3,
    epoch: 'e',
    seq: seq(at),
    state: { kind: 'pods', rows: [], total: 0, ofAll: 0 },
  },
});
const nothing = { rows: [], gone: [], transitions: [], gaps: [], successorUid: null };
const delta = (from: number, to: number, epoch = 'e'): Input & { delta: ViewDelta } => ({
  kind: 'delta',
  delta: { id: 3, epoch, fromSeq: seq(from), toSeq: seq(to), ...nothing },
});
const refused = (code: 'POD_NOT_FOUND' | 'INTERNAL'): Input => ({
  kind: 'refused',
  refused: { id: 3, problem: problem(code) },
});

/** One word for each thing that a run of inputs made it do: asked the server, or told the page. */
function played(query: ViewQuery, inputs: readonly Input[]): string[] {
  const did: string[] = [];
  let subscription = subscribed(3, query);
  for (const input of inputs) {
    const step = next(subscription, input);
    subscription = step.subscription;
    if (step.open !== null) did.push(asked(step.open));
    if (step.tell !== null) did.push(heard(step.tell));
  }
  return did;
}

function asked({ query, have }: OpenView): string {
  const uid = query.kind === 'pod' ? ` ${query.uid ?? 'newest'}` : '';
  return `open${uid}${have === null ? '' : ` from ${have.epoch} ${have.seq}`}`;
}

function heard(tell: Telling): string {
  if (tell.kind === 'snapshot') return `snapshot ${tell.seq}`;
  if (tell.kind === 'delta') return `delta ${tell.delta.fromSeq}-${tell.delta.toSeq}`;
  return tell.problem.code;
}

describe('a subscription', () => {
  const begun = [connected, snapshot(5)];
  const table: [string, ViewQuery, Input[], string[]][] = [
    ['asks for everything at first', pods, [connected], ['open']],
    [
      'hands on a snapshot and the deltas that continue it',
      pods,
      [connected, podsSnapshot(5), delta(5, 7), delta(7, 8)],
      ['open', 'snapshot 5', 'delta 5-7', 'delta 7-8'],
    ],
    [
      'goes on from what it has when it is connected again',
      pods,
      [connected, podsSnapshot(5), delta(5, 7), connected, delta(7, 9)],
      ['open', 'snapshot 5', 'delta 5-7', 'open from e 7', 'delta 7-9'],
    ],
    [
      'takes a snapshot where the server cannot continue',
      pods,
      [connected, podsSnapshot(5), connected, podsSnapshot(9), delta(9, 10)],
      ['open', 'snapshot 5', 'open from e 5', 'snapshot 9', 'delta 9-10'],
    ],
    [
      'takes a snapshot that is older than what it has',
      pods,
      [connected, podsSnapshot(5), connected, podsSnapshot(2), delta(2, 3)],
      ['open', 'snapshot 5', 'open from e 5', 'snapshot 2', 'delta 2-3'],
    ],
    [
      'opens anew at a hole, and hears no delta until the snapshot',
      pinned,
      [...begun, delta(6, 7), delta(7, 8), delta(5, 6), snapshot(8), delta(8, 9)],
      ['open a', 'snapshot 5', 'open a', 'snapshot 8', 'delta 8-9'],
    ],
    [
      'opens anew when a delta overlaps what it has',
      pinned,
      [...begun, delta(4, 7)],
      ['open a', 'snapshot 5', 'open a'],
    ],
    [
      'does not hear again what it has',
      pinned,
      [...begun, delta(5, 7), delta(5, 7), delta(3, 5), delta(7, 8)],
      ['open a', 'snapshot 5', 'delta 5-7', 'delta 7-8'],
    ],
    [
      'hears of a change for which nothing was recorded',
      pinned,
      [...begun, delta(5, 5), delta(5, 5), delta(5, 6)],
      ['open a', 'snapshot 5', 'delta 5-5', 'delta 5-5', 'delta 5-6'],
    ],
    [
      'opens anew when a delta is of another log',
      pinned,
      [...begun, delta(5, 6, 'f'), snapshot(1, 'f'), delta(1, 2, 'f')],
      ['open a', 'snapshot 5', 'open a', 'snapshot 1', 'delta 1-2'],
    ],
    [
      'of the newest of a name stays with the pod that it showed',
      newest,
      [...begun, connected, delta(5, 6)],
      ['open newest', 'snapshot 5', 'open a from e 5', 'delta 5-6'],
    ],
    [
      'of the newest of a name takes the newest again when its pod is not known any more',
      newest,
      [...begun, connected, refused('POD_NOT_FOUND'), snapshot(1, 'f')],
      ['open newest', 'snapshot 5', 'open a from e 5', 'open newest', 'snapshot 1'],
    ],
    [
      'of the newest of a name says so when there is none',
      newest,
      [...begun, connected, refused('POD_NOT_FOUND'), refused('POD_NOT_FOUND')],
      ['open newest', 'snapshot 5', 'open a from e 5', 'open newest', 'POD_NOT_FOUND'],
    ],
    [
      'hands on a refusal, and asks again for everything when it is connected again',
      pinned,
      [...begun, refused('INTERNAL'), connected],
      ['open a', 'snapshot 5', 'INTERNAL', 'open a'],
    ],
    ['hears no delta before its snapshot', pinned, [connected, delta(0, 1)], ['open a']],
  ];
  test.each(table)('%s', (_, query, inputs, expected) => {
    expect(played(query, inputs)).toEqual(expected);
  });

  test('is left as it was by a step', () => {
    const before: Subscription = Object.freeze(subscribed(3, pods));
    next(before, podsSnapshot(5));
    expect(before).toEqual({ id: 3, query: pods, shownUid: null, have: null });
  });
});
