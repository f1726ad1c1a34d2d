/** A log of recorded pods as a server would have written it, and what can be asked of its past. */
import {
  type Known,
  type Millis,
  millis,
  observe,
  observeGone,
  PATIENCE,
  type PodSnapshot,
  ROLE_RULES,
  type ScopedGap,
  seq,
  type Transition,
} from '@podline/domain';
import { isUnreadable, podFromApi } from '@podline/kube';
import type { StoredPod, TransitionLog } from '@podline/store';
import { NO_SOURCES } from '../evidence-sources.ts';
import { type LivePods, livePods } from '../live-pods.ts';
import { Past } from '../past.ts';
import { testLog } from './pods.ts';
import { recorded } from './recordings.ts';

/** What somebody saw of a pod, and when; null: it went. */
export interface Sight {
  readonly at: Millis;
  readonly snapshot: PodSnapshot;
  readonly isGone?: boolean;
}

export interface RecordedPast {
  readonly past: Past;
  readonly live: LivePods;
  readonly log: TransitionLog;
}

/** What a recording shows, as if seen while it was recorded. */
export async function sightsOf(name: string): Promise<readonly Sight[]> {
  const { pods, meta } = await recorded(name);
  const began = Date.parse(meta.recordedAt);
  return pods.flatMap(({ t, type, object }): readonly Sight[] => {
    if (type === 'BOOKMARK' || type === 'ERROR') return [];
    const snapshot = podFromApi(object);
    if (isUnreadable(snapshot)) return [];
    return [{ at: millis(began + t), snapshot, isGone: type === 'DELETED' }];
  });
}

/** All that was seen, in a log; `now` is the time of whoever asks. */
export async function pastOf(
  sights: readonly Sight[],
  now: Millis,
  gaps: readonly ScopedGap[] = [],
  maxAgeMs: number | null = null,
): Promise<RecordedPast> {
  const pods = new Map<string, StoredPod>();
  const transitions: { uid: string; transition: Transition }[] = [];
  const knownOf = new Map<string, Known>();
  for (const { at, snapshot, isGone = false } of sights) {
    const { uid, namespace, name, createdAt } = snapshot;
    const seen = observe(knownOf.get(uid) ?? null, snapshot, at);
    knownOf.set(uid, seen.known);
    const gone = isGone ? [observeGone(seen.known, 'observed', at)] : [];
    for (const transition of [...seen.transitions, ...gone]) transitions.push({ uid, transition });
    const deletedAt = isGone ? at : null;
    pods.set(uid, { uid, namespace, name, createdAt, deletedAt, known: seen.known });
  }
  const { log } = await testLog();
  const stored = [...pods.values()];
  const { lastSeq } = await log.append({ transitions, pods: stored, checkpoint: null, gaps });
  const live = livePods(log.epoch);
  const there = stored.filter(({ deletedAt }) => deletedAt === null);
  live.open(log, { pods: there, lastSeq, keptSince: seq(0) });
  const parts = {
    live,
    rules: ROLE_RULES,
    patience: PATIENCE,
    sources: NO_SOURCES,
    now: () => now,
  };
  return { past: new Past({ ...parts, maxAgeMs }), live, log };
}
