/** The orders of the pod list. */
import type { PodRow, Sort, SortKey } from '@podline/contract';
import type { Order } from './sorted-rows.ts';

/** Rows that are equal in it stand by namespace, name and uid in both directions, so that nothing jumps. */
export function orderOf({ key, isDescending }: Sort): Order {
  const compare = COMPARE[key];
  const direction = isDescending ? -1 : 1;
  return (a, b) => direction * compare(a, b) || byName(a, b);
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const byName: Order = (a, b) =>
  compareText(a.namespace, b.namespace) || compareText(a.name, b.name) || compareText(a.uid, b.uid);

function readyShare({ ready }: PodRow): number {
  const [count = 0, total = 0] = ready.split('/').map(Number);
  return total === 0 ? 1 : count / total;
}

const workloadText = ({ workload }: PodRow): string =>
  workload === null ? '' : `${workload.kind}/${workload.name}`;

const COMPARE: Readonly<Record<SortKey, Order>> = {
  namespace: (a, b) => compareText(a.namespace, b.namespace),
  name: (a, b) => compareText(a.name, b.name),
  status: (a, b) => compareText(a.status, b.status),
  ready: (a, b) => readyShare(a) - readyShare(b),
  restarts: (a, b) => a.restarts - b.restarts,
  node: (a, b) => compareText(a.node ?? '', b.node ?? ''),
  // Ascending age is the youngest first.
  age: (a, b) => b.createdAt - a.createdAt,
  // Ascending: the ones that went last first, and those that are there at the end.
  gone: (a, b) => (b.deletedAt ?? -1) - (a.deletedAt ?? -1),
  workload: (a, b) => compareText(workloadText(a), workloadText(b)),
};
