/**
 * What there is around the pods: Services, their endpoints, and Jobs, as the cluster last told of them. In memory only; bounded; every
 * kind is optional, and what may not be seen is said where it matters.
 *
 * It tells whoever asked to look again when something changed that its findings hang on:
 *
 *     service shop/db   that Service and its endpoints      name db       a Service of that name, wherever
 *     job shop/migrate  that Job                            absent shop   any Service of that namespace: one was missed there
 *     pod <uid>         a pod behind one of them            kind services what may be seen at all
 */
import type { PodRow } from '@podline/contract';
import type { Known, Surroundings, Target } from '@podline/domain';
import type { KubeFailure, ReflectorEvent } from '@podline/kube';
import { Dependents } from './dependents.ts';
import type { SliceKept } from './endpoints.ts';
import { type AroundObjects, type JobKept, PLACES, type ServiceKept } from './kept.ts';
import { hasLabels, type LivePod } from './pods-behind.ts';
import { type AroundKind, KIND_WORDS, Seen } from './seen.ts';
import { Shelf, type Shelved } from './shelf.ts';
import { lookAround, type Sight } from './walk.ts';

/** Of each kind: some 150 MB for 100,000 Services and as many slices. */
const MOST = 100_000;
/** So many tries in a row that fail take some five seconds: from then on what was last told may be over, and is not told as what is. */
const FAILURES = 3;
/** Changes come in swarms: a rollout touches a slice with every pod. */
const TELL_MS = 250;

/** Who asks: a pod, and what its findings would look for (`wantedBy`). */
export interface Asking {
  readonly uid: string;
  readonly namespace: string;
  readonly wanted: readonly Target[];
}

export interface NeighbourhoodParts {
  /** '' for all namespaces. */
  readonly scopes: readonly string[];
  readonly pods: {
    rows(): readonly PodRow[];
    known(uid: string): Known | null;
  };
  /** Calls back once, `ms` from now. */
  readonly after: (ms: number, callback: () => void) => void;
  /** Objects of a kind that are kept; for tests. */
  readonly most?: number;
}

export interface Neighbourhood {
  /** What the reflector of a kind said, of a scope. */
  heard<K extends AroundKind>(
    kind: K,
    scope: string,
    event: ReflectorEvent<AroundObjects[K]>,
  ): void;
  /**
   * What a finding of this pod needs of what is around it, and no more. From now on `onChanged` tells of the pod whenever that would be
   * another, until its row says that it is gone.
   */
  surroundingsOf(asking: Asking): Surroundings;
  /** Rows as they are told to pages: pods behind a Service are part of what is around others. */
  podsChanged(rows: readonly PodRow[]): void;
  /** Uids whose surroundings are others since: look again. A few times a second at most. Gives what ends it. */
  onChanged(listener: (uids: ReadonlySet<string>) => void): () => void;
  /** How many objects are kept of each kind. */
  sizes(): Readonly<Record<AroundKind, number>>;
}

