/** Real pods in a log of the test's own. */
import { join } from 'node:path';
import {
  type Millis,
  millis,
  observe,
  type PodSnapshot,
  type RecordedTransition,
  seq,
} from '@podline/domain';
import {
  type LogReading,
  openStore,
  type Store,
  type StoredPod,
  type TransitionLog,
} from '@podline/store';
import { onTestFinished } from 'vitest';
import { testFolder } from './folder.ts';

export const NOON = millis(Date.UTC(2026, 10, 22, 12));

/** A store in a folder of its own (or in `folder`), and the log of one cluster in it. */
export async function testLog(
  folder?: string,
): Promise<{ readonly store: Store; readonly log: TransitionLog }> {
  const store = await openStore({
    path: join(folder ?? (await testFolder()), 'podline.db'),
    now: () => NOON,
  });
  onTestFinished(() => store.close());
  const cluster = { id: 'cluster-1', name: 'shop', server: 'https://10.0.0.1:6443' };
  return { store, log: await store.forCluster(cluster) };
}

/** The pod as the log keeps it after it was seen like this for the first time. */
export const storedPod = (snapshot: PodSnapshot, deletedAt: Millis | null = null): StoredPod => ({
  uid: snapshot.uid,
  namespace: snapshot.namespace,
  name: snapshot.name,
  createdAt: snapshot.createdAt,
  deletedAt,
  known: observe(null, snapshot, NOON).known,
});

export const allTransitions = (
  log: LogReading,
  uid: string,
): Promise<readonly RecordedTransition[]> => log.transitionsOf(uid, seq(0));
