/** Order of the list, as the address says it and as a click or a key changes it. */
import { DEFAULT_SORT, type Sort, type SortKey, sortFrom } from '@podline/contract';

/** The order an address asks for; the default where it asks for none that is known. */
export const sortInAddress = (text: string | null): Sort =>
  (text === null ? null : sortFrom(text)) ?? DEFAULT_SORT;

/** The order after a click on a column's head, as the address says it; null: the default. */
export function sortAfterClick(sort: Sort, key: SortKey): string | null {
  if (sort.key === key && !sort.isDescending) return `-${key}`;
  return key === DEFAULT_SORT.key ? null : key;
}

/** With Shift, as k9s has most of them. */
const SORT_LETTERS: Readonly<Record<string, SortKey>> = {
  P: 'namespace',
  N: 'name',
  S: 'status',
  R: 'restarts',
  O: 'node',
  A: 'age',
};

/** The order that a key asks for; null for any other key. */
export const sortKeyOf = (key: string): SortKey | null => SORT_LETTERS[key] ?? null;
