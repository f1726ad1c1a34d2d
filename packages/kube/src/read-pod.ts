/** One pod as the API server has it now. */
import type { PodSnapshot } from '@podline/domain';
import { isUnreadable } from './api-json.ts';
import { isLabel, isSubdomain } from './api-path.ts';
import type { Cluster } from './cluster.ts';
import { failed, protocolFailure, type Result, rejectedUnsent, success } from './errors.ts';
import { podFromApi } from './pod-from-api.ts';

const DEADLINE_MS = 10_000;

/** Under a name that was taken by another pod it is that other one: the caller compares uids. `not-found` when there is none. */
export async function readPod(
  cluster: Cluster,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  signal: AbortSignal,
): Promise<Result<PodSnapshot>> {
  if (!isLabel(namespace) || !isSubdomain(name))
    return failed(rejectedUnsent('That is no name of a namespace and a pod.'));
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}`;
  const answer = await cluster.requestJson(path, { signal, deadlineMs: DEADLINE_MS });
  if (!answer.ok) return answer;
  const pod = podFromApi(answer.value.json);
  return isUnreadable(pod)
    ? failed(protocolFailure(`The pod cannot be read: ${pod.unreadable}.`, answer.value.tried))
    : success(pod);
}
