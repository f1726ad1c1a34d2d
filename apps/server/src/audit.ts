/**
 * The doubt that a recorder owes itself: every ten to fifteen minutes the cluster is asked what it has, and that is compared with
 * what the watch brought. API servers have lost watch events before (etcd-io/etcd#17529, #18089); whoever trusts the watch alone
 * would never know.
 */
import { isOlder, type Millis } from '@podline/domain';
import type { ListedVersions, ReflectorEvent, Result } from '@podline/kube';
import type { StoredPod } from '@podline/store';
import type { LivePods } from './live-pods.ts';
import { sharesPods } from './resumption.ts';
import type { Tally } from './tally.ts';

const SHORTEST_MS = 600_000;
const JITTER_MS = 300_000;
/** The watch has to come as far as the list, which in a quiet cluster takes until the next bookmark. */
const CATCH_UP_MS = 180_000;
/** Objects that cannot be read are no difference; so many are remembered. */
const SKIPPED_KEPT = 10_000;

export interface AuditParts {
  readonly scope: string;
  readonly list: (signal: AbortSignal) => Promise<Result<ListedVersions>>;
  readonly live: Pick<LivePods, 'known' | 'uids'>;
  /** What the log says of a pod that is not live. */
  readonly pod: (uid: string) => Promise<StoredPod | null>;
  /** Whether everything that was seen is recorded: while it is not, there is nothing to compare with. */
  readonly isRecording: () => boolean;
  readonly tally: Tally;
  readonly now: () => Millis;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly random: () => number;
}

export interface Audit {
  /** Up to where the watch brought everything. */
  reached(resourceVersion: string): void;
  heard(event: ReflectorEvent<unknown>): void;
  /** Audits until the signal aborts, and then gives null; or until a difference is found, and gives that. */
  run(signal: AbortSignal): Promise<Mismatch | null>;
}

export interface Mismatch {
  /** One a difference: which pod, and what about it. */
  readonly differences: readonly string[];
  /** When the last audit found none; null when this was the first. */
  readonly rightUntil: Millis | null;
}

export function auditOf(parts: AuditParts): Audit {
  const { tally, now, sleep, random, isRecording } = parts;
  const skipped = new Set<string>();
  let reachedVersion: string | null = null;
  let wake = (): void => {};

  /** Whether the watch came as far as `version` in time. */
  const caughtUp = async (version: string, signal: AbortSignal): Promise<boolean> => {
    const hasReached = (): boolean =>
      reachedVersion !== null && (reachedVersion === version || isOlder(version, reachedVersion));
    const isLate = new AbortController();
    const stop = AbortSignal.any([signal, isLate.signal]);
    let isOver = false;
    void sleep(CATCH_UP_MS, stop).then(() => {
      isOver = true;
      wake();
    });
    while (!(hasReached() || isOver)) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    isLate.abort();
    return hasReached() && !signal.aborted;
  };

  /** Null when there is nothing to say: the cluster did not answer, or the watch did not come so far. */
  const differences = async (signal: AbortSignal): Promise<readonly string[] | null> => {
    if (!isRecording()) return null;
    const listed = await parts.list(signal);
    if (!listed.ok || signal.aborted) return null;
    if (!(await caughtUp(listed.value.resourceVersion, signal)) || !isRecording()) return null;
    return differencesOf(parts, listed.value, skipped);
  };

  return {
    reached(version) {
      reachedVersion = version;
      wake();
    },
    heard(event) {
      const uid = event.kind === 'unreadable' ? event.uid : uidOfOversized(event);
      if (uid !== null && skipped.size < SKIPPED_KEPT) skipped.add(uid);
    },
    async run(signal) {
      for (let rightUntil: Millis | null = null; ; ) {
        await sleep(SHORTEST_MS + random() * JITTER_MS, signal);
        if (signal.aborted) return null;
        const startedAt = now();
        const found = await differences(signal);
        if (found === null) continue;
        tally.audits += 1;
        tally.auditMismatches += found.length;
        if (found.length > 0) return { differences: found, rightUntil };
        rightUntil = startedAt;
      }
    },
  };
}

const uidOfOversized = (event: ReflectorEvent<unknown>): string | null =>
  event.kind === 'oversized' ? (event.object?.uid ?? null) : null;

type Compared = Pick<AuditParts, 'scope' | 'live' | 'pod'>;

/** What the watch, which is as far as the list at least, should have brought and did not. */
const differencesOf = async (
  parts: Compared,
  listed: ListedVersions,
  skipped: ReadonlySet<string>,
): Promise<readonly string[]> => [
  ...(await missed(parts, listed, skipped)),
  ...lingering(parts, listed),
];

async function missed(
  { live, pod }: Compared,
  { versions }: ListedVersions,
  skipped: ReadonlySet<string>,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [uid, version] of versions) {
    const known = live.known(uid)?.snapshot.resourceVersion ?? null;
    const isMissing = known === null && !skipped.has(uid) && !isGone(await pod(uid));
    if (isMissing) found.push(`${uid} exists, and is not known`);
    if (known !== null && isOlder(known, version))
      found.push(`${uid} is at version ${version}, and known at ${known}`);
  }
  return found;
}

const isGone = (pod: StoredPod | null): boolean => pod !== null && pod.deletedAt !== null;

function lingering({ scope, live }: Compared, listed: ListedVersions): readonly string[] {
  return [...live.uids()].flatMap((uid) => {
    const snapshot = live.known(uid)?.snapshot;
    if (snapshot === undefined || listed.versions.has(uid)) return [];
    const isInScope = sharesPods(scope, snapshot.namespace);
    // One that came after the list was made is in no fault.
    const isLater = isOlder(listed.resourceVersion, snapshot.resourceVersion);
    return isInScope && !isLater ? [`${uid} is known, and does not exist`] : [];
  });
}
