/** The pods of one cluster as of the last published batch, in memory; pods of before come from the log. */
import type { Cause, PodRow, RowCause } from '@podline/contract';
import {
  type Known,
  millis,
  type RecordedTransition,
  ROLE_RULES,
  type RoleRule,
  type Seq,
  seq,
} from '@podline/domain';
import type { Loaded, StoredPod, TransitionLog } from '@podline/store';
import type { PodRef, PublishedBatch, ViewSource } from '@podline/transport/server';
import { type CourseParts, Courses } from './courses.ts';
import { type FollowParts, follow } from './follow.ts';
import { NowBoard } from './now-view.ts';
import type { Course } from './pod-course.ts';
import { podRow } from './pod-row.ts';

const NOT_KEPT = 'What was recorded of this time is not kept any more.';

interface LivePod {
  readonly stored: StoredPod;
  readonly row: PodRow;
}

/** What one batch of events did, before it is durable. */
export interface PodChanges {
  /** By uid; `deletedAt` set for pods that are gone. */
  readonly pods: ReadonlyMap<string, StoredPod>;
  readonly transitions: readonly {
    readonly uid: string;
    readonly transition: RecordedTransition;
  }[];
  readonly gaps: PublishedBatch['gaps'];
  readonly lastSeq: Seq;
}

export interface LivePods extends Omit<ViewSource, 'evidence'> {
  /**
   * Takes the log and its live pods (after a restart) in hand; until then there are no rows, and a question for a pod waits.
   * Opened again, it forgets what it had. Gives what is to be published.
   */
  open(log: TransitionLog, loaded: Pick<Loaded, 'pods' | 'lastSeq' | 'keptSince'>): PublishedBatch;
  /** Something that was recorded is not kept any more. */
  forgot(): void;
  /** The pod as last seen, live or of the log; null when it was never seen. */
  history(ref: PodRef): Promise<StoredPod | null>;
  /** The same, of that uid. */
  stored(uid: string): Promise<StoredPod | null>;
  /** Its row with that cause, from now on; null when it says that already, or the pod is not there any more. */
  blame(uid: string, cause: RowCause | null): PodRow | null;
  /** What pods are stuck by, all of them. */
  causes(): readonly Cause[];
  /** The log, once it is open. */
  log(): Promise<TransitionLog>;
  /** What the reducer knows of a live pod; null of any other. */
  known(uid: string): Known | null;
  uids(): Iterable<string>;
  /** False until `open`: nothing can be said of any pod yet, not even that there is none. */
  isOpen(): boolean;
  /** Of the live pod of that name; null when there is none. */
  uidNamed(namespace: string, name: string): string | null;
  /** Takes in what became durable and gives what is to be published. */
  apply(changes: PodChanges): PublishedBatch;
  /** Takes in what was seen and could not be made durable: rows change, and the log stays where it is. */
  show(pods: PodChanges['pods']): PublishedBatch;
  /** What was shown before became durable: the log goes on, and rows stay as they are. */
  recorded(written: Omit<PodChanges, 'pods'>): PublishedBatch;
  /** Publishes what time alone changes of rows, and what their histories say once they are read. Resolves when it is aborted. */
  follow(parts: FollowParts): Promise<void>;
}

/**
 * `epoch` is the store's: it is known before the cluster is, so that a page can wait for an unreachable cluster. Without
 * `parts` nothing is said of the pods' courses.
 */
