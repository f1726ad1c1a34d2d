/** The list of pods as it was at a moment. */
import type { PodRow } from '@podline/contract';
import {
  findingsOf,
  type Gap,
  gapsAt,
  type Known,
  type Millis,
  millis,
  type Patience,
  type PodSnapshot,
  type RecordedTransition,
  type RoleRule,
  snapshotAt,
  transitionsAt,
} from '@podline/domain';
import type { LogReading, StoredPod } from '@podline/store';
import { courseOf, steadyCourse } from './pod-course.ts';
import { rowCauseOf } from './pod-evidence.ts';
import { podRow } from './pod-row.ts';
import { RECENT_MS } from './recent.ts';

export interface PastRowsParts {
  readonly log: LogReading;
  /** Pods that are there now. */
  readonly live: Iterable<Known>;
  readonly rules: readonly RoleRule[];
  readonly patience: Patience;
}

export interface PastRows {
  readonly rows: readonly PodRow[];
  /** False: more pods went since than are looked through, so that some are missing. */
  readonly isComplete: boolean;
}

/** Histories that are read and folded between two turns of the event loop: some ten milliseconds. */
const AT_ONCE = 50;
const HOUR_MS = 3_600_000;

/**
 * The pods that were there at `at`, each as it was then, in no order. What nobody saw change since is told by what is known of it
 * now; of the others the history is read. @throws StoreError
 */
export async function rowsAt(
  { log, live, rules, patience }: PastRowsParts,
  at: Millis,
): Promise<PastRows> {
  const rows: PodRow[] = [];
  const touched: Known[] = [];
  const take = (known: Known): void => {
    const steady = known.lastSeenAt <= at ? steadyAt(known.snapshot, at) : null;
    if (steady === null) touched.push(known);
    else rows.push(podRow(known.snapshot, null, rules, steady));
  };
  for (const known of live) if (known.snapshot.createdAt <= at) take(known);
  const isComplete = await log.past.goneSince(at, (pods) => {
    for (const { known } of pods) take(known);
  });
  const gaps = await log.past.gaps(millis(0), at);
  for (let first = 0; first < touched.length; first += AT_ONCE) {
    const some = touched.slice(first, first + AT_ONCE);
    const uids = some.map(({ snapshot }) => snapshot.uid);
    const histories = await log.past.transitionsUntil(uids, at);
    for (const known of some) {
      const transitions = histories.get(known.snapshot.uid) ?? [];
      const own = gaps.filter(({ scope }) => covers(scope, known.snapshot.namespace));
      const row = rowAt({ known, transitions, gaps: own, rules, patience }, at);
      if (row !== null) rows.push(row);
    }
  }
  return { rows, isComplete };
}

/** A start of the last hour is one of the figures, and is not told without the history. */
const steadyAt = (snapshot: PodSnapshot, at: Millis) =>
  steadyCourse(snapshot, millis(at - HOUR_MS + RECENT_MS));

const covers = (scope: string, namespace: string): boolean => scope === '' || scope === namespace;

export interface PastPod {
  readonly known: Known;
  /** Those until then, at least. */
  readonly transitions: readonly RecordedTransition[];
  readonly gaps: readonly Gap[];
  readonly rules: readonly RoleRule[];
  readonly patience: Patience;
}

/** Null when it was not there then. */
export function rowAt(
  { known, transitions, gaps, rules, patience }: PastPod,
  at: Millis,
): PodRow | null {
  const facts = transitionsAt(transitions, at, gaps);
  const isAsNow = known.lastSeenAt <= at && !facts.some(({ change }) => change.kind === 'gone');
  const pod = isAsNow ? known.snapshot : snapshotAt(known.snapshot, transitions, at, gaps);
  if (pod === null) return null;
  const seen = { pod, transitions: facts, gaps: gapsAt(gaps, at), patience };
  const row = podRow(pod, null, rules, courseOf(seen, at).course);
  const isAmiss = row.stuck !== null || row.traits.includes('failed');
  const told = { ...seen, snapshot: pod, events: [], now: at };
  // What was said of it then by Events and logs is on its page: for a whole list they would be read pod by pod.
  return isAmiss ? { ...row, cause: rowCauseOf(findingsOf(told)) } : row;
}

/** A pod that is gone, as it was last seen. */
export const goneRow = ({ known, deletedAt }: StoredPod, rules: readonly RoleRule[]): PodRow =>
  podRow(known.snapshot, deletedAt, rules);
