/** What was told of a workload and what was told since → what is known of it. */
import type { WorkloadPod, WorkloadState } from '@podline/contract';

/** Null where the two do not fit: then all is to be asked for. Pods of which nothing was recorded stay the same objects. */
export function foldWorkload(state: WorkloadState, news: WorkloadState): WorkloadState | null {
  if (news.epoch !== state.epoch) return null;
  const known = new Map([...state.pods, ...news.pods].map((pod) => [pod.uid, pod]));
  const pods = news.uids.flatMap((uid): readonly WorkloadPod[] => {
    const pod = known.get(uid);
    return pod === undefined ? [] : [pod];
  });
  return pods.length === news.uids.length ? { ...news, pods } : null;
}
