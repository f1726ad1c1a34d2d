/**
 * The loop: see, journal, hear, in that order. The watch's resourceVersion is stored in the same transaction as what was seen
 * up to it: after a crash the watch goes on from there.
 */
import {
  earlier,
  later,
  type Millis,
  type PodEvent,
  type PodSnapshot,
  type RoleRule,
  type ScopedGap,
} from '@podline/domain';
import type { ReflectorEvent } from '@podline/kube';
import type { Checkpoint } from '@podline/store';
import { batches } from './batches.ts';
import type { Journal } from './journal.ts';
import type { LivePods } from './live-pods.ts';
import { seeingOf } from './seeing.ts';
import type { Tally } from './tally.ts';
import { type AskTemplate, withTemplates } from './templates.ts';
import type { WatchHealth } from './watch-health.ts';

/**
 * Events that share one transaction at most. A list takes as many as it needs: only its end moves the checkpoint. A transaction
 * holds the event loop: in a burst of 10,000 events in a second its delay (p99) was 95 to 130 ms with 500, 85 ms with 250, 60 ms with
 * 150; the last page heard of the last event 1.0, 1.3 and 1.5 s later.
 */
const EVENTS_A_BATCH = 250;

export interface RecorderOptions {
  /** '' for all namespaces, else the namespace that is watched. */
  readonly scope: string;
  readonly events: AsyncIterable<ReflectorEvent<PodSnapshot>>;
  readonly live: LivePods;
  readonly before: Before;
  /** What tells sidecars from apps; the first that fits decides. */
  readonly rules: readonly RoleRule[];
  /** The containers of an owner's template; null where it cannot be told. */
  readonly askTemplate: AskTemplate;
  readonly health: WatchHealth;
  readonly tally: Tally;
  readonly now: () => Millis;
  /** An object that is no pod as we know pods was skipped, because of this. */
  readonly unreadable: (because: string) => void;
  /** Up to where the watch is, whenever that moved and what it brought was taken care of. */
  readonly reached?: (resourceVersion: string) => void;
  readonly journal: Journal;
}

/** What was before the first list of these events. */
export interface Before {
  /** Until when everything was seen; null when nobody watched. */
  readonly lastSeenAt: Millis | null;
  /** What a list that comes first says of the time since then, in a sentence. */
  readonly cause: string;
}

const NOT_WATCHING =
  'Podline was not watching, and the cluster no longer had what happened meanwhile.';

export const NEVER_LISTED: Before = { lastSeenAt: null, cause: NOT_WATCHING };

/** Records until the events end (the watch was aborted). @throws what the journal throws when the store can take no more. */
export async function record(options: RecorderOptions): Promise<void> {
  const { events, scope, health, tally, now } = options;
  const take = takerOf(options);
  let inFullBatches = 0;
  for await (const batch of batches(events, EVENTS_A_BATCH)) {
    const observedAt = now();
    const podEvents = batch.flatMap(podEventIn);
    const isListing = podEvents.length > 0 && (await take(podEvents, observedAt));
    const isFull = podEvents.length === EVENTS_A_BATCH && !isListing;
    inFullBatches = isFull ? inFullBatches + EVENTS_A_BATCH : 0;
    health.catchingUp(scope, inFullBatches > EVENTS_A_BATCH ? inFullBatches : null);
    // Last: a page that hears "live" has been told everything up to there.
    for (const event of batch) {
      count(event, tally);
      if (event.kind === 'unreadable') options.unreadable(event.unreadable);
      health.heard(scope, event, observedAt);
    }
  }
}

/** Sees what a batch says of pods and journals it; true when it ends within a list. */
function takerOf(
  options: RecorderOptions,
): (events: readonly PodEvent[], at: Millis) => Promise<boolean> {
  const { scope, live, journal, askTemplate: ask } = options;
  const see = seeingOf(options);
  let { before } = options;
  let isListing = false;
  return async (events, at) => {
    const seen = see(await withTemplates(events, { live, ask, isListing }), at);
    isListing = endsWithinList(events, isListing);
    const checkpoint = isListing ? null : checkpointAfter(events, scope, at);
    const gaps = gapBefore(events, scope, before, at);
    await journal.take(scope, { ...seen, checkpoint, gaps });
    before = { lastSeenAt: at, cause: NOT_WATCHING };
    if (checkpoint !== null) options.reached?.(checkpoint.resourceVersion);
    return isListing;
  };
}

function count(event: ReflectorEvent<PodSnapshot>, tally: Tally): void {
  if (event.kind === 'unreadable') tally.unreadable += 1;
  else if (event.kind === 'oversized') tally.oversized += 1;
  else if (event.kind === 'replayed') tally.duplicates += 1;
  else if (event.kind === 'failed') tally.watchFailures += 1;
  else if (event.kind === 'list-began' && event.cause === 'expired') tally.relists += 1;
}

/** What it says of a pod, if anything: the rest is about the watch itself. */
function podEventIn(event: ReflectorEvent<PodSnapshot>): readonly PodEvent[] {
  switch (event.kind) {
    case 'list-began':
    case 'applied':
    case 'deleted':
    case 'list-ended':
    case 'unreadable':
    case 'bookmark':
      return [event];
    case 'oversized': {
      const gone = event.isDeleted === true ? ({ isDeleted: true } as const) : {};
      return [{ kind: 'unreadable', uid: event.object?.uid ?? null, ...gone }];
    }
    case 'replayed':
    case 'listed':
    case 'watching':
    case 'overdue':
    case 'expired':
    case 'failed':
      return [];
  }
}

/** Half a list says nothing of what is gone, and its objects' versions are in no order: neither moves the checkpoint. */
function endsWithinList(events: readonly PodEvent[], before: boolean): boolean {
  const edge = events.findLast(({ kind }) => kind === 'list-began' || kind === 'list-ended');
  return edge === undefined ? before : edge.kind === 'list-began';
}

/** A list that had to begin anew after we had been watching: what happened in between was seen by nobody. */
function gapBefore(
  events: readonly PodEvent[],
  scope: string,
  { lastSeenAt, cause }: Before,
  now: Millis,
): readonly ScopedGap[] {
  const began = events.some((event) => event.kind === 'list-began');
  if (!began || lastSeenAt === null || lastSeenAt === now) return [];
  // Where the clock was set back meanwhile, what was seen before has the later times: the gap lies between all the same.
  return [{ scope, from: earlier(lastSeenAt, now), to: later(lastSeenAt, now), cause }];
}

/** Up to where everything was seen. */
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
