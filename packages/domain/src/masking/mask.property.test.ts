import fc from 'fast-check';
import { expect, test } from 'vitest';
import { monotonous, wildText } from '../../test/wild-text.ts';
import { maskLines, maskSecrets } from './mask.ts';

test('masking twice changes nothing, and counts nothing', () => {
  fc.assert(
    fc.property(wildText, (text) => {
      const once = maskSecrets(text);
      expect(maskSecrets(once.text)).toEqual({ text: once.text, masked: 0 });
    }),
    { numRuns: 5000 },
  );
}, 60_000);

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

/**
 * What is repeated in a line must not matter. A pattern that tries every way takes minutes for these where a linear one takes some
 * milliseconds, so three seconds tell them apart on the busiest machine.
 */
test('no line is slow to mask, whatever is repeated in it', () => {
  const slow = monotonous(64_000).filter((text) => {
    const begun = performance.now();
    maskSecrets(text);
    return performance.now() - begun > 3000;
  });
  expect(slow.map((text) => text.slice(0, 40))).toEqual([]);
}, 60_000);
