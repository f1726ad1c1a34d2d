import type { Segment } from '@podline/domain';
import { describe, expect, test } from 'vitest';
import { announcedBox, barLabels, barShapes, boxPath } from './bar-shapes.ts';
import { laneBlocksOf } from './blocks.ts';
import { layOut } from './lane-layout.ts';
import * as build from './testing/lanes.ts';
import { timeScale, xOf } from './time-scale.ts';

const SCALE = timeScale(build.at(0), build.at(100), 1000);
const NOW = build.at(80);
const marksOf = (...segments: readonly Segment[]) =>
  laneBlocksOf(build.timeline([build.lane('app', segments)])).flatMap(({ blocks }) =>
    layOut(blocks, SCALE, NOW),
  );

test('all bars of a look are one path', () => {
  const marks = marksOf(
    build.failed(0, 10),
    build.backOff(10, 20),
    build.failed(20, 30, 1),
    build.backOff(30, null),
  );
  const shapes = barShapes(marks);
  expect(shapes.map(({ look, isDense }) => [look, isDense])).toEqual([
    ['back-off', false],
    ['failed', false],
  ]);
  expect(shapes.map(({ d }) => d.split('z').length - 1)).toEqual([2, 2]);
});

test('many in one place look like many', () => {
  const loop = Array.from({ length: 500 }, (_, n) => build.failed(n / 10, n / 10 + 0.05, n));
  expect(barShapes(marksOf(...loop)).every(({ isDense }) => isDense)).toBe(true);
});

test('corners are round where there is room, and no number is longer than it must be', () => {
  expect(boxPath({ xPx: 1.23456, widthPx: 4 }, 6, 18)).toBe('M1.2 6h4v18h-4z');
  expect(boxPath({ xPx: 0, widthPx: 40 }, 6, 18)).toContain('q3 0 3 3');
});

describe('words stand on bars that have room for them', () => {
  test('and only there', () => {
    const labels = barLabels(marksOf(build.failed(0, 1), build.failed(10, 20, 1, 137)), NOW);
    expect(labels.map(({ text, tone }) => [text, tone])).toEqual([['137', 'solid']]);
  });

  test('many attempts are counted', () => {
    const loop = Array.from({ length: 500 }, (_, n) => build.failed(n / 10, n / 10 + 0.05, n));
    const labels = barLabels(marksOf(...loop), NOW);
    expect(labels.length).toBeGreaterThan(2);
    expect(labels.every(({ text }) => /^\d+ attempts$/.test(text))).toBe(true);
  });

  test('attempts that nobody saw say so themselves', () => {
    const labels = barLabels(marksOf(build.unobserved(0, 50, 3)), NOW);
    expect(labels.map(({ text }) => text)).toEqual(['3 attempts not observed']);
  });
});

describe('an announced attempt', () => {
  const boxOf = (segment: Segment) =>
    announcedBox(marksOf(segment), NOW, (at) => xOf(SCALE, at), SCALE.widthPx);

  test.each<[string, Segment, object | null]>([
    ['reaches from now to it', build.backOff(70, null, 90), { xPx: 800, widthPx: 100 }],
    ['is cut at the edge', build.backOff(70, null, 190), { xPx: 800, widthPx: 200 }],
    ['is over', build.backOff(70, null, 75), null],
    ['has begun', build.backOff(70, 75, 90), null],
    ['was not announced', build.backOff(70, null), null],
    ['is none', build.running(70), null],
  ])('%s', (_name, segment, box) => {
    expect(boxOf(segment)).toEqual(box);
  });
});
