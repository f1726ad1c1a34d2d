/** One pod as the API has it now. */
import { type JsonRecord, kindOtherThan, record, text } from './api-json.ts';
import { isLabel, isSubdomain } from './api-path.ts';
import type { Cluster } from './cluster.ts';
import { failed, protocolFailure, type Result, rejectedUnsent, success } from './errors.ts';

export interface PodObject {
  readonly uid: string;
  /** The whole object, as it came: for `podYaml`, and for nothing that keeps it. */
  readonly object: JsonRecord;
}

const DEADLINE_MS = 10_000;

/**
 * Asks for the pod of that name. Whose it is, its uid says: another pod may have the name by now. One that is not there is
 * `not-found`; names that are no DNS-1123 names are `rejected` without being sent.
 */
export async function readPodObject(
  cluster: Cluster,
  { namespace, pod }: { readonly namespace: string; readonly pod: string },
  signal: AbortSignal,
): Promise<Result<PodObject>> {
  if (!isLabel(namespace) || !isSubdomain(pod))
    return failed(rejectedUnsent('That is no name of a namespace and a pod.'));
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}`;
  const answer = await cluster.requestJson(path, { signal, deadlineMs: DEADLINE_MS });
  if (!answer.ok) return answer;
  const object = record(answer.value.json);
  const uid = text(record(object['metadata'])['uid']);
  if (kindOtherThan('Pod', object) !== null || uid === null)
    return failed(protocolFailure('The answer is no pod.', answer.value.tried));
  return success({ uid, object });
}
