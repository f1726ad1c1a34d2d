import { expect, test } from 'vitest';
import { laneBlocksOf } from './blocks.ts';
import { layOut } from './lane-layout.ts';
import { markGroups, toned } from './point-marks.ts';
import { keysOf, pointedAt, pointedWith, type Row } from './rows.ts';
import { stageBoxes } from './stages.ts';
import * as build from './testing/lanes.ts';
import { timeScale } from './time-scale.ts';

const SCALE = timeScale(build.at(0), build.at(100), 1000);
const [lane] = laneBlocksOf(
  build.timeline([build.lane('app', [build.failed(10, 20), build.backOff(20, null)])]),
);
if (lane === undefined) throw new Error('There is no lane.');
const stage = { stage: 'sandbox', container: null, from: build.at(0), to: build.at(9) } as const;
const ROWS: readonly Row[] = [
  { kind: 'points', id: 'life', marks: markGroups(toned([build.mark(30, 'Ready')]), SCALE) },
  { kind: 'stages', id: 'start-up', marks: stageBoxes([stage], SCALE, build.at(80)) },
  { kind: 'lane', id: 'app', lane, marks: layOut(lane.blocks, SCALE, build.at(80)) },
];

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
