/** What the API server lets us do, asked in advance: so that a missing right is named before it hurts. */
import { flag, record } from './api-json.ts';
import type { Cluster } from './cluster.ts';
import { failed, protocolFailure, type Result, success } from './errors.ts';

export interface AccessQuestion {
  readonly verb: 'get' | 'list' | 'watch';
  readonly resource: 'pods' | 'events' | 'namespaces' | 'nodes';
  readonly subresource?: 'log';
  /** Null: in all namespaces. */
  readonly namespace: string | null;
}

const DEADLINE_MS = 10_000;

/** Whether we may, by a SelfSubjectAccessReview, which every authenticated user may ask and which changes nothing. */
export async function mayI(
  cluster: Cluster,
  question: AccessQuestion,
  signal: AbortSignal,
): Promise<Result<boolean>> {
  const { verb, resource, subresource, namespace } = question;
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: {
      resourceAttributes: {
        verb,
        resource,
        ...(subresource === undefined ? {} : { subresource }),
        ...(namespace === null ? {} : { namespace }),
      },
    },
  };
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
  const answer = await cluster.requestJson(path, {
    method: 'POST',
    body: JSON.stringify(review),
    signal,
    deadlineMs: DEADLINE_MS,
  });
  if (!answer.ok) return answer;
  const allowed = flag(record(record(answer.value.json)['status'])['allowed']);
  if (allowed !== null) return success(allowed);
  return failed(protocolFailure('The access review has no status.allowed.', answer.value.tried));
}
