/** The loop over the Kubernetes Events of one scope: take a batch, keep it, hear of it. */
import type { Millis } from '@podline/domain';
import type { ClusterEvent, ReflectorEvent } from '@podline/kube';
import type { StoredEvent } from '@podline/store';
import { batches } from './batches.ts';
import type { EventKeeper } from './event-keeper.ts';
import type { Tally } from './tally.ts';

/** A transaction of so many holds the event loop for some 6 ms, half of what 250 transitions take, and these wait for it. */
const EVENTS_A_BATCH = 100;
/** After a full batch, so that in a storm of everything at most a quarter of the time goes to events: pods come first. */
const REST_MS = 20;
/** So many full batches in a row, and what is told is old. */
const BEHIND_BATCHES = 50;

export interface EventWatchParts {
  /** '' for all namespaces. */
  readonly scope: string;
  readonly events: AsyncIterable<ReflectorEvent<ClusterEvent>>;
  readonly keeper: Pick<EventKeeper, 'keep'>;
  readonly tally: Tally;
  readonly heard: (event: ReflectorEvent<ClusterEvent>, at: Millis) => void;
  readonly now: () => Millis;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  readonly say: { warn(sentence: string): void; info(sentence: string): void };
}

/** Until the events end (the watch was aborted). @throws what the keeper throws */
export async function recordEvents(parts: EventWatchParts): Promise<void> {
  const { tally, now } = parts;
  const take = takerOf(parts);
  for await (const batch of batches(parts.events, EVENTS_A_BATCH)) {
    const observedAt = now();
    await take(batch, observedAt);
    for (const event of batch) {
      if (event.kind === 'failed') tally.eventWatchFailures += 1;
      parts.heard(event, observedAt);
    }
    if (batch.length === EVENTS_A_BATCH) await parts.sleep(REST_MS, parts.signal);
  }
}

type Batch = readonly ReflectorEvent<ClusterEvent>[];

/** Keeps what a batch says of pods, and up to where all was seen with it. */
function takerOf(parts: EventWatchParts): (batch: Batch, at: Millis) => Promise<void> {
  const { scope, keeper, tally } = parts;
  const reached = reachedBy();
  const lag = lagOf(parts.say);
  return async (batch, observedAt) => {
    const events = batch.flatMap(eventOfPod);
    tally.eventsSeen += events.length;
    const resourceVersion = reached(batch);
    const checkpoint = resourceVersion === null ? null : { scope, resourceVersion, observedAt };
    if (events.length > 0 || checkpoint !== null) await keeper.keep({ events, checkpoint });
    // Within a list there is no checkpoint, and a long list is not late.
    lag(batch.length === EVENTS_A_BATCH && checkpoint !== null);
  };
}

/** What became of an event is no word on the past: one that the cluster has let go of stays here. */
function eventOfPod(event: ReflectorEvent<ClusterEvent>): readonly StoredEvent[] {
  if (event.kind !== 'applied' || event.snapshot.podUid === null) return [];
  const { resourceVersion: _, podUid, ...rest } = event.snapshot;
  return [{ ...rest, podUid }];
}

/** Up to where all was seen after a batch; null within a list (its objects' versions are in no order), or when nothing says. */
function reachedBy(): (batch: Batch) => string | null {
  let isListing = false;
  return (batch) => {
    let version: string | null = null;
    for (const event of batch) {
      if (event.kind === 'list-began') {
        isListing = true;
        version = null;
      } else if (event.kind === 'list-ended') isListing = false;
      if (!isListing) version = versionIn(event) ?? version;
    }
    return version;
  };
}

function versionIn(event: ReflectorEvent<ClusterEvent>): string | null {
  if ('snapshot' in event) return event.snapshot.resourceVersion;
  return 'resourceVersion' in event ? event.resourceVersion : null;
}

/** Says once that what is told is old, and once that it is not any more. */
function lagOf(say: EventWatchParts['say']): (isFull: boolean) => void {
  let full = 0;
  return (isFull) => {
    const before = full;
    full = isFull ? full + 1 : 0;
    if (full === BEHIND_BATCHES)
      say.warn('Kubernetes Events come faster than they are written: they are told late.');
    if (full === 0 && before >= BEHIND_BATCHES)
      say.info('Kubernetes Events are told as they happen again.');
  };
}
