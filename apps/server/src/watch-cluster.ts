/** From "which cluster?" to recorded transitions: identifies the cluster, opens its log, and records each scope. */
import { problem } from '@podline/contract';
import type { MaskRule, Millis, RoleRule } from '@podline/domain';
import { type Cluster, clusterId, type KubeFailure, type ResolvedCluster } from '@podline/kube';
import { type Store, StoreError, type TransitionLog } from '@podline/store';
import type { PublishedBatch } from '@podline/transport/server';
import type { ClusterDoor } from './cluster-door.ts';
import type { EventDesk } from './event-desk.ts';
import { type Journal, journalOf } from './journal.ts';
import type { LivePods } from './live-pods.ts';
import { problemOf } from './problem.ts';
import { recordScope } from './record-scope.ts';
import { sharesPods } from './resumption.ts';
import type { LogDesk } from './tails/log-desk.ts';
import type { Tally } from './tally.ts';
import type { WatchHealth } from './watch-health.ts';

/** Tries to begin come this often; once it watches, the reflector backs off by its own rules. */
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15_000;

export interface WatchParts {
  readonly resolve: () => Promise<ResolvedCluster>;
  /** '' for all namespaces. */
  readonly scopes: readonly string[];
  readonly rules: readonly RoleRule[];
  readonly maskRules: readonly MaskRule[];
  readonly store: Store;
  readonly live: LivePods;
  readonly health: WatchHealth;
  readonly events: EventDesk;
  /** Keeps what attempts wrote last. */
  readonly logs: Pick<LogDesk, 'work'>;
  readonly tally: Tally;
  readonly publish: (batch: PublishedBatch) => void;
  /** What else is watched of the cluster, until the signal aborts; never rejects. */
  readonly beside: (cluster: Cluster, signal: AbortSignal) => Promise<void>;
  /** Every page is to read its views anew. */
  readonly resync: () => void;
  /** The journal in use, for whoever counts what waits in it. */
  readonly journal: (journal: Journal) => void;
  /** Told of the cluster, while it can be asked. */
  readonly door: ClusterDoor;
  /** The cluster's name and address, as soon as they are known. */
  readonly named: (cluster: { readonly name: string; readonly server: string }) => void;
  readonly now: () => Millis;
  readonly random: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  readonly log: { warn(sentence: string): void; info(sentence: string): void };
}

/**
 * Watches until the signal aborts. A cluster that cannot be used or reached is told to the page and tried again, for ever.
 * @throws StoreError when the database can take no more.
 */
export async function watchCluster(parts: WatchParts): Promise<void> {
  const begun = await begin(parts);
  if (begun === null) return;
  parts.door.set(begun.cluster);
  const end = new AbortController();
  const beside = parts.beside(begun.cluster, AbortSignal.any([parts.signal, end.signal]));
  try {
    const log = await openLog(parts, begun);
    // Each time from what the log says, as a start of the process would: whatever was only in memory is forgotten.
    while (log !== null && !parts.signal.aborted) {
      await recordFromLog(parts, begun.cluster, log);
    }
  } finally {
    parts.door.set(null);
    end.abort();
    await beside;
    await begun.cluster.close();
  }
}

interface Begun {
  readonly cluster: Cluster;
  readonly id: string;
}

/** Null when the signal aborts before the database takes a write. */
async function openLog(
  { store, health, sleep, signal, log }: WatchParts,
  { cluster, id }: Begun,
): Promise<TransitionLog | null> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    try {
      return await store.forCluster({ id, name: cluster.name, server: cluster.server });
    } catch (error) {
      if (!(error instanceof StoreError) || !error.retryable) throw error;
      log.warn(`${error.message} Podline begins to watch when it can be written; trying again.`);
      health.cannotBegin(problem('NOT_RECORDING', error.message));
      await sleep(waitMs, signal);
      if (signal.aborted) return null;
    }
  }
}

/** Until the signal aborts, or more was seen than could be kept while the database took nothing. */
async function recordFromLog(
  parts: WatchParts,
  cluster: Cluster,
  transitionLog: TransitionLog,
): Promise<void> {
  const { live, scopes, health, publish } = parts;
  const round = new AbortController();
  const signal = AbortSignal.any([parts.signal, round.signal]);
  const loaded = await transitionLog.load();
  const { checkpoints } = loaded;
  // A pod outside the scopes (they may have been others before) is seen by nobody now: the log has it, the list does not.
  const pods = loaded.pods.filter((pod) =>
    scopes.some((scope) => sharesPods(scope, pod.namespace)),
  );
  const isAgain = live.isOpen();
  publish(live.open(transitionLog, { ...loaded, pods }));
  if (isAgain) parts.resync();
  const journal = journalOf({
    log: transitionLog,
    live,
    publish,
    notRecording: (since) => health.notRecording(since),
    tally: parts.tally,
    now: parts.now,
    sleep: parts.sleep,
    signal,
    say: parts.log,
  });
  parts.journal(journal);
  const events = parts.events.open({ cluster, log: transitionLog, signal });
  const heard: WatchHealth['heard'] = (scope, event, at) => {
    health.heard(scope, event, at);
    if (event.kind === 'watching') events.podsAreThere(scope);
  };
  const known = { transitionLog, journal, checkpoints, health: { ...health, heard } };
  const recording = scopes.map((scope) =>
    recordScope({ ...parts, ...known, signal, scope, cluster }),
  );
  const tails = parts.logs.work(cluster, transitionLog, signal);
  try {
    await Promise.race([Promise.all(recording), journal.startOver]);
  } finally {
    round.abort();
    await Promise.allSettled([...recording, tails]);
    await events.ended();
    await journal.close();
  }
}

/** Tries until a cluster tells who it is; null when the signal aborts first. */
async function begin(parts: WatchParts): Promise<Begun | null> {
  const { signal, sleep, health, log } = parts;
  let told: string | null = null;
  for (
    let waitMs = FIRST_WAIT_MS;
    !signal.aborted;
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)
  ) {
    const attempt = await tryToBegin(parts);
    if ('id' in attempt) return attempt;
    if (signal.aborted) return null;
    const problem = problemOf(attempt.failure);
    // The same sentence every few seconds would bury everything else.
    if (told !== problem.detail) log.warn(`${problem.sentence} ${problem.detail ?? ''}`.trim());
    told = problem.detail;
    health.cannotBegin(problem);
    await sleep(waitMs, signal);
  }
  return null;
}

async function tryToBegin(parts: WatchParts): Promise<Begun | { readonly failure: KubeFailure }> {
  const resolved = await parts.resolve();
  if (resolved.kind === 'failed') return { failure: resolved.failure };
  if (resolved.kind === 'none') {
    const sentence = 'The kubeconfig is gone.';
    return { failure: { code: 'misconfigured', tried: null, sentence, cause: null } };
  }
  const { cluster } = resolved;
  parts.named(cluster);
  const id = await clusterId(cluster, parts.signal);
  if (id.ok) return { cluster, id: id.value };
  // The next try resolves anew, with a pool of its own.
  await cluster.close();
  return { failure: id.failure };
}
