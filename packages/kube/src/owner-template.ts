/** Which containers a pod's controller asked for: what the pod has besides, a webhook added. */
import type { Owner } from '@podline/domain';
import { list, record, text } from './api-json.ts';
import { isLabel, isSubdomain } from './api-path.ts';
import type { Cluster } from './cluster.ts';

/** Controllers that hold a pod template, by kind: group and version, and resource. */
const TEMPLATED: Readonly<Record<string, readonly [api: string, resource: string]>> = {
  ReplicaSet: ['apis/apps/v1', 'replicasets'],
  StatefulSet: ['apis/apps/v1', 'statefulsets'],
  DaemonSet: ['apis/apps/v1', 'daemonsets'],
  Job: ['apis/batch/v1', 'jobs'],
  ReplicationController: ['api/v1', 'replicationcontrollers'],
};

const DEADLINE_MS = 2000;

/**
 * Names of the containers in the owner's pod template. Null where it cannot be told: another kind of owner, no right to read it,
 * gone, another one of that name by now, or no answer within two seconds. It only helps to tell a sidecar, so no failure matters.
 */
export async function ownerTemplate(
  cluster: Cluster,
  namespace: string,
  owner: Owner,
  signal: AbortSignal,
): Promise<readonly string[] | null> {
  const place = Object.hasOwn(TEMPLATED, owner.kind) ? TEMPLATED[owner.kind] : undefined;
  if (place === undefined || !isLabel(namespace) || !isSubdomain(owner.name)) return null;
  const [api, resource] = place;
  const path = `/${api}/namespaces/${encodeURIComponent(namespace)}/${resource}/${encodeURIComponent(owner.name)}`;
  const answer = await cluster.requestJson(path, { signal, deadlineMs: DEADLINE_MS });
  if (!answer.ok) return null;
  const object = record(answer.value.json);
  if (text(record(object['metadata'])['uid']) !== owner.uid) return null;
  const template = record(record(record(object['spec'])['template'])['spec']);
  const names = list(template['containers']).flatMap((it) => text(record(it)['name']) ?? []);
  return names.length === 0 ? null : names;
}
