/** A full log of an even history for tests of retention, and what they ask of it. */
import { type Millis, millis, type RecordedTransition } from '@podline/domain';
import { openAdapter, rowsOf } from '../connection.ts';
import type { Store } from '../open.ts';
import type { Limits } from '../retention.ts';
import { CLUSTER, fileAt } from './fixtures.ts';
import { makeFullDatabase } from './full-database.ts';

export const FROM = millis(1_790_000_000_000);
export const TO = millis(1_792_000_000_000);
export const HOUR = 3_600_000;
export const DELETED = 120;
export const LIVE = 30;
export const NO_LIMITS: Limits = { maxAgeMs: null, maxBytes: null, now: TO };

export const atTheEnd = (): Millis => TO;

/** 120 pods that are gone with 30 transitions each, and 30 that are there with 200 each. */
export const makeFullLog = (path: string): Promise<number> =>
  makeFullDatabase({
    path,
    seed: 7,
    cluster: CLUSTER,
    deletedPods: DELETED,
    livePods: LIVE,
    transitionsADeletedPod: 30,
    transitionsALivePod: 200,
    from: FROM,
    to: TO,
  });

/** Bite after bite until it is done; all that was dropped. */
export async function retainAll(
  store: Store,
  limits: Partial<Limits>,
): Promise<{ pods: number; transitions: number }> {
  const dropped = { pods: 0, transitions: 0 };
  for (let bites = 0; bites < 10_000; bites += 1) {
    const bite = await store.retain({ ...NO_LIMITS, ...limits });
    dropped.pods += bite.pods;
    dropped.transitions += bite.transitions;
    if (bite.isDone) return dropped;
  }
  throw new Error('Retention comes to no end.');
}

export async function rowsIn(path: string, sql: string): Promise<readonly (readonly unknown[])[]> {
  const adapter = await openAdapter(fileAt(path), []);
  const found = await rowsOf(adapter, sql);
  await adapter.dispose();
  return found;
}

export const numberIn = async (path: string, sql: string): Promise<number> =>
  Number((await rowsIn(path, sql))[0]?.[0]);

/** What is left of a history when each fact gives way to the next of its kind. */
export const newestOfEachKind = (
  facts: readonly RecordedTransition[],
): readonly RecordedTransition[] =>
  facts.filter((fact, n) => !facts.slice(n + 1).some((later) => kindOf(later) === kindOf(fact)));

const kindOf = ({ container, change }: RecordedTransition): string =>
  JSON.stringify([container, change.kind, change.kind === 'condition' ? change.type : null]);
