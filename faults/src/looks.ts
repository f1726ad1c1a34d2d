/** What was, or may have been, seen of each pod, in the order of the cluster. */
import type { PodSnapshot } from '@podline/domain';
import { isUnreadable, podFromApi } from '@podline/kube';
import type { TrueChange, Truth } from './evidence.ts';
import type { Look } from './fold.ts';
import { type Stretch, stretchesOf } from './sight.ts';

export interface PodLooks {
  readonly uid: string;
  readonly name: string;
  readonly looks: readonly Look[];
}

/** Of every pod that ever was, those of which nothing was seen included. `isQuiet` as in `stretchesOf`. */
export function looksAt(truth: Truth, isQuiet: boolean): readonly PodLooks[] {
  const stretches = stretchesOf(truth, isQuiet);
  const pods = Map.groupBy(
    truth.changes.filter(({ resource }) => resource === 'pods'),
    ({ uid }) => uid,
  );
  return [...pods].map(([uid, changes]) => {
    const [first] = changes;
    const namespace = first?.namespace ?? '';
    const covering = stretches.filter(({ scope }) => scope === '' || scope === namespace);
    const looks = covering.flatMap((stretch) => looksIn(stretch, changes));
    return { uid, name: `${namespace}/${first?.name}`, looks };
  });
}

function looksIn(stretch: Stretch, changes: readonly TrueChange[]): readonly Look[] {
  const { listVersion, listAt, isTaken, certainVersion, sent, spoilt, late } = stretch;
  const listed = changes.findLast(({ resourceVersion }) => resourceVersion <= listVersion);
  const list: Look = {
    version: listVersion,
    at: listAt,
    isCertain: isTaken,
    seen: listed === undefined || listed.type === 'DELETED' ? { kind: 'absent' } : stateOf(listed),
  };
  const told = changes.filter(
    ({ resourceVersion }) => resourceVersion > listVersion && sent.has(resourceVersion),
  );
  return [
    list,
    ...told.flatMap((change): readonly Look[] => {
      const { resourceVersion: version, at } = change;
      const isCertain = version <= certainVersion && !late.has(version);
      const look = { version, at, isCertain, seen: stateOf(change) };
      // An end that is told with an object which cannot be read is an end all the same, and nobody saw the last state.
      const isUnreadableEnd = change.type === 'DELETED' && spoilt.has(version);
      return isUnreadableEnd
        ? [{ ...look, isCertain: false, seen: { kind: 'absent' } }, look]
        : [look];
    }),
  ];
}

const stateOf = (change: TrueChange): Look['seen'] => ({
  kind: change.type === 'DELETED' ? 'deleted' : 'state',
  version: change.resourceVersion,
  snapshot: snapshotOf(change),
});

const snapshots = new WeakMap<TrueChange, PodSnapshot>();

/** The object as the product reads it. @throws when it is none that can be read: the truth is always whole. */
export function snapshotOf(change: TrueChange): PodSnapshot {
  const known = snapshots.get(change);
  if (known !== undefined) return known;
  const snapshot = podFromApi(JSON.parse(change.text));
  if (isUnreadable(snapshot)) throw new Error(`The truth holds no pod: ${snapshot.unreadable}`);
  snapshots.set(change, snapshot);
  return snapshot;
}
