import type { PodState, PodsState, ViewDelta } from '@podline/contract';
import { seq } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import { foldPod, foldPods } from './fold.ts';
import { eventsOf, gapAt, podRow, transitionAt } from './scripted.ts';

const delta = (part: Partial<ViewDelta>): ViewDelta => ({
  id: 1,
  epoch: 'e',
  fromSeq: seq(1),
  toSeq: seq(2),
  rows: [],
  gone: [],
  transitions: [],
  gaps: [],
  successorUid: null,
  ...part,
});

describe('foldPods', () => {
  const state: PodsState = {
    kind: 'pods',
    rows: [podRow('a'), podRow('b')],
    total: 2,
    ofAll: 2,
  };
  const table: [string, Partial<ViewDelta>, string[]][] = [
    ['nothing leaves the rows as they are', {}, ['a Running', 'b Running']],
    ['a new row comes last', { rows: [podRow('c')] }, ['a Running', 'b Running', 'c Running']],
    [
      'a changed row keeps its place',
      { rows: [podRow('a', { status: 'Error' })] },
      ['a Error', 'b Running'],
    ],
    ['a row that is gone leaves', { gone: ['a'] }, ['b Running']],
    [
      'the order of all places each',
      { rows: [podRow('c')], gone: ['a'], order: ['c', 'b'] },
      ['c Running', 'b Running'],
    ],
    ['a pod that came and went between is not there', { gone: ['x'] }, ['a Running', 'b Running']],
  ];
  test.each(table)('%s', (_, part, expected) => {
    const folded = foldPods(state, delta(part));
    expect(folded.rows.map((row) => `${row.uid} ${row.status}`)).toEqual(expected);
    expect(foldPods(folded, delta(part))).toEqual(folded);
  });
});

describe('foldPod', () => {
  const state: PodState = {
    kind: 'pod',
    row: podRow('a'),
    transitions: [transitionAt(1), transitionAt(4)],
    gaps: [gapAt(10, 20)],
    evidence: eventsOf('Scheduled'),
    successorUid: null,
  };
  const seqs = (folded: PodState) => folded.transitions.map((transition) => transition.seq);

  test('transitions stay in order and each seq stands once', () => {
    const part = { transitions: [transitionAt(6), transitionAt(4), transitionAt(2)] };
    const folded = foldPod(state, delta(part));
    expect(seqs(folded)).toEqual([1, 2, 4, 6]);
    expect(foldPod(folded, delta(part))).toEqual(folded);
  });

  test('the row changes only to a row of the same pod', () => {
    const ended = podRow('a', { status: 'Completed' });
    expect(foldPod(state, delta({ rows: [ended] })).row).toBe(ended);
    expect(foldPod(state, delta({ rows: [podRow('a@2')] })).row).toBe(state.row);
  });

  test('what is known beside it is replaced whole, and stays where a delta says nothing of it', () => {
    const evidence = eventsOf('Scheduled', 'Pulled');
    const folded = foldPod(state, delta({ evidence }));
    expect(folded.evidence).toBe(evidence);
    expect(foldPod(folded, delta({})).evidence).toBe(evidence);
  });

  test('a gap that is told again stands once, as it was told last', () => {
    const folded = foldPod(state, delta({ gaps: [gapAt(10, 30), gapAt(5, 6)] }));
    expect(folded.gaps).toEqual([gapAt(5, 6), gapAt(10, 30)]);
  });

  test('a successor stays known when later deltas name none', () => {
    const folded = foldPod(state, delta({ successorUid: 'a@2' }));
    expect(foldPod(folded, delta({})).successorUid).toBe('a@2');
  });
});
