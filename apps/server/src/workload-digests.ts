/** What each pod of a workload did, folded and cut to size; kept as long as nothing is recorded of it, for whoever looks next. */
import { WORKLOAD_LIMITS, type WorkloadPod } from '@podline/contract';
import {
  digestOf,
  type Gap,
  type Millis,
  type RecordedTransition,
  type Seq,
  type StartFact,
  seq,
  startFactsOf,
  startupOf,
  timelineOf,
} from '@podline/domain';
import type { Living } from '@podline/transport/server';

export interface Digest extends Pick<WorkloadPod, 'from' | 'lanes' | 'stages'> {
  readonly facts: readonly StartFact[];
}

export interface DigestParts {
  transitions(uid: string, afterSeq: Seq): Promise<readonly RecordedTransition[]>;
  gaps(pod: Living): Promise<readonly Gap[]>;
  readonly now: () => Millis;
}

/** Pods that are kept, of all workloads that anybody looks at; some 50 kB each at most. */
const KEPT = 1000;
/** Histories that are read at a time. */
const READ_AT_ONCE = 16;

interface Kept {
  readonly version: string;
  readonly digest: Promise<Digest>;
}

export class WorkloadDigests {
  readonly #parts: DigestParts;
  /** By uid; the one that was asked for last stands last. */
  readonly #kept = new Map<string, Kept>();

  constructor(parts: DigestParts) {
    this.#parts = parts;
  }

  /** In the order of `pods`. `versionOf` changes with everything that is recorded of a pod. */
  async of<P extends Living>(
    pods: readonly P[],
    versionOf: (pod: P) => string,
  ): Promise<readonly Digest[]> {
    const digests: Digest[] = [];
    for (let at = 0; at < pods.length; at += READ_AT_ONCE) {
      const some = pods.slice(at, at + READ_AT_ONCE);
      digests.push(...(await Promise.all(some.map((pod) => this.#one(pod, versionOf(pod))))));
    }
    return digests;
  }

  #one(pod: Living, version: string): Promise<Digest> {
    const kept = this.#kept.get(pod.uid);
    const digest = kept?.version === version ? kept.digest : this.#read(pod);
    this.#kept.delete(pod.uid);
    this.#kept.set(pod.uid, { version, digest });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    // What failed is asked for again.
    digest.catch(() => this.#kept.delete(pod.uid));
    return digest;
  }

  async #read(pod: Living): Promise<Digest> {
    const { transitions, gaps, now } = this.#parts;
    const [facts, blind] = await Promise.all([transitions(pod.uid, seq(0)), gaps(pod)]);
    return digestOfPod(facts, blind, now());
  }
}

/** `now` is when it is told: what goes on by then has taken so long at least. */
export function digestOfPod(
  transitions: readonly RecordedTransition[],
  gaps: readonly Gap[],
  now: Millis,
): Digest {
  const timeline = timelineOf(transitions, gaps);
  const stages = startupOf(timeline);
  const lanes = timeline.lanes.slice(0, WORKLOAD_LIMITS.lanes);
  const { segments, laneSegments } = WORKLOAD_LIMITS;
  const most = Math.min(laneSegments, Math.floor(segments / Math.max(lanes.length, 1)));
  return {
    from: timeline.from,
    lanes: lanes.map((lane) => digestOf(lane, most)),
    stages,
    facts: startFactsOf(timeline, stages, { transitions, gaps, now }),
  };
}
