/** Kubernetes Events as the log keeps them, and how what is said of one twice becomes one. */
import { type EvidenceEvent, earlier, later, type Millis } from '@podline/domain';
import type { Checkpoint } from './batch.ts';

/** A Kubernetes Event of a pod. Who writes it sees to it that its words are short: they are kept as they come. */
export interface StoredEvent extends EvidenceEvent {
  readonly podUid: string;
  /** When it happened first, as far as is known. */
  readonly firstAt: Millis;
  /** Who said so, e.g. `kubelet`; null when that is not known. */
  readonly component: string | null;
}

/** Written together. Some hundred are a good size. */
export interface EventBatch {
  readonly events: readonly StoredEvent[];
  /** Up to where the events of a scope were seen; null where nothing can be said of that yet. */
  readonly checkpoint: Checkpoint | null;
}

export interface AppendedEvents {
  /** Events that are new or say more than before. */
  readonly stored: number;
  /** The pods that these are of. */
  readonly pods: readonly string[];
  /** Of pods that are not in the log, so nothing was kept of them. */
  readonly unknown: readonly StoredEvent[];
}

/** Of a pod so many are kept, the newest: a kubelet tells 25 of a pod at once and then one in five minutes. */
export const EVENTS_A_POD = 200;

/**
 * What two sayings of one event amount to: the highest count, the earliest and the latest time, and the words of the later one. It
 * does not matter which comes first, or how often each comes.
 */
export function joined(a: StoredEvent, b: StoredEvent): StoredEvent {
  const { podUid, uid, type, reason, message, container, component } = laterOf(a, b);
  return {
    ...{ podUid, uid, type, reason, message, container, component },
    at: later(a.at, b.at),
    firstAt: earlier(a.firstAt, b.firstAt),
    count: Math.max(a.count, b.count),
  };
}

/** Of one time, any of the two, but always the same. */
function laterOf(a: StoredEvent, b: StoredEvent): StoredEvent {
  if (a.at !== b.at) return a.at > b.at ? a : b;
  return wordsOf(a) > wordsOf(b) ? a : b;
}

const wordsOf = ({ type, reason, message, container, component }: StoredEvent): string =>
  JSON.stringify([type, reason, message, container, component]);

export const isSame = (a: StoredEvent, b: StoredEvent): boolean =>
  a.at === b.at && a.firstAt === b.firstAt && a.count === b.count && wordsOf(a) === wordsOf(b);

/** Each event once, in the order in which they came first. */
export function eachOnce(events: readonly StoredEvent[]): readonly StoredEvent[] {
  const byKey = new Map<string, StoredEvent>();
  for (const event of events) {
    const before = byKey.get(keyOf(event));
    byKey.set(keyOf(event), before === undefined ? event : joined(before, event));
  }
  return [...byKey.values()];
}

/** Uids hold no newline. */
export const keyOf = ({ podUid, uid }: StoredEvent): string => `${podUid}\n${uid}`;
