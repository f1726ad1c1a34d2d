/** The findings of a pod, from what is recorded of it and from what there is around it now. */
import {
  type Finding,
  findingsOf,
  type Millis,
  type Patience,
  type Surroundings,
  seq,
  wantedBy,
} from '@podline/domain';
import type { StoredPod } from '@podline/store';
import type { PodRef } from '@podline/transport/server';
import type { Neighbourhood } from './around/neighbourhood.ts';
import type { LivePods } from './live-pods.ts';

export interface FindingsSource {
  /** Ranked: the first is the cause. Of a pod that is gone: as it was at its end. Rejects with a `StoreError`. */
  findingsOf(pod: StoredPod): Promise<readonly Finding[]>;
}

export interface FindingsParts {
  readonly live: Pick<LivePods, 'transitions' | 'gaps' | 'history'>;
  readonly neighbourhood: Neighbourhood;
  readonly now: () => Millis;
  readonly patience: Patience;
}

/** Causes of pods behind that are worked out for one finding. */
const BEHIND = 5;

export function findingsFromLog(parts: FindingsParts): FindingsSource {
  const { live, neighbourhood, now, patience } = parts;

  const recorded = async (pod: StoredPod) => {
    const [transitions, gaps] = await Promise.all([
      live.transitions(pod.uid, seq(0)),
      live.gaps(pod),
    ]);
    const { snapshot } = pod.known;
    return { snapshot, transitions, gaps, events: [], now: now(), patience };
  };

  /** By its own evidence alone: what it waits for in turn, the chain tells. */
  const causeOf = async (behind: PodRef): Promise<string | null> => {
    const pod = await live.history(behind);
    if (pod === null) return null;
    return findingsOf(await recorded(pod))[0]?.title ?? null;
  };

  const around = async ({ uid, namespace, known }: StoredPod): Promise<Surroundings> => {
    const asking = { uid, namespace, wanted: wantedBy(known) };
    const causes = new Map<string, string | null>();
    for (const behind of neighbourhood.stuckBehind(asking).slice(0, BEHIND))
      causes.set(behind.uid, await causeOf(behind));
    return neighbourhood.surroundingsOf(asking, (behind) => causes.get(behind) ?? null);
  };

  return {
    async findingsOf(pod) {
      const evidence = await recorded(pod);
      // What is around now says nothing of a pod that was.
      if (pod.deletedAt !== null) return findingsOf(evidence);
      return findingsOf({ ...evidence, surroundings: await around(pod) });
    },
  };
}
