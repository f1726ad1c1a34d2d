/**
 * The loop: mirror, observe, append, publish, in that order. Nothing is published that is not durable, and the watch's
 * resourceVersion is stored in the same transaction as what was seen up to it: after a crash the watch goes on from there.
 */
import {
  type Known,
  type Millis,
  type Mirror,
  mirrorOf,
  observe,
  observeGone,
  type PodEvent,
  type PodSnapshot,
  type RoleRule,
  type ScopedGap,
  type Seeing,
  type Transition,
} from '@podline/domain';
import type { ReflectorEvent } from '@podline/kube';
import type { Batch, Checkpoint, StoredPod, TransitionLog } from '@podline/store';
import type { PublishedBatch } from '@podline/transport/server';
import { batches } from './batches.ts';
import type { LivePods } from './live-pods.ts';
import { sharesPods } from './resumption.ts';
import { type AskTemplate, withTemplates } from './templates.ts';
import type { WatchHealth } from './watch-health.ts';

/** Events that share one transaction at most; a list is one transaction whatever its length. */
const EVENTS_A_BATCH = 500;

export interface RecorderOptions {
  /** '' for all namespaces, else the namespace that is watched. */
  readonly scope: string;
  readonly events: AsyncIterable<ReflectorEvent<PodSnapshot>>;
  readonly live: LivePods;
  /** Until when somebody watched before; null when nobody did. */
  readonly lastSeenAt: Millis | null;
  /** What tells sidecars from apps; the first that fits decides. */
  readonly rules: readonly RoleRule[];
  /** The containers of an owner's template; null where it cannot be told. */
  readonly askTemplate: AskTemplate;
  readonly health: WatchHealth;
  readonly now: () => Millis;
  readonly publish: (batch: PublishedBatch) => void;
  /** An object that is no pod as we know pods was skipped, because of this. */
  readonly unreadable: (because: string) => void;
  /** Appends until the store takes it; rejects only when the recorder is to stop. */
  readonly append: (batch: Batch) => ReturnType<TransitionLog['append']>;
}

/** Records until the events end (the watch was aborted). @throws what `append` throws when the store can take no more. */
export async function record(options: RecorderOptions): Promise<void> {
  const { events, live, scope, rules, health, now, append, publish } = options;
  const mirror = mirrorOf(uidsIn(live, scope));
  let { lastSeenAt } = options;
  const hear = (event: ReflectorEvent<PodSnapshot>, at: Millis): void => {
    if (event.kind === 'unreadable') options.unreadable(event.unreadable);
    health.heard(scope, event, at);
  };
  for await (const batch of batches(events, { limit: EVENTS_A_BATCH, bracket })) {
    const observedAt = now();
    const podEvents = await withTemplates(batch.filter(isPodEvent), live, options.askTemplate);
    if (podEvents.length > 0) {
      const seen = see(podEvents, { mirror, live, rules, observedAt });
      const gaps = gapBefore(podEvents, scope, lastSeenAt, observedAt);
      const { transitions, lastSeq } = await append({
        transitions: seen.transitions,
        pods: [...seen.pods.values()],
        checkpoint: checkpointAfter(podEvents, scope, observedAt),
        gaps,
      });
      lastSeenAt = observedAt;
      const published = live.apply({ pods: seen.pods, transitions, gaps, lastSeq });
      if (seen.pods.size > 0 || gaps.length > 0) publish(published);
    }
    // Last: a page that hears "live" has been told everything up to there.
    for (const event of batch) hear(event, observedAt);
  }
}

function* uidsIn(live: LivePods, scope: string): Iterable<string> {
  for (const uid of live.uids()) {
    if (sharesPods(scope, live.known(uid)?.snapshot.namespace ?? '')) yield uid;
  }
}

type SeenByMirror = Exclude<ReflectorEvent<PodSnapshot>, { kind: 'failed' | 'watching' }>;

const isPodEvent = (event: ReflectorEvent<PodSnapshot>): event is SeenByMirror =>
  event.kind !== 'failed' && event.kind !== 'watching';

