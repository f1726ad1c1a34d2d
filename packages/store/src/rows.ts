/** Row ↔ domain: the one place where columns are trusted to hold what was put into them. */

import {
  type Change,
  KNOWN_VERSION,
  type Known,
  millis,
  type RecordedTransition,
  type ScopedGap,
  seq,
} from '@podline/domain';
import type { StoredPod, TransitionOfPod } from './batch.ts';
import { StoreError } from './errors.ts';
import type {
  Gap as GapRow,
  Pod as PodRow,
  Transition as TransitionRow,
} from './generated/client.ts';

/** One element a transition, as the INSERT reads it: uid, key, at, observedAt, container, change. */
export const transitionsJson = (transitions: Iterable<TransitionOfPod>): string =>
  JSON.stringify(
    Array.from(transitions, ({ uid, transition: { key, at, observedAt, container, change } }) => [
      uid,
      key,
      at,
      observedAt,
      container,
      // A text within the text: SQLite stores it untouched, escapes included.
      JSON.stringify(change),
    ]),
  );

/** One element a pod: uid, namespace, name, createdAt, deletedAt, known. */
export const podsJson = (pods: readonly StoredPod[]): string =>
  JSON.stringify(
    pods.map((pod) => [
      pod.uid,
      pod.namespace,
      pod.name,
      pod.createdAt,
      pod.deletedAt,
      knownJson(pod.known),
    ]),
  );

/** Without its fingerprint: what a template was is kept once a revision, not once a pod. */
const knownJson = (known: Known): string =>
  JSON.stringify({ ...known, snapshot: { ...known.snapshot, fingerprint: undefined } });

/** One element a gap: scope, from, to, cause. */
export const gapsJson = (gaps: readonly ScopedGap[]): string =>
  JSON.stringify(gaps.map(({ scope, from, to, cause }) => [scope, from, to, cause]));

/** @throws StoreError StoreCorrupt when `change` is not JSON. */
export const transitionFromRow = (path: string, row: TransitionRow): RecordedTransition => ({
  seq: seq(Number(row.seq)),
  key: row.key,
  at: row.at === null ? null : millis(Number(row.at)),
  observedAt: millis(Number(row.observedAt)),
  container: row.container,
  // Written by transitionsJson, and a transition is never changed.
  change: parsed(path, `transition ${row.seq}`, row.change) as Change,
});

/** A pod's facts as one text, each `[seq, key, at, observedAt, container, change]`; by seq. @throws StoreError StoreCorrupt */
export function transitionsFromJson(
  path: string,
  uid: string,
  json: string,
): readonly RecordedTransition[] {
  // Made by the statement that asks for it, from columns that transitionsJson filled.
  type Fact = readonly [number, string, number | null, number, string | null, Change];
  const facts = parsed(path, `the history of pod ${uid}`, json) as readonly Fact[];
  return facts
    .map(([number, key, at, observedAt, container, change]) => ({
      seq: seq(number),
      key,
      at: at === null ? null : millis(at),
      observedAt: millis(observedAt),
      container,
      change,
    }))
    .sort((a, b) => a.seq - b.seq);
}

/** @throws StoreError StoreCorrupt when `known` is not JSON, NewerSchema when a newer Podline wrote it. */
export const podFromRow = (path: string, row: PodRow): StoredPod => ({
  uid: row.uid,
  namespace: row.namespace,
  name: row.name,
  createdAt: millis(Number(row.createdAt)),
  deletedAt: row.deletedAt === null ? null : millis(Number(row.deletedAt)),
  known: knownFromRow(path, row),
});

/** A form of before KNOWN_VERSION is turned into today's here; so far there has been one. */
function knownFromRow(path: string, { uid, known, knownVersion }: PodRow): Known {
  if (knownVersion > KNOWN_VERSION) {
    throw new StoreError('NewerSchema', path, `form ${knownVersion} of what is known of a pod`);
  }
  // Written by podsJson.
  return parsed(path, `pod ${uid}`, known) as Known;
}

export const gapFromRow = (row: GapRow): ScopedGap => ({
  scope: row.scope,
  from: millis(Number(row.fromAt)),
  to: millis(Number(row.toAt)),
  cause: row.cause,
});

function parsed(path: string, what: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new StoreError('StoreCorrupt', path, `${what} is unreadable`, cause);
  }
}