export function neighbourhood(parts: NeighbourhoodParts): Neighbourhood {
  const most = parts.most ?? MOST;
  const seen = new Seen(parts.scopes);
  const shelves = {
    services: new Shelf<ServiceKept>(most),
    endpoints: new Shelf<SliceKept>(most),
    jobs: new Shelf<JobKept>(most),
  };
  const dependents = new Dependents();
  const listeners = new Set<(uids: ReadonlySet<string>) => void>();
  let due = new Set<string>();

  const tell = (uids: Iterable<string>): void => {
    const wasIdle = due.size === 0;
    for (const uid of uids) due.add(uid);
    if (wasIdle && due.size > 0) parts.after(TELL_MS, flush);
  };
  const flush = (): void => {
    const told = due;
    due = new Set();
    for (const listener of listeners) listener(told);
  };
  const touch = (...keys: readonly string[]): void => {
    for (const key of keys) tell(dependents.on(key));
  };

  const podsIn = (namespace: string): readonly LivePod[] =>
    parts.pods.rows().flatMap((row): LivePod[] => {
      const snapshot =
        row.namespace === namespace ? parts.pods.known(row.uid)?.snapshot : undefined;
      return snapshot === undefined ? [] : [{ row, snapshot }];
    });
  const sight: Sight = {
    services: shelves.services,
    slices: shelves.endpoints,
    jobs: shelves.jobs,
    seen,
    podsIn,
  };
  /** Services that findings hang on and that choose one of these pods by its labels: it may be new. */
  const choosing = (rows: readonly PodRow[]): readonly string[] =>
    [...dependents.keys()].filter((key) => {
      const [, namespace = '', name = ''] = /^service ([^/]+)\/(.+)$/.exec(key) ?? [];
      const selector = name === '' ? null : shelves.services.get(namespace, name)?.selector;
      return selector != null && rows.some((row) => isBehind(row, namespace, selector));
    });

  /** Whether it may be said what is there: more than is kept is as good as not seen. */
  const sees = (kind: AroundKind, scope: string, told: true | string): void => {
    const full = `there are more than ${most} ${KIND_WORDS[kind]}`;
    if (seen.put(kind, scope, told === true && shelves[kind].isFull ? full : told))
      touch(`kind ${kind}`);
  };

  /** By kind and scope, since something was last heard. */
  const failures = new Map<string, number>();
  /** What is kept stays: the watch goes on from where it was lost, without another list. */
  const fails = (kind: AroundKind, scope: string, { code }: KubeFailure): void => {
    const key = `${kind} ${scope}`;
    const isRefused = code === 'forbidden' || code === 'not-found';
    const count = isRefused ? FAILURES : (failures.get(key) ?? 0) + 1;
    failures.set(key, count);
    if (count >= FAILURES)
      sees(
        kind,
        scope,
        isRefused ? refusal(kind, code) : `Podline gets no word of ${KIND_WORDS[kind]} now`,
      );
  };
  const works = (kind: AroundKind, scope: string): void => {
    if (failures.delete(`${kind} ${scope}`)) sees(kind, scope, true);
  };

  const take = <K extends AroundKind>(kind: K, scope: string, shelved: Shelved<unknown>): void => {
    // Each kind's shelf takes what its own place makes of an object.
    const shelf: Shelf<unknown> = shelves[kind];
    const before = shelf.put(scope, shelved);
    if (shelf.isFull) sees(kind, scope, true);
    const keys = PLACES[kind].keys(shelved, before === null).filter((key) => dependents.has(key));
    // Most changes are of what no finding hangs on, or of what is not kept of an object.
    if (keys.length > 0 && JSON.stringify(before) !== JSON.stringify(shelved.value)) touch(...keys);
  };

  return {
    heard(kind, scope, event) {
      const shelf: Shelf<unknown> = shelves[kind];
      switch (event.kind) {
        case 'list-began':
          return shelf.listBegan(scope);
        case 'applied':
          return take(kind, scope, shelvedOf(kind, event.snapshot));
        case 'deleted': {
          const shelved = shelvedOf(kind, event.snapshot);
          shelf.remove(shelved.group, shelved.name);
          return touch(...PLACES[kind].keys(shelved, true));
        }
        case 'list-ended':
          shelf.listEnded(scope);
          failures.delete(`${kind} ${scope}`);
          sees(kind, scope, true);
          // Whoever hangs on something that the list did not have is not worth finding out: lists are rare.
          return touch(`kind ${kind}`);
        case 'failed':
          return fails(kind, scope, event.failure);
        // It goes on from where it was lost: nothing was missed.
        case 'watching':
          return works(kind, scope);
        // What cannot be read is there all the same; it keeps the state that was read last.
        case 'unreadable':
        case 'oversized':
        case 'replayed':
        case 'listed':
        case 'bookmark':
        case 'overdue':
        case 'expired':
          return;
      }
    },
    surroundingsOf({ uid, namespace, wanted }) {
      const { surroundings, keys } = lookAround(sight, { namespace, wanted });
      dependents.put(uid, keys);
      return surroundings;
    },
    podsChanged(rows) {
      for (const { uid, deletedAt, namespace, workload } of rows) {
        touch(`pod ${uid}`);
        // It may be new: the Job itself stays as it is when it tries again.
        if (workload?.kind === 'Job') touch(`job ${namespace}/${workload.name}`);
        if (deletedAt !== null) dependents.drop(uid);
      }
      touch(...choosing(rows));
    },
    onChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    sizes: () => ({
      services: shelves.services.size,
      endpoints: shelves.endpoints.size,
      jobs: shelves.jobs.size,
    }),
  };
}

const shelvedOf = <K extends AroundKind>(kind: K, object: AroundObjects[K]): Shelved<unknown> =>
  PLACES[kind].put(object);

const isBehind = (
  { namespace, labels }: PodRow,
  where: string,
  selector: Readonly<Record<string, string>>,
): boolean => namespace === where && hasLabels({ labels }, selector);

const refusal = (kind: AroundKind, code: 'forbidden' | 'not-found'): string =>
  code === 'forbidden'
    ? `Podline may not list ${KIND_WORDS[kind]} there`
    : `this cluster has no ${KIND_WORDS[kind]}`;
