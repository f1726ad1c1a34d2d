/** The page of a workload. */
import type { PodRow } from '@podline/contract';

export interface WorkloadName {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
}

export const workloadPath = ({ namespace, kind, name }: WorkloadName): string =>
  `/workloads/${encodeURIComponent(namespace)}/${encodeURIComponent(kind)}/${encodeURIComponent(name)}`;

/** Of the pod's workload; null for a pod that nobody controls. */
export const workloadPathOf = ({
  namespace,
  workload,
}: Pick<PodRow, 'namespace' | 'workload'>): string | null =>
  workload === null ? null : workloadPath({ namespace, ...workload });

/** Finds its pods in the table. */
export const podsQuery = ({ namespace, kind, name }: WorkloadName): string =>
  `ns:${namespace} workload:${kind}/${name}`;
