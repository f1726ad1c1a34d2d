import { millis, observeGone } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import {
  DELETED,
  databaseOf,
  LIFE,
  list,
  stream,
  truthOf,
  watch,
  withTransitions,
  ZERO,
} from '../planted.ts';
import { recordedOnce } from './v1-recorded-once.ts';

const [first, second, third, fourth, fifth] = LIFE;
if (!first || !second || !third || !fourth || !fifth) throw new Error('A life has five versions.');
const whole = truthOf(LIFE, list(1, 0, 100), watch(2, 0, 100, LIFE));

describe('V1: it is silent where', () => {
  test.each([
    ['everything was seen one by one', whole, databaseOf(LIFE)],
    [
      'the watch was cut and went on from where it was',
      truthOf(
        LIFE,
        list(1, 0, 100),
        watch(2, 0, 100, [first, second, third]),
        watch(3, 7, 102, [third, fourth, fifth]),
      ),
      databaseOf(LIFE),
    ],
    [
      'the versions between a cut and a new list were seen by nobody',
      truthOf(
        LIFE,
        list(1, 0, 100),
        watch(2, 0, 100, [first, second]),
        list(3, 25, 105),
        watch(4, 25, 105, []),
      ),
      databaseOf([first, second, fifth]),
    ],
    [
      'the last line before a cut was lost on the way',
      truthOf(
        LIFE,
        list(1, 0, 100),
        watch(2, 0, 100, [first, second]),
        list(3, 25, 105),
        watch(4, 25, 105, []),
      ),
      databaseOf([first, fifth]),
    ],
    [
      'a line came twice',
      truthOf(
        LIFE,
        list(1, 0, 100),
        watch(2, 0, 100, [first, first, second, third, second, fourth, fifth]),
      ),
      databaseOf(LIFE),
    ],
    [
      'an audit looked beside the watch',
      truthOf(LIFE, list(1, 0, 100), watch(2, 0, 100, LIFE), list(3, 22, 105)),
      databaseOf(LIFE),
    ],
    [
      'it was deleted',
      truthOf([...LIFE, DELETED], list(1, 0, 100), watch(2, 0, 100, [...LIFE, DELETED])),
      databaseOf([...LIFE, DELETED]),
    ],
    [
      'a pod was never shown to anybody',
      truthOf(LIFE, list(1, 0, 100), watch(2, 0, 100, [])),
      databaseOf([]),
    ],
  ])('%s', (_, truth, database) => {
    expect(recordedOnce(truth, database)).toEqual([]);
  });

  test('a list told of the end that nobody saw', () => {
    const seen = databaseOf(LIFE);
    const known = seen.pods[0]?.known;
    if (known === undefined) throw new Error('It was seen.');
    const gone = {
      ...observeGone(known, 'inferred', millis(ZERO + 40_000)),
      clusterId: 'c1',
      uid: 'u1',
    };
    const database = withTransitions(seen, [
      ...seen.transitions,
      { ...gone, seq: seen.transitions.length + 1 } as never,
    ]);
    const truth = truthOf(
      [...LIFE, DELETED],
      list(1, 0, 100),
      watch(2, 0, 100, LIFE),
      list(3, 40, 107),
      watch(4, 40, 107, []),
    );
    expect(recordedOnce(truth, database)).toEqual([]);
  });
});

describe('V1: it finds', () => {
  const { transitions } = databaseOf(LIFE);
  test.each(transitions.map((row) => [row.key, row] as const))('that %s is missing', (key, row) => {
    const database = withTransitions(
      databaseOf(LIFE),
      transitions.filter((it) => it !== row),
    );
    const violations = recordedOnce(whole, database);
    expect(violations).toHaveLength(1);
    expect(violations[0]).toMatch(/^V1: pod shop\/web-0 \(u1\): /);
    expect(violations[0]).toContain(key);
  });

  test.each(transitions.map((row) => [row.key, row] as const))(
    'that %s is there under another key too',
    (_, row) => {
      const doubled = transitions.flatMap((it) =>
        it === row ? [it, { ...it, key: `${it.key}-again` }] : [it],
      );
      expect(recordedOnce(whole, withTransitions(databaseOf(LIFE), doubled))).toHaveLength(1);
    },
  );

  test('that a version which surely arrived was passed over', () => {
    const database = databaseOf([first, second, third, fifth]);
    expect(recordedOnce(whole, database)).toEqual([
      expect.stringContaining('version 104 was seen'),
    ]);
  });

  test('that two facts stand in the wrong order', () => {
    const swapped = [...transitions.slice(0, -2), ...transitions.slice(-2).reverse()];
    expect(recordedOnce(whole, withTransitions(databaseOf(LIFE), swapped))).toHaveLength(1);
  });

  test('that a fact is recorded with another time', () => {
    const changed = transitions.map((row) =>
      row.change.kind === 'ended' ? { ...row, at: millis(ZERO) } : row,
    );
    expect(recordedOnce(whole, withTransitions(databaseOf(LIFE), changed))).toHaveLength(1);
  });

  test('that a pod which was shown is not there at all', () => {
    expect(recordedOnce(whole, databaseOf([]))).toEqual([
      expect.stringContaining('the log ends before it'),
    ]);
  });
});

test('V1: what was taken in and lost in a crash before it was written is seen again, from where the database was', () => {
  const [one, two, three] = LIFE;
  if (!one || !two || !three) throw new Error('A life has five versions.');
  // A list at 103 was taken in while the disk was full; after the crash the watch goes on from 101.
  const truth = truthOf(
    LIFE,
    list(1, 0, 100),
    watch(2, 0, 100, [one]),
    list(3, 7, 103),
    watch(4, 7, 103, []),
    watch(5, 9, 101, LIFE.slice(1)),
  );
  expect(recordedOnce(truth, databaseOf(LIFE))).toEqual([]);
});

test('V1: a list that came as a stream is a list, and what the watch told after it is seen', () => {
  const [one, two] = LIFE;
  if (!one || !two) throw new Error('A life has five versions.');
  const truth = truthOf(LIFE, stream(1, 4, 102, LIFE.slice(2)));
  expect(recordedOnce(truth, databaseOf(LIFE.slice(1)))).toEqual([]);
  expect(recordedOnce(truth, databaseOf(LIFE))).toHaveLength(1);
  expect(recordedOnce(truth, databaseOf([two]))).toHaveLength(1);
});

test('V1: a line that came after a newer one, where the watch ended, may have been lost between the two', () => {
  const [one, two, three] = LIFE;
  if (!one || !two || !three) throw new Error('A life has five versions.');
  const ended = watch(2, 0, 100, [one, three, two]);
  const truth = truthOf(LIFE, list(1, 0, 100), ended, watch(3, 7, 103, LIFE.slice(3)));
  expect(recordedOnce(truth, databaseOf([one, ...LIFE.slice(2)]))).toEqual([]);
  expect(recordedOnce(truth, databaseOf([one, two, ...LIFE.slice(3)]))).toHaveLength(1);
});
