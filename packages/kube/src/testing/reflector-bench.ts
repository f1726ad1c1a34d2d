/** A reflector between a scripted server and a consumer that writes down what it is told. */
import { onTestFinished } from 'vitest';
import { record, text, type Unreadable } from '../api-json.ts';
import type { Cluster } from '../cluster.ts';
import { reflect } from '../reflector.ts';
import type { ReflectorEvent } from '../reflector-state.ts';
import type { Turns } from '../turns.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';
import { type ScriptedServer, type Stream, scriptedServer } from './scripted-server.ts';
import { testCluster } from './test-cluster.ts';

interface Thing {
  readonly uid: string;
  readonly resourceVersion: string;
}

function decode(object: unknown): Thing | Unreadable {
  const metadata = record(record(object)['metadata']);
  const name = text(metadata['name']);
  if (name === null) return { unreadable: 'no name', uid: null };
  return {
    uid: text(metadata['uid']) ?? name,
    resourceVersion: text(metadata['resourceVersion']) ?? '?',
  };
}

const object = (name: string, resourceVersion: string) => ({
  metadata: { name, uid: name, resourceVersion },
});
/** `text` makes it as large as a test needs it. */
export const event = (type: string, name: string, version: string, text?: string) => ({
  type,
  object: { ...object(name, version), ...(text === undefined ? {} : { spec: text }) },
});
/** The end mark of a streaming list. */
export const endMark = (version: string) => ({
  type: 'BOOKMARK',
  object: {
    metadata: {
      resourceVersion: version,
      annotations: { 'k8s.io/initial-events-end': 'true' },
    },
  },
});
export const bookmark = (version: string) => ({
  type: 'BOOKMARK',
  object: { metadata: { resourceVersion: version } },
});
export const pageOf = (version: string, names: readonly string[], next?: string) => ({
  kind: 'PodList',
  metadata: { resourceVersion: version, ...(next === undefined ? {} : { continue: next }) },
  items: names.map((name) => object(name, version)),
});
export const status = (code: number, message: string) => ({ kind: 'Status', code, message });

/** An event as one word, to read a test at a glance. */
function word(told: ReflectorEvent<Thing>): string {
  switch (told.kind) {
    case 'list-began':
      return `list ${told.cause}`;
    case 'applied':
      return `+${told.snapshot.uid}@${told.snapshot.resourceVersion}`;
    case 'deleted':
      return `-${told.snapshot.uid}@${told.snapshot.resourceVersion}`;
    case 'list-ended':
      return `listed@${told.resourceVersion}`;
    case 'bookmark':
      return `bookmark@${told.resourceVersion}`;
    case 'watching':
      return 'watching';
    case 'failed':
      return `failed ${told.failure.code} ${told.retryInMs}`;
    case 'unreadable':
      return `unreadable ${told.unreadable}`;
    case 'oversized':
      return `oversized ${told.object?.name ?? '?'} ${told.bytes}`;
    case 'replayed':
      return `replayed ${told.uid}`;
    case 'listed':
      return `listed ${told.count}`;
    case 'overdue':
    case 'expired':
      return told.kind;
  }
}

export interface Bench {
  readonly server: ScriptedServer;
  readonly clock: ManualClock;
  readonly path: string;
  readonly cluster: Cluster;
  readonly abort: () => void;
  readonly signal: AbortSignal;
  /** Lets a consumer go on that holds at `holdAt`. */
  readonly release: () => void;
  /** The next `count` events, as words. */
  readonly told: (count: number) => Promise<readonly string[]>;
  /** What else was told until the end. */
  readonly untilOver: () => Promise<readonly string[]>;
  /** Waits for the back-off of the failure just told, and lets it pass. */
  readonly rest: (ms: number) => Promise<void>;
}

/** A reflector of `pods` in the namespace `shop`, its server and its clock, taken down when the test ends. */
export async function bench(
  options: {
    resumeFrom?: string;
    abortAt?: string;
    holdAt?: string;
    maxObjectBytes?: number;
    /** False unless told: most of what a reflector does is the same however it lists. */
    streams?: boolean;
    turns?: Turns;
  } = {},
): Promise<Bench> {
  const server = await scriptedServer();
  // 0: the shortest back-off (800 ms) and timeoutSeconds=240.
  const clock = manualClock({ random: () => 0 });
  const { cluster, path } = await testCluster(clock, server.url);
  const stop = new AbortController();
  onTestFinished(async () => {
    stop.abort();
    await server.stop();
  });
  const events = reflect<Thing>({
    cluster,
    resource: 'pods',
    namespace: 'shop',
    decode,
    resumeFrom: options.resumeFrom ?? null,
    signal: stop.signal,
    streams: options.streams ?? false,
    ...(options.maxObjectBytes === undefined ? {} : { maxObjectBytes: options.maxObjectBytes }),
    ...(options.turns === undefined ? {} : { turns: options.turns }),
  });
  // A consumer that takes each event at once and keeps its word.
  const words: string[] = [];
  const held = Promise.withResolvers<void>();
  let wake = (): void => undefined;
  const consume = async (): Promise<void> => {
    for await (const told of events) {
      words.push(word(told));
      if (word(told) === options.abortAt) stop.abort();
      wake();
      if (word(told) === options.holdAt) await held.promise;
    }
    words.push('over');
    wake();
  };
  const consuming = consume();
  return {
    server,
    clock,
    path,
    cluster,
    abort: () => stop.abort(),
    signal: stop.signal,
    release: held.resolve,
    told: async (count) => {
      while (words.length < count && !words.includes('over'))
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return words.splice(0, count);
    },
    untilOver: async () => {
      await consuming;
      return words.splice(0);
    },
    rest: async (ms) => {
      await clock.asleepFor(ms);
      clock.advance(ms);
    },
  };
}

/** Answers a list of one object, `a@10`, and opens the watch. */
export async function watched(on: Bench): Promise<Stream> {
  (await on.server.next()).answer(200, pageOf('10', ['a']));
  const stream = (await on.server.next()).stream();
  await on.told(4);
  return stream;
}
