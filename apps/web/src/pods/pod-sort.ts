/** Order of the list. */
import type { PodRow } from '@podline/contract';

export const SORT_KEYS = ['name', 'status', 'ready', 'restarts', 'node', 'age'] as const;
export type SortKey = (typeof SORT_KEYS)[number];

export interface Sort {
  readonly key: SortKey;
  readonly isDescending: boolean;
}

/** A copy in order; equal rows stand by namespace and name, so that nothing jumps. */
export function sortPods(rows: readonly PodRow[], { key, isDescending }: Sort): readonly PodRow[] {
  const direction = isDescending ? -1 : 1;
  return rows.toSorted((a, b) => direction * COMPARE[key](a, b) || byName(a, b));
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const byName = (a: PodRow, b: PodRow): number =>
  compareText(a.namespace, b.namespace) || compareText(a.name, b.name) || compareText(a.uid, b.uid);

const readyShare = ({ ready }: PodRow): number => {
  const [count = 0, total = 0] = ready.split('/').map(Number);
  return total === 0 ? 1 : count / total;
};

const COMPARE: Readonly<Record<SortKey, (a: PodRow, b: PodRow) => number>> = {
  name: byName,
  status: (a, b) => compareText(a.status, b.status),
  ready: (a, b) => readyShare(a) - readyShare(b),
  restarts: (a, b) => a.restarts - b.restarts,
  node: (a, b) => compareText(a.node ?? '', b.node ?? ''),
  // Ascending age is the youngest first.
  age: (a, b) => b.createdAt - a.createdAt,
};
