import { millis } from '@podline/domain';
import { expect, test } from 'vitest';
import { timeScale } from '../timeline/time-scale.ts';
import {
  laneAt,
  readyAtOf,
  stripLanesOf,
  stripMarks,
  stripShapes,
  stripSize,
  underPointer,
} from './strip.ts';
import { ago, aLane, NOW, stagesUntil } from './testing/lines.ts';

/** A pixel a tenth of a second. */
const scale = timeScale(ago(60), NOW, 600);

test('lanes get thinner the more there are, and the row grows only then', () => {
  const sizes = [1, 3, 4, 6, 7, 20].map((count) => stripSize(count, 48));
  expect(sizes.map(({ lanePx }) => lanePx)).toEqual([9, 9, 7, 7, 5, 5]);
  expect(sizes.map(({ heightPx }) => heightPx)).toEqual([48, 48, 48, 64, 59, 150]);
  expect(stripSize(0, 48).heightPx).toBe(48);
  expect(stripSize(1, 30).heightPx).toBe(30);
});

test('the pointer is on the lane that is painted there, and on none beside them', () => {
  const size = stripSize(3, 48);
  const found = [0, size.topPx, size.topPx + 8, size.topPx + 12, size.topPx + 31, 47].map((y) =>
    laneAt(size, 3, y),
  );
  expect(found).toEqual([null, 0, 0, 1, 2, null]);
  expect(laneAt(size, 0, 20)).toBe(null);
});

test('one path a look, what must not be missed on top', () => {
  const lanes = stripLanesOf([
    aLane('migrate', ['failed 0-10 0', 'back-off 10-20', 'failed 20-30 1']),
    { ...aLane('web', ['running 30-']), ready: [{ from: ago(20), to: null }] },
  ]);
  const laid = lanes.map((lane) => stripMarks(lane, scale, NOW));
  const shapes = stripShapes(lanes, laid, stripSize(2, 48), scale, NOW);
  expect(shapes.map(({ key }) => key)).toEqual(['back-off', 'running', 'ready', 'failed']);
  expect(shapes.at(-1)?.d.match(/M/g)).toHaveLength(2);
});

test('what is told as a count is painted as many, and can be pointed at', () => {
  const lane = {
    ...aLane('web', ['running 30- 12']),
    early: [{ from: ago(60), to: ago(30), attempts: 12, failed: 12 }],
  };
  const [strip] = stripLanesOf([lane]);
  if (strip === undefined) throw new Error('No lane.');
  const laid = stripMarks(strip, scale, NOW);
  const shapes = stripShapes([strip], [laid], stripSize(1, 48), scale, NOW);
  expect(shapes.map(({ key }) => key)).toEqual(['running', 'many failed']);
  expect(underPointer(laid, 100)).toMatchObject({ stretch: { attempts: 12 } });
  expect(underPointer(laid, 400)).toMatchObject({ block: { look: 'running' } });
});

test('outside the window nothing is painted', () => {
  const lanes = stripLanesOf([aLane('web', ['completed 0-10 0'])]);
  const later = timeScale(ago(40), NOW, 600);
  const laid = lanes.map((lane) => stripMarks(lane, later, NOW));
  expect(stripShapes(lanes, laid, stripSize(1, 48), later, NOW)).toEqual([]);
  expect(laid.map((it) => underPointer(it, 5))).toEqual([null]);
});

test('when it first was ready is the end of the last stage, if that is readiness', () => {
  expect(readyAtOf(stagesUntil(ago(60), 10))).toBe(ago(50));
  expect(readyAtOf(stagesUntil(ago(60), null))).toBe(null);
  expect(readyAtOf([{ stage: 'init', from: millis(0), to: millis(5) }])).toBe(null);
  expect(readyAtOf([])).toBe(null);
});
