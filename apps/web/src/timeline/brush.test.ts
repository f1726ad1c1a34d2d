import { describe, expect, test } from 'vitest';
import { type BrushPart, brushPartAt, centred, pulled } from './brush.ts';
import { at } from './testing/lanes.ts';
import { timeScale } from './time-scale.ts';

/** A thousand seconds on a thousand pixels. */
const SCALE = timeScale(at(0), at(1000), 1000);
const WINDOW = { from: at(300), to: at(500) };

test.each<[number, BrushPart]>([
  [100, 'outside'],
  [294, 'from'],
  [301, 'from'],
  [400, 'body'],
  [499, 'to'],
  [506, 'to'],
  [600, 'outside'],
])('at %d px lies its %s', (xPx, part) => {
  expect(brushPartAt(xPx, WINDOW, SCALE)).toBe(part);
});

test('a window of a pixel can still be moved', () => {
  expect(brushPartAt(303, { from: at(300), to: at(310) }, SCALE)).toBe('body');
});

describe('a pull', () => {
  const pull = (part: BrushPart, startPx: number, xPx: number) => {
    const { from, to } = pulled({ part, startPx, window: WINDOW }, xPx, SCALE);
    return [(from - at(0)) / 1000, (to - at(0)) / 1000];
  };

  test.each<[string, BrushPart, number, number, readonly number[]]>([
    ['of its begin', 'from', 300, 350, [350, 500]],
    ['of its begin, past its end', 'from', 300, 900, [495, 500]],
    ['of its end', 'to', 500, 700, [300, 700]],
    ['of its end, past its begin', 'to', 500, 0, [300, 305]],
    ['of its body', 'body', 400, 500, [400, 600]],
    ['of its body, over the left edge', 'body', 400, 0, [0, 200]],
    ['of its body, over the right edge', 'body', 400, 2000, [800, 1000]],
    ['elsewhere draws a new one', 'outside', 600, 700, [600, 700]],
    ['elsewhere, to the left', 'outside', 700, 600, [600, 700]],
    ['elsewhere, hardly at all', 'outside', 600, 601, [600, 605]],
  ])('%s', (_name, part, startPx, xPx, window) => {
    expect(pull(part, startPx, xPx)).toEqual(window);
  });
});

test('a click elsewhere brings the window there', () => {
  expect(centred(WINDOW, 700, SCALE)).toEqual({ from: at(600), to: at(800) });
});
