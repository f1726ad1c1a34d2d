import type { Segment } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import { laneBlocksOf } from './blocks.ts';
import { boxOf, layOut, markAt, placeLabels, readyBoxes } from './lane-layout.ts';
import * as build from './testing/lanes.ts';
import { timeScale } from './time-scale.ts';

/** A hundred seconds on a thousand pixels. */
const SCALE = timeScale(build.at(0), build.at(100), 1000);
const NOW = build.at(80);

const marksOf = (segments: readonly Segment[], scale = SCALE) =>
  laneBlocksOf(build.timeline([build.lane('app', segments)])).flatMap(({ blocks }) =>
    layOut(blocks, scale, NOW),
  );

describe('an interval in the window', () => {
  test.each([
    ['lies within', 10, 30, { xPx: 100, widthPx: 200 }],
    ['goes on: it reaches to now', 70, null, { xPx: 700, widthPx: 100 }],
    ['began before: cut at the left edge', -20, 10, { xPx: 0, widthPx: 100 }],
    ['ends after: cut at the right edge', 90, 130, { xPx: 900, widthPx: 100 }],
    ['covers it all', -5, 200, { xPx: 0, widthPx: 1000 }],
    ['was before', -20, -10, null],
    ['comes after', 110, 120, null],
    ['has no length', 50, 50, { xPx: 500, widthPx: 0 }],
  ])('%s', (_name, from, to, box) => {
    const end = to === null ? null : build.at(to);
    expect(boxOf({ from: build.at(from), to: end }, SCALE, NOW)).toEqual(box);
  });
});

describe('marks', () => {
  test('stand side by side in order', () => {
    const marks = marksOf([build.waiting(0, 10), build.failed(10, 20), build.backOff(20, null)]);
    expect(marks.map(({ xPx, widthPx }) => [xPx, widthPx])).toEqual([
      [0, 100],
      [100, 100],
      [200, 600],
    ]);
  });

  test('a run is wide enough to be hit, however short it was', () => {
    expect(marksOf([build.failed(10, 10)])[0]?.widthPx).toBe(4);
  });

  test('what is out of view is not drawn', () => {
    const scale = timeScale(build.at(50), build.at(60), 1000);
    const marks = marksOf(
      [build.failed(0, 10), build.backOff(10, 55), build.failed(55, 58)],
      scale,
    );
    expect(marks.map(({ block }) => block.look)).toEqual(['back-off', 'failed']);
  });

  test('slivers side by side become one, which shows the failure and counts the attempts', () => {
    const scale = timeScale(build.at(0), build.at(10_000), 1000);
    const marks = marksOf([build.failed(0, 1), build.backOff(1, 5), build.failed(5, 6, 1)], scale);
    expect(marks).toHaveLength(1);
    expect(marks[0]).toMatchObject({ count: 3, attempts: 2, from: build.at(0), to: build.at(6) });
    expect(marks[0]?.block.look).toBe('failed');
  });

  test('slivers far from each other stay apart', () => {
    const scale = timeScale(build.at(0), build.at(10_000), 1000);
    const marks = marksOf(
      [build.failed(0, 1), build.backOff(1, 900), build.failed(900, 901)],
      scale,
    );
    expect(marks.map(({ count }) => count)).toEqual([1, 1, 1]);
  });

  test('one run among slivers stands where it ran', () => {
    const scale = timeScale(build.at(0), build.at(10_000), 1000);
    const [mark] = marksOf([build.waiting(0, 8), build.failed(8, 9), build.backOff(9, 20)], scale);
    expect(mark).toMatchObject({ xPx: 0.8, widthPx: 4, count: 3, attempts: 1 });
  });

  const LOOP = Array.from({ length: 5000 }, (_, n) => [
    build.failed(n * 40, n * 40 + 2, n),
    build.backOff(n * 40 + 2, n * 40 + 40),
  ]).flat();

  test('five thousand attempts are drawn with no more marks than there is room for, and none is lost', () => {
    const scale = timeScale(build.at(0), build.at(200_000), 1140);
    const marks = marksOf(LOOP, scale);
    expect(marks.length).toBeLessThan(40);
    expect(marks.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(5000);
  });

  test('at no zoom are there more marks than a screen can show', () => {
    const [lane] = laneBlocksOf(build.timeline([build.lane('app', LOOP)]));
    for (let seconds = 5; seconds < 250_000; seconds *= 1.3) {
      const scale = timeScale(build.at(100_000), build.at(100_000 + seconds), 1140);
      expect(layOut(lane?.blocks ?? [], scale, build.at(200_000)).length).toBeLessThan(800);
    }
  });

  test('while the window is panned, the same attempts stay together', () => {
    const groups = (from: number) =>
      marksOf(LOOP, timeScale(build.at(from), build.at(from + 100_000), 1140))
        .slice(1, -1)
        .map(({ from: begin, attempts }) => `${begin} ${attempts}`);
    const before = new Set(groups(10_000));
    expect(groups(12_345).filter((group) => !before.has(group)).length).toBeLessThan(3);
  });

  test('a point finds the mark on top, and one that is a hair beside it', () => {
    const marks = marksOf([build.failed(10, 10), build.backOff(10, 30)]);
    expect(markAt(marks, 105)?.block.look).toBe('back-off');
    expect(markAt(marks, 99)?.block.look).toBe('back-off');
    expect(markAt(marks, 90)).toBeNull();
  });
});

describe('readiness', () => {
  const interval = (from: number, to: number | null) => ({
    from: build.at(from),
    to: to === null ? null : build.at(to),
  });

  test('of a run that goes on covers its bar', () => {
    const ready = readyBoxes(
      { segments: [build.running(10)], ready: [interval(20, 30), interval(40, null)] },
      SCALE,
      NOW,
    );
    expect(ready).toEqual([
      { xPx: 200, widthPx: 100, isWhole: true },
      { xPx: 400, widthPx: 400, isWhole: true },
    ]);
  });

  test('of a run that has ended is a line, for the bar tells how it ended', () => {
    const segments = [build.failed(10, 30), build.running(40, 1)];
    const ready = readyBoxes({ segments, ready: [interval(15, 30)] }, SCALE, NOW);
    expect(ready).toEqual([{ xPx: 150, widthPx: 150, isWhole: false }]);
  });

  test('five thousand times is drawn as what can be told apart', () => {
    const lane = {
      segments: [],
      ready: Array.from({ length: 5000 }, (_, n) => interval(n * 40, n * 40 + 20)),
    };
    const wide = timeScale(build.at(0), build.at(200_000), 1140);
    expect(readyBoxes(lane, wide, NOW).length).toBeLessThan(3);
  });

  test('out of view is not drawn', () => {
    const lane = { segments: [build.running(10)], ready: [interval(-20, -10)] };
    expect(readyBoxes(lane, SCALE, NOW)).toEqual([]);
  });
});

test('labels that would run into the one before them, or over the edge, are left out', () => {
  const labels = [
    { xPx: 0, text: 'Created' },
    { xPx: 20, text: 'Scheduled' },
    { xPx: 90, text: 'Ready' },
    { xPx: 180, text: 'Not ready' },
  ];
  expect(placeLabels(labels, 7, 200).map(({ text }) => text)).toEqual(['Created', 'Ready']);
});
