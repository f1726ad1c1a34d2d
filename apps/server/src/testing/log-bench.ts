/** A log desk on a real store and a cluster of pods and logs, in a time that passes as fast as it is waited for. */
import { setImmediate } from 'node:timers/promises';
import type { RowStuck } from '@podline/contract';
import { type Known, MASK_RULES, millis } from '@podline/domain';
import type { TransitionLog } from '@podline/store';
import { onTestFinished } from 'vitest';
import { type LogDesk, type LogDeskParts, type LogSettings, logDesk } from '../tails/log-desk.ts';
import { newTally, type Tally } from '../tally.ts';
import { testFolder } from './folder.ts';
import { knownOf, type LogCluster, logCluster } from './log-cluster.ts';
import { NOON, storedPod, testLog } from './pods.ts';

export interface LogBench {
  readonly world: LogCluster;
  readonly desk: LogDesk;
  readonly log: TransitionLog;
  readonly tally: Tally;
  /** Namespaces of which it was told that their logs may not be read. */
  readonly refusals: readonly string[];
  readonly warnings: readonly string[];
  /** The pod is seen like this, and is what the cluster has from now on. */
  see(object: object): Promise<void>;
  /** It is gone, for the watch and for the cluster. */
  gone(name: string): void;
  /** The pods that wait, by container; the next look is due. */
  stuck(uid: string, container: string | null): void;
  look(): Promise<void>;
  stop(): Promise<void>;
}

/** The desk looks at stuck pods this often: a wait that only the test ends. */
const LOOK_MS = 5000;

export async function logBench(
  settings: Partial<LogSettings> = {},
  parts: Partial<LogDeskParts> = {},
  folder?: string,
): Promise<LogBench> {
  const home = folder ?? (await testFolder());
  const [world, { log, store }] = [await logCluster(home), await testLog(home)];
  const pods = new Map<string, Known>();
  const objects = new Map<string, object>();
  const stuck = new Map<string, string | null>();
  const [tally, refusals, warnings]: [Tally, string[], string[]] = [newTally(), [], []];
  const stop = new AbortController();
  let tick = 0;
  let looks: (() => void)[] = [];
  world.pod = (name) => objects.get(name) ?? null;
  const sleep = async (ms: number, signal: AbortSignal): Promise<void> => {
    if (ms !== LOOK_MS) {
      tick += ms;
      await setImmediate();
      return;
    }
    await new Promise<void>((resolve) => {
      looks.push(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  };
  const desk = logDesk({
    settings: { mode: 'failures', maxBytes: 64 * 1024 * 1024, rules: MASK_RULES, ...settings },
    tally,
    known: (uid) => pods.get(uid) ?? null,
    rows: () =>
      [...pods.keys()].map((uid) => ({ uid, deletedAt: null, stuck: stuckOf(uid, stuck) })),
    now: () => millis(NOON + tick),
    monotonic: () => tick,
    sleep,
    forbidden: (namespace) => refusals.push(namespace),
    say: { warn: (sentence) => warnings.push(sentence) },
    ...parts,
  });
  const working = desk.work(world.cluster, log, stop.signal);
  const end = async (): Promise<void> => {
    stop.abort();
    await working;
    await store.close();
  };
  onTestFinished(end);
  return {
    world,
    desk,
    log,
    tally,
    refusals,
    warnings,
    async see(object) {
      const known = knownOf(object, pods.get(uidOf(object)) ?? null);
      const { uid, name } = known.snapshot;
      pods.set(uid, known);
      objects.set(name, object);
      await log.append({
        pods: [{ ...storedPod(known.snapshot), known }],
        transitions: [],
        checkpoint: null,
        gaps: [],
      });
      desk.seen([{ uid, deletedAt: null }]);
      await desk.idle();
    },
    gone(name) {
      objects.delete(name);
      for (const [uid, { snapshot, lastSeenAt }] of pods) {
        if (snapshot.name !== name) continue;
        pods.delete(uid);
        desk.seen([{ uid, deletedAt: lastSeenAt }]);
      }
    },
    stuck: (uid, container) => void stuck.set(uid, container),
    async look() {
      tick += 60_000;
      const due = looks;
      looks = [];
      for (const resolve of due) resolve();
      await setImmediate();
      await desk.idle();
    },
    stop: end,
  };
}

const uidOf = (object: object): string =>
  (object as { readonly metadata: { readonly uid: string } }).metadata.uid;

function stuckOf(uid: string, stuck: ReadonlyMap<string, string | null>): RowStuck | null {
  const container = stuck.get(uid);
  if (container === undefined) return null;
  return { since: NOON, container, reason: 'init', says: 'waits', changedAt: NOON };
}
