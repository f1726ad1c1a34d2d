/** The values that a field has among the pods a viewer may see. */
import type { FacetsState, PodRow } from '@podline/contract';
import type { FacetField } from '@podline/domain';
import type { Viewer } from './source.ts';

/** The most frequent first. `key`: for `label`, whose values; null: the keys. */
export function facetsOf(
  rows: Iterable<PodRow>,
  viewer: Viewer,
  field: FacetField,
  key: string | null,
): FacetsState['values'] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    if (!viewer.canSee(row.namespace)) continue;
    for (const value of new Set(valuesOf(row, field, key)))
      counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

function valuesOf(row: PodRow, field: FacetField, key: string | null): readonly string[] {
  if (field !== 'label') return VALUES[field](row);
  if (key === null) return Object.keys(row.labels);
  return Object.hasOwn(row.labels, key) ? [row.labels[key] ?? ''] : [];
}

const known = (value: string | null): readonly string[] => (value === null ? [] : [value]);

const VALUES: Readonly<Record<Exclude<FacetField, 'label'>, (row: PodRow) => readonly string[]>> = {
  ns: ({ namespace }) => [namespace],
  name: ({ name }) => [name],
  node: ({ node }) => known(node),
  status: ({ status }) => [status],
  workload: ({ workload }) => known(workload && `${workload.kind}/${workload.name}`),
  reason: ({ reasons }) => reasons,
  image: ({ pips }) => pips.map(({ image }) => image),
  container: ({ pips }) => pips.map(({ name }) => name),
  blocker: ({ stuck }) => known(stuck?.container ?? null),
  cause: ({ cause }) => known(cause?.code ?? null),
  subject: ({ cause }) => known(cause?.subject ?? null),
};
