import { expect, test } from 'vitest';
import { laneBlocksOf } from './blocks.ts';
import { toned } from './point-marks.ts';
import * as build from './testing/lanes.ts';
import { listEntries } from './timeline-list.ts';

const LANES = laneBlocksOf(
  build.timeline([
    build.lane('init', [build.waiting(0, 2), build.failed(2, 4), build.backOff(4, null)], {
      role: 'init',
    }),
    build.lane('shop', [build.held(0, null, 'container', 'init')]),
  ]),
);
const MARKS = toned([build.mark(0, 'Created', 'by ReplicaSet shop'), build.mark(2, 'Initialized')]);

const told = (from: number, to: number) =>
  listEntries(LANES, MARKS, { from: build.at(from), to: build.at(to) }).map(
    ({ lane, what }) => `${lane?.lane.name ?? 'pod'}: ${what}`,
  );

test('it tells everything in the order in which it began, the pod’s facts first', () => {
  expect(told(-1, 60)).toEqual([
    'pod: Created',
    'init: its turn has come: image, creation and start',
    'shop: waits for init',
    'pod: Initialized',
    'init: attempt 0 failed: exit 1 Error',
    'init: back-off: waits to be started again',
  ]);
});

test('it tells what is in the window, and what goes on in it', () => {
  expect(told(10, 60)).toEqual([
    'shop: waits for init',
    'init: back-off: waits to be started again',
  ]);
});

test('each entry has a key of its own', () => {
  const keys = listEntries(LANES, MARKS, { from: build.at(-1), to: build.at(60) }).map(
    (e) => e.key,
  );
  expect(new Set(keys).size).toBe(keys.length);
});
