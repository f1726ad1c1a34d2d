import { describe, expect, it, test } from 'vitest';
import { startsOf } from '../test/starts.ts';
import { type MeasuredRevision, slowerSince } from './slower-since.ts';
import type { TemplateFingerprint } from './template-fingerprint.ts';

const fingerprint = (image: string): TemplateFingerprint => ({
  containers: { prepare: { image, command: null, env: [], resources: {}, probes: {} } },
});

/** Revisions 1, 2 …, each with so many starts that took so long. */
const revisions = (
  ...took: readonly (readonly [seconds: number, count: number])[]
): MeasuredRevision[] =>
  took.map(([seconds, count], n) => ({
    revision: `${n + 1}`,
    starts: startsOf(
      `${n + 1}`,
      Array.from({ length: count }, () => seconds),
    ),
    fingerprint: fingerprint(`prepare:${n + 1}`),
  }));

/** `2: 4s → 9s`. */
const words = (told: readonly MeasuredRevision[]): string =>
  slowerSince(told)
    .map(({ revision, fromMs, toMs }) => `${revision}: ${fromMs / 1000}s → ${toMs / 1000}s`)
    .join(', ');

describe('slower since', () => {
  test.each<[string, MeasuredRevision[], string]>([
    ['a revision that takes twice as long', revisions([4, 9], [8, 9]), '2: 4s → 8s'],
    ['and all that followed it', revisions([4, 9], [8, 9], [9, 9]), '2: 4s → 9s'],
    ['the second of two steps', revisions([4, 9], [8, 9], [20, 9]), '3: 8s → 20s'],
    ['not where it was mended since', revisions([4, 9], [8, 9], [4, 9]), ''],
    ['not for what whole seconds can feign', revisions([1, 9], [2, 9]), ''],
    ['not for a little', revisions([20, 9], [26, 9]), ''],
    ['not for a few starts', revisions([4, 9], [9, 4]), ''],
    ['over a revision that hardly started', revisions([4, 9], [30, 1], [9, 9]), '3: 4s → 9s'],
    ['not for the first that is known', revisions([40, 9]), ''],
    ['nothing is known', [], ''],
  ])('%s', (_, told, expected) => {
    expect(words(told)).toBe(expected);
  });

  it('says what changed with it', () => {
    const [first] = slowerSince(revisions([4, 9], [8, 9]));
    expect(first).toMatchObject({ container: 'prepare', stage: 'init', before: '1' });
    expect(first?.changed).toEqual([
      { container: 'prepare', what: 'image', name: null, from: 'prepare:1', to: 'prepare:2' },
    ]);
  });

  it('says that it does not know what changed where a revision was not seen', () => {
    const [first, second] = revisions([4, 9], [8, 9]);
    if (first === undefined || second === undefined) throw new Error('There are two.');
    expect(slowerSince([{ ...first, fingerprint: null }, second])[0]?.changed).toBeNull();
  });
});
