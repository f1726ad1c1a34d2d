/** The facts of a recording: as the domain alone sees them, and as a server's log holds them. */
import { join } from 'node:path';
import { type Known, observe, observeGone } from '@podline/domain';
import { isUnreadable, podFromApi } from '@podline/kube';
import { openStore } from '@podline/store';
import { systemClock } from '../clock.ts';
import { allTransitions } from './pods.ts';
import { recorded } from './recordings.ts';

/** Of the replayed clusters whose log a test looks into. */
export const CLUSTER_UID = '11111111-2222-4333-8444-555555555555';

/** The keys of each pod's transitions, sorted, by uid. */
export async function factsOf(name: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const known = new Map<string, { readonly known: Known; readonly keys: readonly string[] }>();
  for (const { type, object } of (await recorded(name)).pods) {
    if (type === 'BOOKMARK' || type === 'ERROR') continue;
    const snapshot = podFromApi(object);
    if (isUnreadable(snapshot)) continue;
    const at = systemClock.now();
    const before = known.get(snapshot.uid);
    const observation = observe(before?.known ?? null, snapshot, at);
    const gone = type === 'DELETED' ? [observeGone(observation.known, 'observed', at)] : [];
    const keys = [...observation.transitions, ...gone].map((transition) => transition.key);
    known.set(snapshot.uid, { known: observation.known, keys: [...(before?.keys ?? []), ...keys] });
  }
  return new Map([...known].map(([uid, { keys }]) => [uid, keys.toSorted()]));
}

/** The same from the log in `folder`, of these pods. */
export async function factsIn(
  folder: string,
  uids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const store = await openStore({ path: join(folder, 'podline.db'), now: systemClock.now });
  try {
    const log = store.reading(CLUSTER_UID);
    const found = new Map<string, readonly string[]>();
    for (const uid of uids) {
      found.set(uid, (await allTransitions(log, uid)).map(({ key }) => key).sort());
    }
    return found;
  } finally {
    await store.close();
  }
}
