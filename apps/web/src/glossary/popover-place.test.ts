import { expect, test } from 'vitest';
import { placeBeside } from './popover-place.ts';

const VIEW = { widthPx: 400, heightPx: 300 };
const word = (leftPx: number, topPx: number) => ({ leftPx, topPx, widthPx: 60, heightPx: 20 });
const BOX = { widthPx: 200, heightPx: 80 };

test.each<[string, ReturnType<typeof word>, [number, number]]>([
  ['under the word, from its left edge', word(50, 40), [50, 66]],
  ['at the right edge it moves to the left', word(330, 40), [192, 66]],
  ['at the left edge it keeps its distance', word(0, 40), [8, 66]],
  ['at the bottom it stands above', word(50, 250), [50, 164]],
])('%s', (_name, at, [leftPx, topPx]) => {
  expect(placeBeside(at, BOX, VIEW)).toEqual({ leftPx, topPx });
});

test('where there is no room either way, it is under the word: a page can be scrolled down', () => {
  expect(placeBeside(word(0, 60), { widthPx: 500, heightPx: 280 }, VIEW)).toEqual({
    leftPx: 8,
    topPx: 86,
  });
});
