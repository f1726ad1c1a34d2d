/** Where evidence comes from besides a pod's own history. */
import type { TailHead } from '@podline/contract';
import type { EvidenceEvent, LogTail, PodSnapshot, Surroundings, Usual } from '@podline/domain';
import type { StoredPod } from '@podline/store';

export interface EvidenceSources {
  /** Kubernetes Events of a pod, in order of time. */
  readonly events: (uid: string) => Promise<readonly EvidenceEvent[]>;
  /** Which ends of logs are kept of it, and what came of those that are not. */
  readonly heads: (uid: string) => Promise<readonly TailHead[]>;
  /** What its attempts wrote last, secrets masked. */
  readonly tails: (uid: string) => Promise<readonly LogTail[]>;
  /** What is around it, as far as a finding may ask; null: nobody looked. */
  readonly surroundings: (pod: StoredPod) => Promise<Surroundings | null>;
  /** What is usual for its template, by container. */
  readonly usual: (pod: PodSnapshot) => Readonly<Record<string, Usual>>;
}

/** Nobody looked at anything. */
export const NO_SOURCES: EvidenceSources = {
  events: async () => [],
  heads: async () => [],
  tails: async () => [],
  surroundings: async () => null,
  usual: () => ({}),
};
