import { expect, test } from 'vitest';
import { completionsAt, type Facets, facetAt } from './complete.ts';

const NAMESPACES: Facets = [
  { value: 'kube-system', count: 9 },
  { value: 'shop', count: 4 },
  { value: 'workshop', count: 7 },
];

/** `|` is the caret; what the first item makes of the text, and all labels. */
function completed(marked: string, facets: Facets = NAMESPACES) {
  const caret = marked.indexOf('|');
  const text = marked.replace('|', '');
  const { from, to, items } = completionsAt(text, caret, facets);
  const [first] = items;
  return {
    text: first === undefined ? null : text.slice(0, from) + first.insert + text.slice(to),
    labels: items.map(({ label }) => label),
  };
}

const table: readonly (readonly [string, string | null, readonly string[] | null])[] = [
  ['s|', 'stuck ', ['stuck', 'status:', 'subject:']],
  ['namesp|', 'ns:', ['ns:']],
  ['ns:sh|', 'ns:shop ', ['shop', 'workshop']],
  ['ns:a,wo|', 'ns:a,workshop ', ['workshop']],
  ['-ns:~ku| stuck', '-ns:~kube-system  stuck', ['kube-system']],
  ['is:cr|', 'is:crash-looping ', ['crash-looping']],
  ['role:|', 'role:init ', null],
  ['restarts:|', 'restarts:>0 ', null],
  ['age:<|', 'age:<10m ', ['<10m', '<1h']],
  ['nope:a|', null, []],
  ['"ns:sh|', null, []],
  ['Init:|', null, []],
  ['stuck x|', null, []],
];
for (const [marked, text, labels] of table) {
  test(`at ${marked}`, () => {
    const found = completed(marked);
    expect(found.text).toBe(text);
    if (labels !== null) expect(found.labels).toEqual(labels);
  });
}

test('labels are completed key first, then value', () => {
  expect(completed('label:a|', [{ value: 'app', count: 3 }]).text).toBe('label:app=');
  expect(completed('label:app=w|', [{ value: 'web', count: 3 }]).text).toBe('label:app=web ');
});

test('a value that would be read otherwise is quoted', () => {
  expect(completed('reason:|', [{ value: 'failed to mount, twice', count: null }]).text).toBe(
    'reason:"failed to mount, twice" ',
  );
});

test.each([
  ['ns:sh', { field: 'ns', key: null, text: 'sh' }],
  ['label:ap', { field: 'label', key: null, text: 'ap' }],
  ['label:app=w', { field: 'label', key: 'app', text: 'w' }],
  ['is:st', null],
  ['shop', null],
])('what is wanted from the server at the end of %s', (text, wanted) => {
  expect(facetAt(text, text.length)).toEqual(wanted);
});
