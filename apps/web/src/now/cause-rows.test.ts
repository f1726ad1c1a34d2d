import type { Cause } from '@podline/contract';
import { millis } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import { awayAfter, type CauseRow, causeRows, rowAfter, turned } from './cause-rows.ts';

const cause = (key: string, ...uids: readonly string[]): Cause => ({
  key,
  namespace: 'shop',
  workload: null,
  namespaces: 1,
  workloads: 1,
  finding: null,
  container: 'wait',
  role: 'init',
  place: null,
  reason: 'NotCompleted',
  says: 'is not done',
  pods: uids.length,
  joined: 0,
  since: millis(0),
  changedAt: millis(0),
  usualMs: null,
  usualStarts: null,
  query: 'stuck',
  members: uids.map((uid) => ({
    uid,
    namespace: 'shop',
    name: uid,
    since: millis(0),
    status: 'Init:0/1',
    ready: '0/1',
    node: null,
  })),
});

const first = (...causes: readonly Cause[]): readonly CauseRow[] => causeRows([], causes);
const said = (rows: readonly CauseRow[]): readonly string[] =>
  rows.map(({ id, cause: { key }, isOpen }) => `${id} ${key}${isOpen ? ' open' : ''}`);

test('at first all are closed, each with a number of its own', () => {
  expect(said(first(cause('a', '1'), cause('b', '2')))).toEqual(['1 a', '2 b']);
});

describe('of a (pods 1 and 2, open) and b (pod 3, closed) there come', () => {
  const before = turned(first(cause('a', '1', '2'), cause('b', '3')), 1, true);
  test.each<[string, readonly Cause[], readonly string[]]>([
    ['the same', [cause('a', '1', '2'), cause('b', '3')], ['1 a open', '2 b']],
    ['the same in another order', [cause('b', '3'), cause('a', '1', '2')], ['2 b', '1 a open']],
    ['a with other pods', [cause('a', '8', '9')], ['1 a open']],
    [
      'a under another key: its finding has come',
      [cause('A', '1', '2'), cause('b', '3')],
      ['1 A open', '2 b'],
    ],
    ['both under other keys', [cause('B', '3'), cause('A', '1', '2')], ['2 B', '1 A open']],
    [
      'one pod of a alone, the other still in it',
      [cause('A', '1'), cause('a', '2')],
      ['3 A open', '1 a open'],
    ],
    ['a in two parts', [cause('A', '1'), cause('AA', '2')], ['1 A open', '3 AA open']],
    ['both in one, the closed one the larger', [cause('B', '3', '4', '1')], ['1 B open']],
    ['a within b, which stays', [cause('b', '3', '1', '2')], ['2 b open']],
    [
      'one pod of a in b, a still there',
      [cause('b', '3', '1'), cause('a', '2')],
      ['2 b', '1 a open'],
    ],
    ['a new one', [cause('c', '7'), cause('a', '1', '2')], ['3 c', '1 a open']],
    ['b under another key: it stays closed', [cause('B', '3')], ['2 B']],
    ['nothing', [], []],
  ])('%s', (_, causes, expected) => {
    expect(said(causeRows(before, causes))).toEqual(expected);
  });
});

test('pods that go over one by one end in one open row, and what is closed then stays closed', () => {
  const start = turned(first(cause('a', '1', '2', '3')), 1, true);
  const half = causeRows(start, [cause('a', '2', '3'), cause('A', '1')]);
  expect(said(half)).toEqual(['1 a open', '2 A open']);
  const whole = causeRows(half, [cause('A', '1', '2', '3')]);
  expect(said(whole)).toEqual(['2 A open']);
  expect(said(causeRows(turned(whole, 2, false), [cause('A', '1', '2')]))).toEqual(['2 A']);
});

test('a row that is gone leads to the one that has most of its pods', () => {
  const [gone] = first(cause('a', '1', '2', '3'));
  if (gone === undefined) throw new Error('There is a row.');
  const rows = first(cause('b', '1'), cause('c', '2', '3'), cause('d', '9'));
  expect(rowAfter(gone, rows)?.cause.key).toBe('c');
  expect(rowAfter(gone, first(cause('d', '9')))).toBeNull();
});

describe('a row whose pod is not stuck for a moment', () => {
  const away = (rows: readonly CauseRow[]): readonly CauseRow[] =>
    awayAfter([], rows, causeRows(rows, [cause('b', '2')]));
  test.each<[string, readonly CauseRow[], readonly string[]]>([
    ['comes back open when it was open', turned(first(cause('a', '1')), 1, true), ['1 a open']],
    ['comes back closed when it was closed', first(cause('a', '1')), ['1 a']],
  ])('%s', (_, before, expected) => {
    expect(said(causeRows([], [cause('a', '1')], away(before)))).toEqual(expected);
  });

  test('is forgotten once it is back, and the oldest when there are many', () => {
    const before = turned(first(cause('a', '1')), 1, true);
    expect(awayAfter(away(before), [], first(cause('a', '1')))).toEqual([]);
    const many = Array.from({ length: 60 }, (_, at) => cause(`a${at}`, `${at}`));
    const open = first(...many).map((row) => ({ ...row, isOpen: true }));
    expect(awayAfter([], open, []).map(({ id }) => id)).toEqual(
      Array.from({ length: 50 }, (_, at) => at + 11),
    );
  });
});
