/** The pod that a request means, when it can be asked of the cluster now; else why not. */
import { ERRORS, type Problem, problem } from '@podline/contract';
import type { PodSnapshot } from '@podline/domain';
import { type Cluster, type KubeFailure, type PodObject, readPodObject } from '@podline/kube';
import type { Viewer } from '@podline/transport/server';
import type { FastifyReply } from 'fastify';
import type { ClusterDoor } from '../cluster-door.ts';
import type { LivePods } from '../live-pods.ts';
import { problemOf } from '../problem.ts';
import type { WatchHealth } from '../watch-health.ts';

export interface AskedPodParts {
  readonly live: LivePods;
  readonly health: WatchHealth;
  readonly door: ClusterDoor;
  readonly viewer: Viewer;
}

export interface AskedPod {
  readonly cluster: Cluster;
  readonly snapshot: PodSnapshot;
}

/** Without a `uid` the pod that has the name now is meant. What a viewer may not see is, to them, not there. */
export async function askedPod(
  { live, health, door, viewer }: AskedPodParts,
  asked: { readonly namespace: string; readonly name: string; readonly uid: string | null },
): Promise<AskedPod | { readonly problem: Problem }> {
  const { namespace, name } = asked;
  const cluster = door.cluster();
  if (!live.isOpen() || cluster === null) return { problem: notYet(health) };
  const stored = viewer.canSee(namespace) ? await live.history(asked) : null;
  if (stored === null) return { problem: problem('POD_NOT_FOUND', `${namespace}/${name}`) };
  if (stored.deletedAt === null) return { cluster, snapshot: stored.known.snapshot };
  const isReplaced = live.uidNamed(namespace, name) !== null;
  return { problem: problem(isReplaced ? 'POD_REPLACED' : 'POD_GONE', `${namespace}/${name}`) };
}

/** That pod itself, read from the cluster: still the one that is meant, and not another one of its name. */
export async function livePod(
  { cluster, snapshot }: AskedPod,
  signal: AbortSignal,
): Promise<PodObject | { readonly problem: Problem }> {
  const { namespace, name, uid } = snapshot;
  const pod = await readPodObject(cluster, { namespace, pod: name }, signal);
  if (!pod.ok) return { problem: unreadable(pod.failure, `${namespace}/${name}`) };
  return pod.value.uid === uid
    ? pod.value
    : { problem: problem('POD_REPLACED', `${namespace}/${name}`) };
}

function unreadable(failure: KubeFailure, pod: string): Problem {
  if (failure.code === 'not-found') return problem('POD_GONE', pod);
  if (failure.code === 'forbidden') return problem('POD_UNREADABLE', failure.sentence);
  return problemOf(failure);
}

/** With the status that the problem has. */
export const refuse = (reply: FastifyReply, why: Problem): FastifyReply =>
  reply.code(ERRORS[why.code].status).send(why);

/** Schemas of what names a pod in an address. */
export const NAME = {
  type: 'string',
  maxLength: 253,
  pattern: '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$',
} as const;
export const UID = { type: 'string', maxLength: 64, pattern: '^[A-Za-z0-9-]+$' } as const;
/** Of an address that names a pod. */
export const POD_PARAMS = {
  params: { type: 'object', properties: { namespace: NAME, name: NAME } },
  querystring: { type: 'object', properties: { uid: UID } },
} as const;

/** Until the cluster has said who it is, which log is its own is not known: "no pods" would be a lie. */
export function notYet(health: WatchHealth): Problem {
  const { watch } = health.status();
  const reason = watch.state === 'connecting' ? watch.problem : null;
  return reason ?? problem('CLUSTER_UNREACHABLE', 'Podline is just beginning to ask it.');
}
