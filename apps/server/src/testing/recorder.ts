/** A recorder on a real store, fed with scripted events. */
import { type Millis, type PodSnapshot, ROLE_RULES, type RoleRule } from '@podline/domain';
import type { ReflectorEvent } from '@podline/kube';
import type { Batch, TransitionLog } from '@podline/store';
import type { PublishedBatch } from '@podline/transport/server';
import { type LivePods, livePods } from '../live-pods.ts';
import { record } from '../recorder.ts';
import { resumptionOf } from '../resumption.ts';
import { watchHealth } from '../watch-health.ts';
import { NOON, testLog } from './pods.ts';
import { type Stream, stream } from './stream.ts';

export type Event = ReflectorEvent<PodSnapshot>;

export interface Recorder {
  readonly events: Stream<Event>;
  readonly log: TransitionLog;
  readonly live: LivePods;
  readonly batches: readonly Batch[];
  readonly published: readonly PublishedBatch[];
  readonly unreadable: readonly string[];
  readonly watchState: () => string;
  /** Gives these, and waits until they are dealt with. */
  take(...events: readonly Event[]): Promise<void>;
  /** Ends the watch and waits for the recorder. */
  stop(): Promise<void>;
  readonly done: Promise<void>;
}

/** A recorder with a real store in `folder`, as it starts there; the clock stands at NOON until moved. */
export async function recorder(
  options: {
    readonly folder?: string;
    readonly scope?: string;
    readonly clock?: { now: Millis };
    readonly rules?: readonly RoleRule[];
    /** Of every owner. */
    readonly template?: readonly string[];
    readonly append?: (log: TransitionLog) => TransitionLog['append'];
  } = {},
): Promise<Recorder> {
  const { scope = '', clock = { now: NOON } } = options;
  const { log, store } = await testLog(options.folder);
  const loaded = await log.load();
  const live = livePods(log.epoch, options.rules);
  live.open(log, loaded.pods, loaded.lastSeq);
  const events = stream<Event>();
  const batches: Batch[] = [];
  const published: PublishedBatch[] = [];
  const unreadable: string[] = [];
  const health = watchHealth([scope], () => {});
  const append = options.append?.(log) ?? ((batch: Batch) => log.append(batch));
  const dealtWith = { count: 0, wanted: 0, resolve: (): void => {} };
  const done = record({
    scope,
    events,
    live,
    rules: options.rules ?? ROLE_RULES,
    askTemplate: async () => options.template ?? null,
    lastSeenAt: resumptionOf(scope, loaded.checkpoints).lastSeenAt,
    // The last thing that the recorder does with an event.
    health: {
      ...health,
      heard(...said) {
        health.heard(...said);
        dealtWith.count += 1;
        if (dealtWith.count === dealtWith.wanted) dealtWith.resolve();
      },
    },
    now: () => clock.now,
    publish: (batch) => published.push(batch),
    unreadable: (because) => unreadable.push(because),
    append: (batch) => {
      batches.push(batch);
      return append(batch);
    },
  });
  return {
    events,
    log,
    live,
    batches,
    published,
    unreadable,
    watchState: () => health.watch().state,
    done,
    async take(...given) {
      dealtWith.wanted = dealtWith.count + given.length;
      const all = new Promise<void>((resolve) => {
        dealtWith.resolve = resolve;
      });
      events.give(...given);
      await Promise.race([all, done]);
    },
    async stop() {
      events.end();
      await done;
      await store.close();
    },
  };
}
