import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitOf } from './fuzzy.ts';

describe('a query fits', () => {
  test.each<[string, string, readonly number[] | null]>([
    ['', 'shop-api', []],
    ['shop', 'shop-api', [0, 1, 2, 3]],
    ['api', 'shop-api', [5, 6, 7]],
    ['SHOP', 'shop-api', [0, 1, 2, 3]],
    ['sa', 'shop-api', [0, 5]],
    ['shpap', 'shop-api', [0, 1, 3, 5, 6]],
    ['api shop', 'shop-api', [0, 1, 2, 3, 5, 6, 7]],
    ['ledger pay', 'payments/ledger-0', [0, 1, 2, 9, 10, 11, 12, 13, 14]],
    ['zz', 'shop-api', null],
    ['ipa', 'shop-api', null],
    ['shop zz', 'shop-api', null],
    // As a piece at the beginning of a word, not within the one before.
    ['in', 'main-init', [5, 6]],
  ])('%s in %s', (query, text, at) => {
    expect(fitOf(query, text)?.at ?? null).toEqual(at);
  });
});

describe('the better fit is the one that is meant', () => {
  test.each<[query: string, better: string, worse: string]>([
    ['api', 'api-gateway', 'shop-api-gateway-2'],
    ['api', 'shop-api', 'shop-happier'],
    ['ledger', 'ledger-0', 'ledger-migration-29384'],
    ['theme', 'Theme: dark', 'the meter'],
    ['sa', 'shop-api', 'usual-apps'],
  ])('%s: %s before %s', (query, better, worse) => {
    expect(fitOf(query, better)?.score).toBeGreaterThan(fitOf(query, worse)?.score ?? -1);
  });
});

test('every text fits itself and each of its subsequences, at places that read as the query', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-z0-9-]{1,40}$/),
      fc.infiniteStream(fc.boolean()),
      (text, keep) => {
        const query = [...text].filter(() => keep.next().value === true).join('');
        const fit = fitOf(query, text);
        expect(fit).not.toBeNull();
        expect((fit?.at ?? []).map((index) => text[index]).join('')).toBe(query);
      },
    ),
  );
});