/** Half a list must not be committed with a resourceVersion, and nobody should see half a list. */
function bracket(event: ReflectorEvent<PodSnapshot>): 'opens' | 'closes' | null {
  if (event.kind === 'list-began') return 'opens';
  return event.kind === 'list-ended' || event.kind === 'failed' ? 'closes' : null;
}

interface Seen {
  readonly pods: Map<string, StoredPod>;
  readonly transitions: { readonly uid: string; readonly transition: Transition }[];
}

interface Sight {
  readonly mirror: Mirror;
  readonly live: LivePods;
  readonly rules: readonly RoleRule[];
  readonly observedAt: Millis;
}

function see(events: readonly PodEvent[], sight: Sight): Seen {
  const { mirror, live } = sight;
  const seen: Seen = { pods: new Map(), transitions: [] };
  const knownOf = (uid: string): Known | null => {
    const touched = seen.pods.get(uid);
    if (touched !== undefined) return touched.deletedAt === null ? touched.known : null;
    return live.known(uid);
  };
  for (const seeing of events.flatMap((event) => mirror.reflect(event))) {
    const known = knownOf(uidOf(seeing));
    const after = afterSeeing(known, seeing, sight);
    if (after === null) continue;
    const { uid } = after.pod;
    seen.pods.set(uid, after.pod);
    for (const transition of after.transitions) seen.transitions.push({ uid, transition });
  }
  return seen;
}

const uidOf = (seeing: Seeing): string =>
  seeing.kind === 'vanished' ? seeing.uid : seeing.snapshot.uid;

interface After {
  readonly pod: StoredPod;
  readonly transitions: readonly Transition[];
}

/** Null when nothing changed: the same resourceVersion again, or a pod that was never known vanished. */
function afterSeeing(
  known: Known | null,
  seeing: Seeing,
  { rules, observedAt }: Sight,
): After | null {
  if (seeing.kind === 'vanished') {
    if (known === null) return null;
    const gone = observeGone(known, 'inferred', observedAt);
    return { pod: storedPod(known, observedAt), transitions: [gone] };
  }
  const { snapshot } = seeing;
  if (seeing.kind === 'seen') {
    if (known?.snapshot.resourceVersion === snapshot.resourceVersion) return null;
    const observation = observe(known, snapshot, observedAt, rules);
    return { pod: storedPod(observation.known, null), transitions: observation.transitions };
  }
  const observation = observe(known, snapshot, observedAt, rules);
  const gone = observeGone(observation.known, 'observed', observedAt);
  return {
    pod: storedPod(observation.known, observedAt),
    transitions: [...observation.transitions, gone],
  };
}

const storedPod = (known: Known, deletedAt: Millis | null): StoredPod => ({
  uid: known.snapshot.uid,
  namespace: known.snapshot.namespace,
  name: known.snapshot.name,
  createdAt: known.snapshot.createdAt,
  deletedAt,
  known,
});

/** A list that had to begin anew after we had been watching: what happened in between was seen by nobody. */
function gapBefore(
  events: readonly PodEvent[],
  scope: string,
  lastSeenAt: Millis | null,
  now: Millis,
): readonly ScopedGap[] {
  const began = events.some((event) => event.kind === 'list-began');
  if (!began || lastSeenAt === null || lastSeenAt >= now) return [];
  const cause = 'Podline was not watching, and the cluster no longer had what happened meanwhile.';
  return [{ scope, from: lastSeenAt, to: now, cause }];
}

/** Up to where everything was seen; null within a list. */
function checkpointAfter(
  events: readonly PodEvent[],
  scope: string,
  observedAt: Millis,
): Checkpoint | null {
  // Of what cannot be read no version is known; it then comes again, and is nothing new.
  const last = events.findLast((event) => event.kind !== 'unreadable');
  switch (last?.kind) {
    case undefined:
    case 'list-began':
      return null;
    case 'applied':
    case 'deleted':
      return { scope, resourceVersion: last.snapshot.resourceVersion, observedAt };
    case 'list-ended':
    case 'bookmark':
      return { scope, resourceVersion: last.resourceVersion, observedAt };
  }
}
