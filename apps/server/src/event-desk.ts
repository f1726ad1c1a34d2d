/**
 * The Kubernetes Events of the pods: watched beside them, kept beside their history, asked for here. Whatever goes wrong with events is
 * said and tried again; it never reaches the watch of the pods.
 */
import { type EvidenceEvent, type MaskRule, type Millis, maskSecrets } from '@podline/domain';
import { type Cluster, eventFromApi, reflect } from '@podline/kube';
import { type EventLog, type StoredEvent, StoreError, type TransitionLog } from '@podline/store';
import { type EventKeeper, eventKeeper } from './event-keeper.ts';
import { eventTroubles } from './event-troubles.ts';
import { recordEvents } from './event-watch.ts';
import type { Tally } from './tally.ts';
import type { WatchHealth } from './watch-health.ts';

export interface EventDeskParts {
  /** False: none are asked for; what was kept before is there all the same. */
  readonly isOn: boolean;
  /** What is masked in what Events say, before anything else sees them: a probe's answer may hold anything. */
  readonly maskRules: readonly MaskRule[];
  readonly health: Pick<WatchHealth, 'notice' | 'settled' | 'status'>;
  readonly tally: Tally;
  readonly now: () => Millis;
  readonly monotonic: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly say: { warn(sentence: string): void; info(sentence: string): void };
}

export interface EventDesk {
  /** Of the pod, in order of time, the newest 200; none before the log is open. @throws StoreError */
  eventsOf(uid: string): Promise<readonly EvidenceEvent[]>;
  /** Calls with the pods whose events changed, once that is durable, until the function returned is called. */
  onChanged(listener: (uids: readonly string[]) => void): () => void;
  /** These pods are in the log: what was told of them before they came is kept now. */
  podsRecorded(pods: Iterable<{ readonly uid: string }>): void;
  /** Records into this log until the signal aborts. */
  open(round: {
    readonly cluster: Cluster;
    readonly log: TransitionLog;
    readonly signal: AbortSignal;
  }): EventRound;
}

export interface EventRound {
  /** The pods of this scope are in the log. From the first such word on its events are watched: before, nobody knew whose they are. */
  podsAreThere(scope: string): void;
  /** Resolves when nothing is being recorded any more. */
  ended(): Promise<void>;
}

export function eventDesk(parts: EventDeskParts): EventDesk {
  const { isOn, maskRules, health, say } = parts;
  const masked = (text: string): string => maskSecrets(text, maskRules).text;
  const listeners = new Set<(uids: readonly string[]) => void>();
  const troubles = eventTroubles({
    ...parts,
    notice: (said, at) => health.notice('EVENTS_NOT_READ', said, at),
    settled: () => health.settled('EVENTS_NOT_READ'),
    isLive: () => health.status().watch.state === 'live',
  });
  const changed = (uids: readonly string[]): void => {
    for (const listener of listeners) listener(uids);
  };
  let log: TransitionLog | null = null;
  let keeper: EventKeeper | null = null;

  /** The one place where what fails with events ends. */
  const unlessFailed = async (work: Promise<void>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      // It was closed because we are to end.
      if (error instanceof StoreError && error.code === 'StoreClosed') return;
      const because = error instanceof Error ? error.message : String(error);
      say.warn(`${because} Kubernetes Events are not recorded any more.`);
    }
  };

  return {
    eventsOf: async (uid) => ((await log?.eventsOf(uid)) ?? []).map(withoutPod),
    onChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    podsRecorded(pods) {
      if (keeper !== null) void unlessFailed(keeper.podsRecorded(pods));
    },
    open({ cluster, log: opened, signal }) {
      const own = eventKeeper({ ...parts, log: opened.events, changed, signal });
      log = opened;
      keeper = own;
      const watching = new Map<string, Promise<void>>();
      const watch = async (scope: string): Promise<void> =>
        recordEvents({
          ...parts,
          ...{ scope, keeper: own, signal },
          events: reflect({
            cluster,
            resource: 'events',
            namespace: scope === '' ? null : scope,
            fieldSelector: 'involvedObject.kind=Pod',
            decode: (object) => eventFromApi(object, masked),
            resumeFrom: await checkpointOf(opened.events, scope),
            signal,
          }),
          heard: (event, at) => troubles.heard(scope, event, at),
        });
      return {
        podsAreThere(scope) {
          if (!isOn || signal.aborted || watching.has(scope)) return;
          watching.set(scope, unlessFailed(watch(scope)));
        },
        ended: async () => void (await Promise.all(watching.values())),
      };
    },
  };
}

/** Whoever asked by the pod's uid knows it. */
const withoutPod = ({ podUid: _, ...event }: StoredEvent): EvidenceEvent => event;

/** Events come again as often as one likes, so a scope's own checkpoint will do, whatever was watched meanwhile. Null: list. */
async function checkpointOf(events: EventLog, scope: string): Promise<string | null> {
  const own = (await events.checkpoints()).find((checkpoint) => checkpoint.scope === scope);
  return own?.resourceVersion ?? null;
}
