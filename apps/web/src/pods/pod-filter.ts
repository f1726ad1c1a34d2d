/** Free text over what a row shows: every word must be somewhere. */
import type { PodRow } from '@podline/contract';

/** Rows in which each word of `query` occurs, whatever its case; all of them for an empty query. */
export function filterPods(rows: readonly PodRow[], query: string): readonly PodRow[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const text = searchText(row);
    return words.every((word) => text.includes(word));
  });
}

const searchText = (row: PodRow): string =>
  [
    row.namespace,
    row.name,
    row.status,
    row.node ?? '',
    row.workload?.kind ?? '',
    row.workload?.name ?? '',
    ...row.pips.map((pip) => pip.name),
  ]
    .join('\n')
    .toLowerCase();
