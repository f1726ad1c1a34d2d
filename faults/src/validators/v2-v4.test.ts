import { millis, seq } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import {
  DELETED,
  databaseOf,
  LIFE,
  list,
  truthOf,
  watch,
  withTransitions,
  ZERO,
} from '../planted.ts';
import { noKeyTwice } from './v2-no-key-twice.ts';
import { orderHolds } from './v3-order.ts';
import { nothingInvented } from './v4-nothing-invented.ts';

const seen = [...LIFE, DELETED];
const truth = truthOf(seen, list(1, 0, 100), watch(2, 0, 100, seen));
const database = databaseOf(seen);
const { transitions } = database;
const rowOf = (kind: string) => {
  const row = transitions.find(({ change }) => change.kind === kind);
  if (row === undefined) throw new Error(`There is no ${kind}.`);
  return row;
};

test('V2: V3: V4: a log as it should be is told nothing', () => {
  expect([
    ...noKeyTwice(database),
    ...orderHolds(truth, database),
    ...nothingInvented(truth, database),
  ]).toEqual([]);
});

describe('V2: it finds', () => {
  test('a key that is there twice', () => {
    const row = rowOf('waiting');
    expect(noKeyTwice(withTransitions(database, [...transitions, row]))).toEqual([
      expect.stringContaining(`key ${row.key} of c1 u1`),
    ]);
  });
  test.each(['started', 'ended'])('a run that %s twice under two keys', (kind) => {
    const row = { ...rowOf(kind), key: 'app/app/other' };
    expect(noKeyTwice(withTransitions(database, [...transitions, row]))).toEqual([
      expect.stringContaining(`"${kind}" of app`),
    ]);
  });
  test('a number that two rows have', () => {
    const [row] = transitions;
    if (row === undefined) throw new Error('It has rows.');
    const other = { ...row, key: 'other', seq: seq(1) };
    expect(noKeyTwice({ ...database, transitions: [...transitions, other] })).toEqual([
      'V2: seq 1 is in the log more than once.',
    ]);
  });
  test('and lets the same key be of another pod', () => {
    const other = { ...rowOf('waiting'), uid: 'u2' };
    expect(noKeyTwice(withTransitions(database, [...transitions, other]))).toEqual([]);
  });
});

describe('V3: it finds', () => {
  test('an end that is recorded after the start of the run after it', () => {
    const ended = rowOf('ended');
    const late = [...transitions.filter((row) => row !== ended), ended];
    const violations = orderHolds(truth, withTransitions(database, late));
    expect(violations).toEqual([
      expect.stringMatching(/^V3: pod u1: .*no version from there on shows it/),
    ]);
  });
});

describe('V4: it finds', () => {
  test('a run that never was', () => {
    const row = rowOf('started');
    const change = { ...row.change, containerId: 'containerd://never' } as typeof row.change;
    const invented = withTransitions(database, [...transitions, { ...row, key: 'k', change }]);
    expect(nothingInvented(truth, invented)).toEqual([
      expect.stringContaining('is shown by no version of it'),
    ]);
  });
  test('another exit code than the true one', () => {
    const row = rowOf('ended');
    if (row.change.kind !== 'ended') throw new Error('It ended.');
    const change = { ...row.change, ending: { ...row.change.ending, exitCode: 0 } };
    const changed = transitions.map((it) => (it === row ? { ...it, change } : it));
    expect(nothingInvented(truth, withTransitions(database, changed))).toHaveLength(1);
  });
  test('a pod that never was', () => {
    const pods = database.pods.map((pod) => ({ ...pod, uid: 'u9' }));
    expect(nothingInvented(truth, { ...database, pods })).toEqual([
      'V4: the log has a pod web-0 (u9) that never was.',
    ]);
  });
  const inferred = (from: number, to: number) => {
    const row = rowOf('gone');
    const change = {
      kind: 'gone',
      how: 'inferred',
      lastSeenAt: millis(ZERO + from * 1000),
    } as const;
    const observedAt = millis(ZERO + to * 1000);
    return withTransitions(
      database,
      transitions.map((it) => (it === row ? { ...it, change, observedAt } : it)),
    );
  };
  test('an inferred end whose interval does not hold the true one, and only such', () => {
    expect(nothingInvented(truth, inferred(25, 40))).toEqual([]);
    expect(nothingInvented(truth, inferred(36, 40))).toEqual([
      expect.stringContaining('and it went at'),
    ]);
  });
  test('an end of what is still there', () => {
    const alive = truthOf(LIFE, list(1, 0, 100), watch(2, 0, 100, LIFE));
    expect(nothingInvented(alive, inferred(25, 40))).toEqual([
      expect.stringContaining('says that it is gone, and it is there'),
    ]);
    expect(nothingInvented(alive, database)).toEqual([
      expect.stringContaining('is shown by no version of it'),
    ]);
  });
});
