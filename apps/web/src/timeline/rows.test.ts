import { expect, test } from 'vitest';
import { laneBlocksOf } from './blocks.ts';
import { toned } from './point-marks.ts';
import {
  EVENTS,
  edgesOf,
  keysOf,
  LIFE,
  laneIn,
  pointedAt,
  pointedWith,
  pointsIn,
  rowsOf,
  stagesIn,
} from './rows.ts';
import * as build from './testing/lanes.ts';
import { timeScale } from './time-scale.ts';

const SCALE = timeScale(build.at(0), build.at(100), 1000);
const [lane] = laneBlocksOf(
  build.timeline([build.lane('app', [build.failed(10, 20), build.backOff(20, null)])]),
);
if (lane === undefined) throw new Error('There is no lane.');
const stage = { stage: 'sandbox', container: null, from: build.at(0), to: build.at(9) } as const;
const FACTS = {
  marks: toned([build.mark(30, 'Ready')]),
  events: [],
  stages: [stage],
  lanes: [lane],
};
const ROWS = rowsOf(FACTS, SCALE, build.at(80));

test('the pod comes first, and there is no row for events where there are none', () => {
  const ids = (events: readonly [] | ReturnType<typeof toned>) =>
    rowsOf({ ...FACTS, events }, SCALE, build.at(80)).map(({ id }) => id);
  expect(ids([])).toEqual(['life of the pod', 'start up', 'app']);
  expect(ids(toned([build.mark(3, 'Pulled')]))).toHaveLength(4);
});

test('a row is found by its name, and one of another kind is none', () => {
  expect([pointsIn(ROWS, LIFE), stagesIn(ROWS), laneIn(ROWS, 'app')].map((m) => m.length)).toEqual([
    1, 1, 2,
  ]);
  expect([pointsIn(ROWS, EVENTS), pointsIn(ROWS, 'app'), laneIn(ROWS, LIFE)]).toEqual([[], [], []]);
});

test('a ruler can lie at the edges of the bars', () => {
  expect(edgesOf(ROWS)).toEqual([build.at(10), build.at(20), build.at(20)]);
});

test.each([
  [0, 302, 'points'],
  [0, 500, null],
  [1, 50, 'stages'],
  [1, 500, null],
  [2, 150, 'lane'],
  [2, 5, null],
])('on row %d, at %d px, lies %s', (index, xPx, kind) => {
  const row = ROWS[index];
  expect(row === undefined ? null : (pointedAt(row, xPx)?.kind ?? null)).toBe(kind);
});

test('everything on a row is found again by its key, and nothing by a wrong one', () => {
  for (const row of ROWS) {
    for (const [index, key] of keysOf(row).entries()) {
      expect(pointedWith(row, key)?.mark).toBe(row.marks[index]);
    }
    expect(pointedWith(row, 'no such key')).toBeNull();
  }
});
