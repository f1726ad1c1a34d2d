import { readFileSync } from 'node:fs';
import { SORT_KEYS } from '@podline/contract';
import { expect, test } from 'vitest';
import { COLUMNS, colsAfter, columnsFor, rowHeightPx } from './columns.ts';

const titles = (cols: string | null, isNarrow = false): string =>
  columnsFor(cols, isNarrow)
    .map(({ title }) => title)
    .join(' ');

test('the columns are kubectl’s, in its order, and the last quarter of an hour', () => {
  expect(titles(null).toUpperCase()).toBe(
    'NAMESPACE NAME CONTAINERS STATUS READY RESTARTS NODE AGE LAST 15 MIN',
  );
});

test('every order but that of when pods went can be asked for by a column', () => {
  const orders = SORT_KEYS.filter((key) => key !== 'gone').sort();
  expect(COLUMNS.flatMap(({ sortKey }) => sortKey ?? []).sort()).toEqual(orders);
});

test('on a narrow screen the name comes first, and status and age beside it', () => {
  expect(titles(null, true)).toBe('Name Status Age');
});

test('the address says which are shown; the name always is', () => {
  expect(titles('workload,status')).toBe('Name Status Workload');
  expect(titles('nonsense')).toBe('Name');
});

test('switching a column off and on again leads back to the usual ones', () => {
  const without = colsAfter(null, 'node');
  expect(without).toBe('namespace,name,containers,status,ready,restarts,age,recent');
  expect(colsAfter(without, 'node')).toBeNull();
  expect(titles(colsAfter(null, 'workload'))).toContain('Node Workload Age');
});

test('rows are as high as tokens.css draws them, for what is in view is reckoned by it', () => {
  const tokens = readFileSync(new URL('../styles/tokens.css', import.meta.url), 'utf8');
  const heights = [...tokens.matchAll(/--row-height: (\d+)px/g)].map((match) => Number(match[1]));
  expect([rowHeightPx(false), rowHeightPx(true)]).toEqual(heights);
});
