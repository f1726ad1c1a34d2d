/**
 * Asks for the end of one run's log, and makes sure that it is this run's: the API gives logs by pod name and `previous`, and both
 * may mean another run by the time that it answers. So after the log the pod is read: its uid must be the same, and the run must
 * still stand where its log was asked for.
 */
import { type LogPlace, logPlaceOf, type Millis, type PodSnapshot } from '@podline/domain';
import {
  type Cluster,
  type KubeFailure,
  type LogTailAnswer,
  type Result,
  readPod,
  readTail,
  type WrittenLine,
} from '@podline/kube';
import { TAIL_LIMITS } from './kept-lines.ts';
import type { Ask } from './tail-queue.ts';

export type Fetched =
  | { readonly kind: 'tail'; readonly lines: readonly WrittenLine[]; readonly isCut: boolean }
  /** The cluster no longer has it. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'forbidden' }
  /** It may come another time, after so long at the earliest; null: whenever. */
  | { readonly kind: 'failed'; readonly afterMs: number | null }
  /** We are to stop. */
  | { readonly kind: 'aborted' };

export interface RunAsked extends Ask {
  /** Where its log was when it was last seen. */
  readonly place: LogPlace;
  /** Null: it runs, or its end has no time. */
  readonly finishedAt: Millis | null;
}

const DEADLINE_MS = 20_000;
/** A run moves from current to previous, and from there it is let go: a third look finds nothing new. */
const LOOKS = 3;
/**
 * Ends are told in whole seconds. A line that was written later than this after the end was written by the next run, whatever the API
 * says: the kubelet may be ahead of what it has told.
 */
const AFTER_END_MS = 3000;

/** Never rejects. */
export async function fetchTail(
  cluster: Cluster,
  asked: RunAsked,
  signal: AbortSignal,
): Promise<Fetched> {
  let place: LogPlace | null = asked.place;
  for (let look = 0; look < LOOKS && place !== null; look += 1) {
    const answer = await readTail(cluster, queryOf(asked, place), signal);
    if (!answer.ok && !isElsewhere(answer.failure)) return outcomeOf(answer.failure);
    const pod = await readPod(cluster, { namespace: asked.namespace, name: asked.pod }, signal);
    if (!pod.ok) return outcomeOf(pod.failure);
    const now = placeOf(pod.value, asked);
    if (now === place) return whatCame(answer, asked);
    place = now;
  }
  return { kind: 'gone' };
}

const queryOf = ({ namespace, pod, container }: RunAsked, run: LogPlace) => ({
  namespace,
  pod,
  container,
  run,
  lines: TAIL_LIMITS.lines,
  maxBytes: TAIL_LIMITS.readBytes,
  deadlineMs: DEADLINE_MS,
});

/** Null for a namesake, and for a run that the kubelet has let go of. */
const placeOf = (pod: PodSnapshot, { uid, container, containerId }: RunAsked): LogPlace | null =>
  pod.uid === uid ? logPlaceOf(pod, container, containerId) : null;

/** 400: there is no such run there, which may be because it has moved. */
const isElsewhere = ({ code }: KubeFailure): boolean => code === 'rejected';

function whatCame(answer: Result<LogTailAnswer>, { finishedAt }: RunAsked): Fetched {
  if (!answer.ok || answer.value.kind !== 'tail') return { kind: 'gone' };
  const { lines } = answer.value;
  const isAnothers =
    finishedAt !== null && lines.some(({ at }) => at !== null && at > finishedAt + AFTER_END_MS);
  return isAnothers ? { kind: 'gone' } : answer.value;
}

function outcomeOf(failure: KubeFailure): Fetched {
  switch (failure.code) {
    case 'forbidden':
      return { kind: 'forbidden' };
    case 'not-found':
    case 'rejected':
    case 'expired':
      return { kind: 'gone' };
    case 'aborted':
      return { kind: 'aborted' };
    case 'throttled':
    case 'server-error':
      return { kind: 'failed', afterMs: failure.retryAfterMs };
    case 'unreachable':
    case 'timeout':
    case 'unauthorized':
    case 'misconfigured':
    case 'login-failed':
    case 'protocol':
    case 'oversized':
      return { kind: 'failed', afterMs: null };
  }
}
