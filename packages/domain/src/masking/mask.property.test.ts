import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskLines, maskSecrets } from './mask.ts';
import { monotonous, wildText } from './testing/wild-text.ts';

test('masking twice changes nothing, and counts nothing', () => {
  fc.assert(
    fc.property(wildText, (text) => {
      const once = maskSecrets(text);
      expect(maskSecrets(once.text)).toEqual({ text: once.text, masked: 0 });
    }),
    { numRuns: 20000 },
  );
});

test('no line is lost or added, and none grows by more than what stands for its secrets', () => {
  fc.assert(
    fc.property(wildText, (text) => {
      const lines = text.split('\n');
      const { lines: out, masked } = maskLines(lines);
      expect(out).toHaveLength(lines.length);
      expect(out.join('').length).toBeLessThanOrEqual(2 * text.length + 3 * masked);
    }),
    { numRuns: 1000 },
  );
});

/** A careless pattern takes the square of a line's length, or worse: seconds and minutes where these take milliseconds. */
test('a line sixteen times as long takes not much more than sixteen times as long, whatever is repeated in it', () => {
  const slow = monotonous(4_000).flatMap((text) => {
    const [short, long] = [bestOf(text), bestOf(text.repeat(16))];
    // Linear is 16, a square 256. Below some milliseconds noise decides.
    return long > 40 && long / short > 80 ? [{ text: text.slice(0, 40), short, long }] : [];
  });
  expect(slow).toEqual([]);
});

function bestOf(text: string): number {
  const times = [1, 2, 3].map(() => {
    const begun = performance.now();
    maskSecrets(text);
    return performance.now() - begun;
  });
  return Math.min(...times);
}
