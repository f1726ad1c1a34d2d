import { describe, expect, test } from 'vitest';
import { type Choice, pieces, ranked } from './choices.ts';

const choice = (kind: Choice['kind'], title: string, note = ''): Choice => ({
  ...{ id: `${kind} ${title} ${note}`, kind, title, note, key: null },
  run: () => undefined,
});
const CHOICES = [
  choice('page', 'Pods'),
  choice('action', 'Theme: dark'),
  choice('pod', 'shop-api-7d9', 'shop · Init:CrashLoopBackOff'),
  choice('pod', 'ledger-0', 'payments · Running'),
  choice('pod', 'ledger-1', 'payments · Init:1/3'),
];
const found = (query: string) => ranked(CHOICES, query).map((each) => each.choice.title);

describe('the palette finds', () => {
  test.each<[string, readonly string[]]>([
    ['', ['Pods', 'Theme: dark', 'shop-api-7d9', 'ledger-0', 'ledger-1']],
    ['ledger', ['ledger-0', 'ledger-1']],
    ['pay led 1', ['ledger-1']],
    ['crash', ['shop-api-7d9']],
    ['dark', ['Theme: dark']],
    ['nothing of the kind', []],
  ])('%s', (query, titles) => {
    expect(found(query)).toEqual(titles);
  });

  test('at most what somebody reads', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => choice('pod', `web-${index}`));
    expect(ranked(many, 'web').length).toBe(60);
    expect(ranked(many, '').length).toBe(60);
  });
});

test('letters of the note are matched, and only those of the title are marked', () => {
  const [first] = ranked(CHOICES, 'shop crash');
  expect(first?.at).toEqual([0, 1, 2, 3]);
});

test('a title is printed in pieces', () => {
  expect(pieces('ledger-0', [0, 1, 7])).toEqual([
    { from: 0, text: 'le', isMarked: true },
    { from: 2, text: 'dger-', isMarked: false },
    { from: 7, text: '0', isMarked: true },
  ]);
  expect(pieces('x', [])).toEqual([{ from: 0, text: 'x', isMarked: false }]);
});