export function livePods(
  epoch: string,
  rules: readonly RoleRule[] = ROLE_RULES,
  parts: CourseParts | null = null,
): LivePods {
  const courses = parts && new Courses(parts);
  const board = new NowBoard(parts?.now ?? (() => millis(0)));
  const pods = new Map<string, LivePod>();
  /** `namespace/name` → uid of the newest live pod of that name. */
  const newest = new Map<string, string>();
  const opened = Promise.withResolvers<TransitionLog>();
  let lastSeq = seq(0);
  let keptSince = seq(0);
  let isOpen = false;

  const put = (pod: StoredPod, course: Course | undefined): PodRow => {
    return putRow(pod, podRow(pod.known.snapshot, pod.deletedAt, rules, course, causeOf(pod)));
  };

  /** While it is stuck the cause stays; a pod that is gone keeps its last. */
  const causeOf = ({ uid }: StoredPod): RowCause | null => pods.get(uid)?.row.cause ?? null;

  const putRow = (pod: StoredPod, row: PodRow): PodRow => {
    board.put(row);
    const key = nameOf(pod);
    if (pod.deletedAt !== null) {
      pods.delete(pod.uid);
      if (newest.get(key) === pod.uid) newest.delete(key);
      return row;
    }
    pods.set(pod.uid, { stored: pod, row });
    const other = pods.get(newest.get(key) ?? '');
    if (other === undefined || other.row.createdAt <= pod.createdAt) newest.set(key, pod.uid);
    return row;
  };

  /** With what came of it. */
  const putAll = (
    changed: PodChanges['pods'],
    transitions: PodChanges['transitions'],
  ): readonly PodRow[] => {
    const added = Map.groupBy(transitions, ({ uid }) => uid);
    return [...changed.values()].map((pod) => {
      const own = added.get(pod.uid)?.map(({ transition }) => transition) ?? [];
      return put(pod, courses?.after(pod, own));
    });
  };

  const liveOf = (ref: PodRef): LivePod | undefined => {
    const found = pods.get(ref.uid ?? newest.get(nameOf(ref)) ?? '');
    return found !== undefined && nameOf(found.row) === nameOf(ref) ? found : undefined;
  };

  /** The pod that has the name now, or had it last; null when it is `pod` itself. */
  const successorOf = async (pod: StoredPod): Promise<string | null> => {
    const { namespace, name } = pod;
    const uid =
      newest.get(nameOf(pod)) ??
      (await (await opened.promise).newestPodNamed(namespace, name))?.uid;
    return uid === undefined || uid === pod.uid ? null : uid;
  };

  const history = async (ref: PodRef): Promise<StoredPod | null> => {
    const live = liveOf(ref);
    if (live !== undefined) return live.stored;
    const log = await opened.promise;
    const stored = await (ref.uid === null
      ? log.newestPodNamed(ref.namespace, ref.name)
      : log.pod(ref.uid));
    return stored !== null && nameOf(stored) === nameOf(ref) ? stored : null;
  };

  const source: LivePods = {
    epoch,
    seq: () => lastSeq,
    rows: () => [...pods.values()].map((pod) => pod.row),
    known: (uid) => pods.get(uid)?.stored.known ?? null,
    history,
    stored: async (uid) => pods.get(uid)?.stored ?? (await (await opened.promise).pod(uid)),
    causes: () => board.causes(),
    log: () => opened.promise,
    blame(uid, cause) {
      const live = pods.get(uid);
      if (live === undefined || JSON.stringify(live.row.cause) === JSON.stringify(cause))
        return null;
      return putRow(live.stored, { ...live.row, cause });
    },
    uids: () => pods.keys(),
    isOpen: () => isOpen,
    open(log, loaded) {
      const fromSeq = lastSeq;
      const toSeq = loaded.lastSeq;
      lastSeq = toSeq;
      keptSince = loaded.keptSince;
      isOpen = true;
      pods.clear();
      newest.clear();
      courses?.clear();
      board.clear();
      const rows = loaded.pods.map((pod) => put(pod, courses?.begin(pod)));
      opened.resolve(log);
      return { fromSeq, toSeq, rows, transitions: [], gaps: [] };
    },
    async pod(ref) {
      const stored = await history(ref);
      if (stored === null) return null;
      const successorUid = await successorOf(stored);
      // Asked for last: while the log was read, the pod may have moved on.
      const row =
        pods.get(stored.uid)?.row ?? podRow(stored.known.snapshot, stored.deletedAt, rules);
      return { row, successorUid };
    },
    transitions: async (uid, afterSeq) => (await opened.promise).transitionsOf(uid, afterSeq),
    async gaps({ uid, namespace, createdAt, deletedAt }) {
      const log = await opened.promise;
      const [blind, forgottenBefore] = await Promise.all([
        log.gapsBetween(namespace, createdAt, deletedAt),
        log.forgottenBefore(uid),
      ]);
      if (forgottenBefore === null) return blind;
      return [{ from: createdAt, to: forgottenBefore, cause: NOT_KEPT }, ...blind];
    },
    keptSince: () => keptSince,
    forgot() {
      keptSince = lastSeq;
    },
    apply({ pods: changed, transitions, gaps, lastSeq: toSeq }) {
      const fromSeq = lastSeq;
      lastSeq = toSeq;
      courses?.watched(gaps);
      const rows = putAll(changed, transitions);
      return { fromSeq, toSeq, rows, transitions, gaps };
    },
    show(changed) {
      const rows = putAll(changed, []);
      return { fromSeq: lastSeq, toSeq: lastSeq, rows, transitions: [], gaps: [] };
    },
    recorded({ transitions, gaps, lastSeq: toSeq }) {
      const fromSeq = lastSeq;
      lastSeq = toSeq;
      for (const { uid } of transitions) courses?.recorded(uid);
      return { fromSeq, toSeq, rows: [], transitions, gaps };
    },
    uidNamed: (namespace, name) => newest.get(`${namespace}/${name}`) ?? null,
    now: (viewer) => board.stateFor(viewer),
    async follow(following) {
      if (courses === null) return;
      const { transitions, gaps } = source;
      await follow(
        {
          courses,
          put,
          lastSeq: () => lastSeq,
          live: (uid) => pods.get(uid),
          transitions: (uid) => transitions(uid, seq(0)),
          gaps: (pod) => gaps(pod),
        },
        following,
      );
    },
  };
  return source;
}

const nameOf = (pod: { readonly namespace: string; readonly name: string }): string =>
  `${pod.namespace}/${pod.name}`;
