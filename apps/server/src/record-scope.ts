/** One scope (a namespace, or all): its watch, what it records, and the audit that doubts it. */
import { type MaskRule, type Millis, maskedSnapshot, type RoleRule } from '@podline/domain';
import {
  type Cluster,
  isUnreadable,
  listVersions,
  ownerTemplate,
  podFromApi,
  reflect,
} from '@podline/kube';
import type { Checkpoint, TransitionLog } from '@podline/store';
import { auditOf, type Mismatch } from './audit.ts';
import type { Journal } from './journal.ts';
import type { LivePods } from './live-pods.ts';
import { type Before, NEVER_LISTED, record } from './recorder.ts';
import { resumptionOf } from './resumption.ts';
import type { Tally } from './tally.ts';
import { rememberedTemplates } from './templates.ts';
import type { WatchHealth } from './watch-health.ts';

export interface ScopeParts {
  /** '' for all namespaces. */
  readonly scope: string;
  readonly cluster: Cluster;
  readonly transitionLog: TransitionLog;
  readonly journal: Journal;
  readonly checkpoints: readonly Checkpoint[];
  readonly live: LivePods;
  readonly rules: readonly RoleRule[];
  /** What is masked in the pods' messages before anything else sees them. */
  readonly maskRules: readonly MaskRule[];
  readonly health: WatchHealth;
  readonly tally: Tally;
  readonly now: () => Millis;
  readonly random: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  readonly log: { warn(sentence: string): void };
}

const AUDIT_CAUSE =
  'The watch of the cluster has missed changes; the audit found that and listed anew.';

/**
 * Records until the signal aborts, from the scope's checkpoint on. When the audit finds that the watch has missed something, the
 * scope is listed anew, which mends it. @throws what the journal throws.
 */
export async function recordScope(parts: ScopeParts): Promise<void> {
  const { scope, cluster, signal, log, health, now } = parts;
  const askTemplate = rememberedTemplates((namespace, owner) =>
    ownerTemplate(cluster, namespace, owner, signal),
  );
  const unreadable = onceEach((because) => log.warn(`A pod was skipped: ${because}`));
  const { from, lastSeenAt } = resumptionOf(scope, parts.checkpoints);
  const startedAt = now();
  let resumeFrom = from;
  let before: Before = { ...NEVER_LISTED, lastSeenAt };
  while (!signal.aborted) {
    const mismatch = await recordUntilMismatch({
      ...parts,
      resumeFrom,
      before,
      askTemplate,
      unreadable,
    });
    if (mismatch === null) return;
    const { differences, rightUntil } = mismatch;
    const count = `${differences.length} ${differences.length === 1 ? 'pod' : 'pods'}`;
    log.warn(
      `The audit found ${count} of which the watch had missed something; everything is listed anew. The first: ${differences[0]}.`,
    );
    health.notice(
      'AUDIT_MISMATCH',
      {
        sentence: `The watch had missed changes of ${count}; they were listed anew.`,
        namespace: null,
      },
      now(),
    );
    resumeFrom = null;
    before = { lastSeenAt: rightUntil ?? startedAt, cause: AUDIT_CAUSE };
  }
}

type Round = ScopeParts &
  Pick<Parameters<typeof record>[0], 'before' | 'askTemplate' | 'unreadable'> & {
    readonly resumeFrom: string | null;
  };

/** Null when the signal aborts. */
async function recordUntilMismatch(round: Round): Promise<Mismatch | null> {
  const { scope, cluster, transitionLog, journal, health, resumeFrom } = round;
  const watch = new AbortController();
  const signal = AbortSignal.any([round.signal, watch.signal]);
  const namespace = scope === '' ? null : scope;
  const audit = auditOf({
    ...round,
    list: (stop) => listVersions({ cluster, resource: 'pods', namespace, signal: stop }),
    pod: (uid) => transitionLog.pod(uid),
    isRecording: () => journal.pending() === 0,
  });
  const auditing = audit.run(signal).finally(() => watch.abort());
  // It is awaited when the recorder has ended, which may be by a failure of its own.
  auditing.catch(() => undefined);
  try {
    await record({
      ...round,
      events: reflect({
        cluster,
        resource: 'pods',
        namespace,
        decode(object) {
          const pod = podFromApi(object);
          return isUnreadable(pod) ? pod : maskedSnapshot(pod, round.maskRules);
        },
        resumeFrom,
        signal,
      }),
      health: {
        ...health,
        heard(of, event, at) {
          audit.heard(event);
          health.heard(of, event, at);
        },
      },
      reached: (version) => audit.reached(version),
    });
  } finally {
    watch.abort();
  }
  return auditing;
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
