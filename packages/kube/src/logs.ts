/** The log of one container. */
import { formatRfc3339, type Millis, millis } from '@podline/domain';
import { isLabel, isSubdomain } from './api-path.ts';
import type { Cluster } from './cluster.ts';
import { failureUnder } from './connection.ts';
import {
  failed,
  failureOfError,
  type KubeFailure,
  type Result,
  rejectedUnsent,
  success,
} from './errors.ts';

export interface LogQuery {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** `previous`: the run before the present one, which the kubelet keeps only while its container exists. */
  readonly run: 'current' | 'previous';
  /** Goes on until the container ends or the signal aborts. */
  readonly follow?: boolean;
  readonly tailLines?: number;
  /** Lines from the second on in which this lies: the kubelet is asked in whole seconds. */
  readonly since?: Millis;
  readonly limitBytes?: number;
  /** Each line begins with its RFC 3339 time, in nanoseconds. */
  readonly timestamps?: boolean;
}

export type ContainerLog =
  /** Raw bytes: a log need be neither UTF-8 nor lines. Ends with the log; a broken connection is a throw of KubeFailureError. */
  | { readonly kind: 'log'; readonly bytes: AsyncIterable<Uint8Array> }
  /** There was a run and its log is gone: the API says so with status 200, in place of the log. */
  | { readonly kind: 'gone' }
  /** The container has not run yet; `sentence` says what it waits for. */
  | { readonly kind: 'not-started'; readonly sentence: string }
  /** The previous run was asked for, and there was none. */
  | { readonly kind: 'no-previous' };

/** A failure in the middle of a body, where only a throw can end the iteration. */
export class KubeFailureError extends Error {
  readonly failure: KubeFailure;
  constructor(failure: KubeFailure) {
    super(failure.sentence, { cause: failure.cause });
    this.failure = failure;
  }
}

/** Opens a container's log. Names that are no DNS-1123 names are `rejected` without being sent. */
export async function readLog(
  cluster: Cluster,
  query: LogQuery,
  signal: AbortSignal,
): Promise<Result<ContainerLog>> {
  const { namespace, pod, container } = query;
  if (!isLabel(namespace) || !isSubdomain(pod) || !isLabel(container))
    return failed(rejectedUnsent('That is no name of a namespace, a pod and a container.'));
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log`;
  const answer = await cluster.request(path, {
    query: {
      container,
      previous: query.run === 'previous' ? true : null,
      follow: query.follow === true ? true : null,
      tailLines: query.tailLines ?? null,
      sinceTime: query.since === undefined ? null : wholeSecond(query.since),
      limitBytes: query.limitBytes ?? null,
      timestamps: query.timestamps === true ? true : null,
    },
    accept: '*/*',
    signal,
    mayBeSilent: query.follow === true,
  });
  if (!answer.ok) {
    const none = withoutLog(answer.failure);
    return none === null ? answer : success(none);
  }
  const { body, tried } = answer.value;
  return opened(body[Symbol.asyncIterator](), tried, signal);
}

const wholeSecond = (at: Millis): string => formatRfc3339(millis(Math.floor(at / 1000) * 1000));

/** What the kubelet says, as a refusal, of a container that has no such log; null for any other failure. */
function withoutLog({ code, sentence }: KubeFailure): ContainerLog | null {
  if (code !== 'rejected') return null;
  if (/previous terminated container .* not found/.test(sentence)) return { kind: 'no-previous' };
  return sentence.includes(' is waiting to start: ') ? { kind: 'not-started', sentence } : null;
}

/** The whole body when the container runtime no longer has the log (seen with containerd, status 200). */
const GONE = 'unable to retrieve container logs for ';

async function opened(
  chunks: AsyncIterator<Uint8Array>,
  tried: string,
  signal: AbortSignal,
): Promise<Result<ContainerLog>> {
  try {
    const first = await chunks.next();
    const begin = first.done ? '' : Buffer.from(first.value.subarray(0, GONE.length)).toString();
    if (begin === GONE) {
      await chunks.return?.();
      return success({ kind: 'gone' });
    }
    return success({ kind: 'log', bytes: bytesOf(first, chunks, tried, signal) });
  } catch (error) {
    return failed(failureUnder(signal, error, tried));
  }
}

async function* bytesOf(
  first: IteratorResult<Uint8Array>,
  chunks: AsyncIterator<Uint8Array>,
  tried: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  try {
    for (let chunk = first; !chunk.done; chunk = await chunks.next()) yield chunk.value;
  } catch (error) {
    // Told to stop: the log simply ends.
    if (!signal.aborted) throw new KubeFailureError(failureOfError(error, tried));
  } finally {
    await chunks.return?.();
  }
}
