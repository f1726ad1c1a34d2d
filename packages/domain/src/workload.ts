/** The workload that a person would look for: a ReplicaSet's pods belong to its Deployment, a CronJob's Job to its Job. */
import type { PodSnapshot } from './pod-snapshot.ts';

export interface Workload {
  readonly kind: string;
  readonly name: string;
  /** The ReplicaSet's template hash or the controller's revision hash; null where there is none. */
  readonly revision: string | null;
}

/** Null for a pod that nobody controls. A Deployment is read from its ReplicaSet's name, which ends in the template hash. */
export function workloadOf(pod: Pick<PodSnapshot, 'owner' | 'labels'>): Workload | null {
  const { owner, labels } = pod;
  if (owner === null) return null;
  const templateHash = labels['pod-template-hash'] ?? null;
  if (
    owner.kind === 'ReplicaSet' &&
    templateHash !== null &&
    owner.name.endsWith(`-${templateHash}`)
  ) {
    const name = owner.name.slice(0, -templateHash.length - 1);
    return { kind: 'Deployment', name, revision: templateHash };
  }
  const revision = templateHash ?? labels['controller-revision-hash'] ?? null;
  return { kind: owner.kind, name: owner.name, revision };
}

/** What the pods of one template are counted together by, within a namespace. */
export type Template = Pick<Workload, 'kind' | 'name'>;

/**
 * Each run of a CronJob is a Job of its own, named after it and the minute it was due (`getJobName` in
 * `pkg/controller/cronjob/utils.go`): their pods are of one template.
 */
export function templateOf({ kind, name }: Template): Template {
  const cronJob = kind === 'Job' ? /^(.+)-\d{8}$/.exec(name)?.[1] : undefined;
  return cronJob === undefined ? { kind, name } : { kind: 'CronJob', name: cronJob };
}
