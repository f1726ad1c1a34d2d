/** Order of the list. */
import type { PodRow } from '@podline/contract';

export const SORT_KEYS = [
  'namespace',
  'name',
  'status',
  'ready',
  'restarts',
  'node',
  'age',
] as const;
export type SortKey = (typeof SORT_KEYS)[number];

export interface Sort {
  readonly key: SortKey;
  readonly isDescending: boolean;
}

export const DEFAULT_SORT: Sort = { key: 'namespace', isDescending: false };

/** A copy in order; equal rows stand by namespace and name, so that nothing jumps. */
export function sortPods(rows: readonly PodRow[], { key, isDescending }: Sort): readonly PodRow[] {
  const direction = isDescending ? -1 : 1;
  return rows.toSorted((a, b) => direction * COMPARE[key](a, b) || byName(a, b));
}

/** The order an address asks for: `age` ascending, `-age` descending; the default where it asks for none that is known. */
export function sortFrom(text: string | null): Sort {
  const key = SORT_KEYS.find((known) => known === text?.replace(/^-/, ''));
  return key === undefined ? DEFAULT_SORT : { key, isDescending: text?.startsWith('-') === true };
}

/** The order after a click on a column's head, as the address says it; null: the default. */
export function sortAfterClick(sort: Sort, key: SortKey): string | null {
  if (sort.key === key && !sort.isDescending) return `-${key}`;
  return key === DEFAULT_SORT.key ? null : key;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const byName = (a: PodRow, b: PodRow): number =>
  compareText(a.namespace, b.namespace) || compareText(a.name, b.name) || compareText(a.uid, b.uid);

const readyShare = ({ ready }: PodRow): number => {
  const [count = 0, total = 0] = ready.split('/').map(Number);
  return total === 0 ? 1 : count / total;
};

const COMPARE: Readonly<Record<SortKey, (a: PodRow, b: PodRow) => number>> = {
  namespace: (a, b) => compareText(a.namespace, b.namespace),
  name: (a, b) => compareText(a.name, b.name),
  status: (a, b) => compareText(a.status, b.status),
  ready: (a, b) => readyShare(a) - readyShare(b),
  restarts: (a, b) => a.restarts - b.restarts,
  node: (a, b) => compareText(a.node ?? '', b.node ?? ''),
  // Ascending age is the youngest first.
  age: (a, b) => b.createdAt - a.createdAt,
};
