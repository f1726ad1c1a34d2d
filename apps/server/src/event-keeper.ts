/**
 * Kubernetes Events from the watch into the log. What the database does not take is tried again, and the watch of events waits for that:
 * the cluster keeps what happens meanwhile, for an hour. Transitions wait for nothing here but one short transaction at a time.
 */
import type { EventBatch, EventLog, StoredEvent } from '@podline/store';
import { mayPass } from './journal.ts';
import type { Tally } from './tally.ts';

/** Less often than transitions: while a disk is full, the room that comes free is theirs. */
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 60_000;
/** Events of pods that are not in the log. Their pods come within a second, as a rule, or never. */
const WAITING_LIMIT = 1_000;

export interface EventKeeperParts {
  readonly log: Pick<EventLog, 'append'>;
  readonly tally: Tally;
  /** Called with the pods of which something new became durable. */
  readonly changed: (uids: readonly string[]) => void;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  readonly say: { warn(sentence: string): void; info(sentence: string): void };
  readonly waitingLimit?: number;
}

export interface EventKeeper {
  /**
   * Resolves when the batch is durable and told, or the signal aborts. Events of pods that are not in the log wait for these.
   * @throws StoreError that will not pass by itself
   */
  keep(batch: EventBatch): Promise<void>;
  /** These are in the log now: what waited for them is kept. @throws as `keep` */
  podsRecorded(pods: Iterable<{ readonly uid: string }>): Promise<void>;
}

export function eventKeeper(parts: EventKeeperParts): EventKeeper {
  const { log, tally, changed, sleep, signal, say } = parts;
  const waiting = waitingRoom(parts.waitingLimit ?? WAITING_LIMIT);
  let told: string | null = null;

  const failed = (error: unknown): void => {
    if (!mayPass(error)) throw error;
    tally.failedAppends += 1;
    if (error.message !== told) {
      say.warn(`${error.message} Kubernetes Events wait until it can be written; trying again.`);
    }
    told = error.message;
  };

  const keep = async (batch: EventBatch): Promise<void> => {
    for (
      let waitMs = FIRST_WAIT_MS;
      !signal.aborted;
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)
    ) {
      try {
        const { stored, pods, unknown } = await log.append(batch);
        tally.eventsStored += stored;
        tally.eventsDropped += waiting.add(unknown);
        if (told !== null) say.info('Kubernetes Events are written again.');
        told = null;
        if (pods.length > 0) changed(pods);
        return;
      } catch (error) {
        failed(error);
        await sleep(waitMs, signal);
      }
    }
  };

  return {
    keep,
    async podsRecorded(pods) {
      const events = waiting.take(pods);
      if (events.length > 0) await keep({ events, checkpoint: null });
    },
  };
}

interface WaitingRoom {
  /** How many had to go for it: the oldest. */
  add(events: readonly StoredEvent[]): number;
  /** Those of these pods; they wait no longer. */
  take(pods: Iterable<{ readonly uid: string }>): readonly StoredEvent[];
}

function waitingRoom(limit: number): WaitingRoom {
  const byPod = new Map<string, StoredEvent[]>();
  let size = 0;
  const removed = (uid: string): readonly StoredEvent[] => {
    const events = byPod.get(uid) ?? [];
    byPod.delete(uid);
    size -= events.length;
    return events;
  };
  return {
    add(events) {
      for (const event of events) {
        const others = byPod.get(event.podUid);
        if (others === undefined) byPod.set(event.podUid, [event]);
        else others.push(event);
        size += 1;
      }
      let gone = 0;
      for (const uid of byPod.keys()) {
        if (size <= limit) break;
        gone += removed(uid).length;
      }
      return gone;
    },
    take(pods) {
      if (size === 0) return [];
      return Array.from(pods, ({ uid }) => uid).flatMap(removed);
    },
  };
}
