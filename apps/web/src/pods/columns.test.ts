import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { columnsFor, rowHeightPx } from './columns.ts';
import { SORT_KEYS } from './pod-sort.ts';

test('the columns are kubectl’s, in its order', () => {
  expect(
    columnsFor(false)
      .map(({ title }) => title)
      .join(' ')
      .toUpperCase(),
  ).toBe('NAMESPACE NAME CONTAINERS STATUS READY RESTARTS NODE AGE');
});

test('every order can be asked for by a column', () => {
  expect(columnsFor(false).flatMap(({ sortKey }) => sortKey ?? [])).toEqual([...SORT_KEYS]);
});

test('on a narrow screen the name comes first, and nothing of the status is lost', () => {
  expect(columnsFor(true).map(({ title }) => title)).toEqual([
    'Name',
    'Status',
    'Ready',
    'Restarts',
    'Node',
    'Age',
  ]);
});

test('rows are as high as tokens.css draws them, for what is in view is reckoned by it', () => {
  const tokens = readFileSync(new URL('../styles/tokens.css', import.meta.url), 'utf8');
  const heights = [...tokens.matchAll(/--row-height: (\d+)px/g)].map((match) => Number(match[1]));
  expect([rowHeightPx(false), rowHeightPx(true)]).toEqual(heights);
});
