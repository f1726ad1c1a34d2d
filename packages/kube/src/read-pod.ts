/** One pod as the API server has it now, as far as we keep pods. */
import type { PodSnapshot } from '@podline/domain';
import { isUnreadable } from './api-json.ts';
import type { Cluster } from './cluster.ts';
import { failed, protocolFailure, type Result, success } from './errors.ts';
import { podFromApi } from './pod-from-api.ts';
import { readPodObject } from './pod-object.ts';

/** Under a name that was taken by another pod it is that other one: the caller compares uids. `not-found` when there is none. */
export async function readPod(
  cluster: Cluster,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  signal: AbortSignal,
): Promise<Result<PodSnapshot>> {
  const answer = await readPodObject(cluster, { namespace, pod: name }, signal);
  if (!answer.ok) return answer;
  const pod = podFromApi(answer.value.object);
  return isUnreadable(pod)
    ? failed(protocolFailure(`The pod cannot be read: ${pod.unreadable}.`, null))
    : success(pod);
}
