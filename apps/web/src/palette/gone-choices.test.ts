import type { PodRow } from '@podline/contract';
import { asksForGone, millis, parseQuery } from '@podline/domain';
import { expect, test } from 'vitest';
import { goneChoices, goneText } from './gone-choices.ts';

test.each<[string, string | null]>([
  ['checkout', '"checkout" gone'],
  ['  shop  web-1 ', '"shop" "web-1" gone'],
  ['a "b c"', '"a" "b" "c" gone'],
  ['foo:bar -x ,y', '"foo:bar" "-x" ",y" gone'],
  ['w', null],
  ['', null],
  ['" "', null],
])('%j asks for %j', (typed, query) => {
  expect(goneText(typed)).toBe(query);
});

test.each(['-- :', 'is:nothing', 'x'.repeat(900), 'ab '.repeat(300), 'age:>x (', '~*?'])(
  'whatever is typed is a query for pods that are gone: %j',
  (typed) => {
    const parsed = parseQuery(goneText(typed) ?? '');
    expect(parsed.ok && asksForGone(parsed.query)).toBe(true);
  },
);

test('a pod that is gone is marked so, and leads to the very pod', () => {
  const opened: string[] = [];
  const row = { uid: 'u-1', namespace: 'shop', name: 'web-0', deletedAt: millis(60_000) };
  const [choice] = goneChoices([row as PodRow], millis(120_000), (path) => opened.push(path));
  expect(choice).toMatchObject({ kind: 'gone', title: 'web-0' });
  expect(choice?.note).toMatch(/^shop · gone .*ago$/);
  choice?.run();
  expect(opened).toEqual(['/pods/shop/web-0/u-1']);
});
