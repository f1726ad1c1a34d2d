/** From "which cluster?" to recorded transitions: identifies the cluster, opens its log, and records each scope. */
import type { Millis, RoleRule } from '@podline/domain';
import {
  type Cluster,
  clusterId,
  type KubeFailure,
  ownerTemplate,
  podFromApi,
  type ResolvedCluster,
  reflect,
} from '@podline/kube';
import type { Store } from '@podline/store';
import type { PublishedBatch } from '@podline/transport/server';
import { appender } from './append.ts';
import type { LivePods } from './live-pods.ts';
import { problemOf } from './problem.ts';
import { record } from './recorder.ts';
import { resumptionOf, sharesPods } from './resumption.ts';
import { rememberedTemplates } from './templates.ts';
import type { WatchHealth } from './watch-health.ts';

/** Tries to begin come this often; once it watches, the reflector backs off by its own rules. */
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15_000;

export interface WatchParts {
  readonly resolve: () => Promise<ResolvedCluster>;
  /** '' for all namespaces. */
  readonly scopes: readonly string[];
  readonly rules: readonly RoleRule[];
  readonly store: Store;
  readonly live: LivePods;
  readonly health: WatchHealth;
  readonly publish: (batch: PublishedBatch) => void;
  /** The cluster's name and address, as soon as they are known. */
  readonly named: (cluster: { readonly name: string; readonly server: string }) => void;
  readonly now: () => Millis;
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
  try {
    await recordScopes(parts, begun);
  } finally {
    await begun.cluster.close();
  }
}

interface Begun {
  readonly cluster: Cluster;
  readonly id: string;
}

async function recordScopes(parts: WatchParts, { cluster, id }: Begun): Promise<void> {
  const { store, live, scopes, health, now, sleep, signal, publish, log } = parts;
  const transitionLog = await store.forCluster({ id, name: cluster.name, server: cluster.server });
  const { pods, checkpoints, lastSeq } = await transitionLog.load();
  // A pod outside the scopes (they may have been others before) is seen by nobody now: the log has it, the list does not.
  const watched = pods.filter((pod) => scopes.some((scope) => sharesPods(scope, pod.namespace)));
  publish(live.open(transitionLog, watched, lastSeq));
  const append = appender({
    log: transitionLog,
    health,
    now,
    sleep,
    signal,
    say: log,
  });
  const askTemplate = rememberedTemplates((namespace, owner) =>
    ownerTemplate(cluster, namespace, owner, signal),
  );
  await Promise.all(
    scopes.map((scope) => {
      const { from, lastSeenAt } = resumptionOf(scope, checkpoints);
      const events = reflect({
        cluster,
        resource: 'pods',
        namespace: scope === '' ? null : scope,
        decode: podFromApi,
        resumeFrom: from,
        signal,
      });
      return record({
        scope,
        events,
        live,
        rules: parts.rules,
        askTemplate,
        lastSeenAt,
        health,
        now,
        publish,
        append,
        unreadable: onceEach((because) => log.warn(`A pod was skipped: ${because}`)),
      });
    }),
  );
}

/** Says each sentence once: a pod that cannot be read comes again with every change of it. */
function onceEach(say: (sentence: string) => void): (sentence: string) => void {
  const said = new Set<string>();
  return (sentence) => {
    if (said.has(sentence) || said.size >= 1000) return;
    said.add(sentence);
    say(sentence);
  };
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
