import { describe, expect, test } from 'vitest';
import {
  AT_REST,
  type Field,
  type Gesture,
  type Input,
  type Measure,
  type Step,
  snapped,
  step,
  wheeled,
} from './gesture.ts';
import { at } from './testing/lanes.ts';
import type { TimeWindow } from './time-scale.ts';

/** A hundred seconds on a thousand pixels, of a life of a thousand seconds. */
const FIELD: Field = {
  window: { from: at(400), to: at(500) },
  widthPx: 1000,
  life: { from: at(0), readyAt: null, end: at(1000), isOver: false },
};

const down = (xPx: number, pointer = 1, measures = false): Input => ({
  kind: 'down',
  pointer,
  xPx,
  measures,
});
const move = (xPx: number, pointer = 1): Input => ({ kind: 'move', pointer, xPx });
const up = (pointer = 1): Input => ({ kind: 'up', pointer });

/** All inputs in turn; the window moves as the steps say. */
function play(...inputs: readonly Input[]) {
  let gesture: Gesture = AT_REST;
  let window: TimeWindow = FIELD.window;
  let measure: Measure | null = null;
  for (const input of inputs) {
    const next: Step = step(gesture, input, { ...FIELD, window });
    gesture = next.gesture;
    window = next.window ?? window;
    measure = next.measure ?? measure;
  }
  return { kind: gesture.kind, window, measure };
}

const seconds = ({ from, to }: TimeWindow) => [(from - at(0)) / 1000, (to - at(0)) / 1000];

describe('one finger', () => {
  test('a press that does not move is a click', () => {
    expect(play(down(500), move(502), up())).toMatchObject({ kind: 'none', window: FIELD.window });
  });

  test('a pull moves the window against it', () => {
    const { kind, window } = play(down(500), move(700));
    expect(kind).toBe('pan');
    expect(seconds(window)).toEqual([380, 480]);
  });

  test('there and back again is where it was', () => {
    expect(play(down(500), move(900), move(500), up()).window).toEqual(FIELD.window);
  });

  test('while it measures, it draws a ruler and moves nothing', () => {
    const { window, measure } = play(down(100, 1, true), move(300));
    expect(window).toEqual(FIELD.window);
    expect(measure).toEqual({ from: at(410), to: at(430) });
  });

  test('a ruler ends at the edge of what is shown', () => {
    expect(play(down(100, 1, true), move(5000)).measure).toEqual({ from: at(410), to: at(500) });
  });

  test('a pointer that was not put down does nothing', () => {
    expect(play(move(300), up())).toMatchObject({ kind: 'none', window: FIELD.window });
    expect(play(down(500), move(900, 2))).toMatchObject({ kind: 'press', window: FIELD.window });
    expect(play(down(500, 1, true), move(900, 2)).measure).toBeNull();
  });

  test('what the system takes away is over', () => {
    expect(play(down(500), move(700), { kind: 'cancel' }).kind).toBe('none');
  });
});

describe('two fingers', () => {
  test('pulled apart they look closer, and what is between them stays there', () => {
    const { kind, window } = play(down(400), down(600, 2), move(300), move(700, 2));
    expect(kind).toBe('pinch');
    expect(seconds(window)).toEqual([425, 475]);
  });

  test('pulled to one side they pan', () => {
    const { window } = play(down(400), down(600, 2), move(500), move(700, 2));
    expect(seconds(window)).toEqual([390, 490]);
  });

  test('when one is lifted the other goes on', () => {
    const { kind, window } = play(down(400), down(600, 2), up(2), move(500));
    expect(kind).toBe('pan');
    expect(seconds(window)).toEqual([390, 490]);
  });

  test('a third one changes nothing', () => {
    expect(play(down(400), down(600, 2), down(800, 3)).kind).toBe('pinch');
  });
});

describe('the wheel', () => {
  const wheel = { xPx: 500, deltaX: 0, deltaY: 0, zooms: false, isShifted: false };

  test('alone it is for the page', () => {
    expect(wheeled({ ...wheel, deltaY: 100 }, FIELD)).toBeNull();
    expect(wheeled({ ...wheel, deltaY: 100, deltaX: 20 }, FIELD)).toBeNull();
  });

  test.each([
    ['sideways', { ...wheel, deltaX: 100 }],
    ['with Shift', { ...wheel, deltaY: 100, isShifted: true }],
    ['with Shift, where the browser has turned it', { ...wheel, deltaX: 100, isShifted: true }],
  ])('%s it pans', (_name, turned) => {
    const window = wheeled(turned, FIELD);
    expect(window && seconds(window)).toEqual([410, 510]);
  });

  test('with Ctrl it zooms at the pointer', () => {
    const closer = wheeled({ ...wheel, zooms: true, deltaY: -100, xPx: 0 }, FIELD);
    expect(closer?.from).toBe(FIELD.window.from);
    expect(closer?.to).toBeLessThan(FIELD.window.to);
    const further = wheeled({ ...wheel, zooms: true, deltaY: 100, xPx: 1000 }, FIELD);
    expect(further?.to).toBe(FIELD.window.to);
    expect(further?.from).toBeLessThan(FIELD.window.from);
  });

  test('a notch of a coarse mouse jumps no further than a hand would', () => {
    const far = wheeled({ ...wheel, zooms: true, deltaY: 5000 }, FIELD);
    const near = wheeled({ ...wheel, zooms: true, deltaY: 120 }, FIELD);
    expect(far).toEqual(near);
  });
});

test.each([
  ['near an edge it is the edge', 420.4, 420],
  ['between two it is the nearer', 421.6, 422],
  ['far from any it is itself', 450, 450],
])('a ruler: %s', (_name, from, to) => {
  expect(snapped(at(from), [at(420), at(422)], FIELD)).toBe(at(to));
});
