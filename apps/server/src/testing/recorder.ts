/** A recorder on a real store, fed with scripted events. */
import { type Millis, type PodSnapshot, ROLE_RULES, type RoleRule } from '@podline/domain';
import type { ReflectorEvent } from '@podline/kube';
import type { Batch, TransitionLog } from '@podline/store';
import type { PublishedBatch } from '@podline/transport/server';
import { journalOf } from '../journal.ts';
import { type LivePods, livePods } from '../live-pods.ts';
import { NEVER_LISTED, record } from '../recorder.ts';
import { resumptionOf } from '../resumption.ts';
import { newTally, type Tally } from '../tally.ts';
import { testHealth } from './health.ts';
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
  readonly tally: Tally;
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
  live.open(log, loaded);
  const events = stream<Event>();
  const batches: Batch[] = [];
  const published: PublishedBatch[] = [];
  const unreadable: string[] = [];
  const { health } = testHealth([scope]);
  const tally = newTally();
  const now = (): Millis => clock.now;
  const append = options.append?.(log) ?? ((batch: Batch) => log.append(batch));
  const dealtWith = { count: 0, wanted: 0, resolve: (): void => {} };
  const done = record({
    scope,
    events,
    live,
    rules: options.rules ?? ROLE_RULES,
    askTemplate: async () => options.template ?? null,
    before: { ...NEVER_LISTED, lastSeenAt: resumptionOf(scope, loaded.checkpoints).lastSeenAt },
    tally,
    // The last thing that the recorder does with an event.
    health: {
      ...health,
      heard(...said) {
        health.heard(...said);
        dealtWith.count += 1;
        if (dealtWith.count === dealtWith.wanted) dealtWith.resolve();
      },
    },
    now,
    unreadable: (because) => unreadable.push(because),
    journal: journalOf({
      log: {
        ...log,
        append: (batch) => {
          batches.push(batch);
          return append(batch);
        },
      },
      live,
      publish: (batch) => published.push(batch),
      notRecording: (since) => health.notRecording(since),
      tally,
      now,
      sleep: async () => {},
      signal: new AbortController().signal,
      say: { warn() {}, info() {} },
    }),
  });
  return {
    events,
    log,
    live,
    batches,
    published,
    unreadable,
    watchState: () => health.status().watch.state,
    tally,
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
