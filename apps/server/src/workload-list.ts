/** Pods as rows → the workloads that they are of. */
import { type PodRow, WORKLOADS_LIMIT, type WorkloadSummary } from '@podline/contract';
import { later } from '@podline/domain';

/** Those with stuck pods first, the most of them first; then by namespace, name and kind. Pods that nobody controls are of none. */
export function workloadsOf(rows: readonly PodRow[]): readonly WorkloadSummary[] {
  const groups = Map.groupBy(
    rows.filter(({ workload }) => workload !== null),
    ({ namespace, workload }) => `${namespace} ${workload?.kind} ${workload?.name}`,
  );
  return [...groups.values()].flatMap(summaryOf).sort(byNeed);
}

/** As many as are told. */
export const cutWorkloads = (all: readonly WorkloadSummary[]): readonly WorkloadSummary[] =>
  all.slice(0, WORKLOADS_LIMIT);

/** None of no pods. */
function summaryOf(rows: readonly PodRow[]): readonly WorkloadSummary[] {
  const newestFirst = rows.toSorted((a, b) => b.createdAt - a.createdAt);
  const [newest] = newestFirst;
  if (newest === undefined || newest.workload === null) return [];
  const { kind, name } = newest.workload;
  return [
    {
      ...{ namespace: newest.namespace, kind, name },
      pods: rows.length,
      ready: rows.filter(isFine).length,
      stuck: rows.filter(({ stuck }) => stuck !== null).length,
      revisions: [...new Set(newestFirst.flatMap(({ workload }) => workload?.revision ?? []))],
      newestAt: rows.reduce((at, row) => later(at, row.createdAt), newest.createdAt),
    },
  ];
}

const isFine = ({ traits }: PodRow): boolean =>
  traits.includes('ready') || traits.includes('finished');

const byNeed = (a: WorkloadSummary, b: WorkloadSummary): number =>
  b.stuck - a.stuck ||
  compare(a.namespace, b.namespace) ||
  compare(a.name, b.name) ||
  compare(a.kind, b.kind);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
