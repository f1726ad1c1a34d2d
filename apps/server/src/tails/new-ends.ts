/** Which runs of a pod have ended and were not dealt with yet: remembered in memory, and after a restart read from the database. */
import { type EndedRun, endedRuns, type Known } from '@podline/domain';
import type { TransitionLog } from '@podline/store';

export class NewEnds {
  readonly #isWanted: (run: EndedRun) => boolean;
  /** By uid, the containerIDs that were dealt with, of those that the statuses still tell of. */
  readonly #dealtWith = new Map<string, ReadonlySet<string>>();

  constructor(isWanted: (run: EndedRun) => boolean) {
    this.#isWanted = isWanted;
  }

  /** Cheap, for the many pods of which there is nothing to ask. */
  hasAny(known: Known): boolean {
    return endedRuns(known).some(this.#isWanted);
  }

  /** Those that nobody took before. @throws StoreError when the database cannot be read; then nothing is taken. */
  async take(known: Known, log: Pick<TransitionLog, 'tailHeadsOf'>): Promise<readonly EndedRun[]> {
    const { uid } = known.snapshot;
    if (!this.#dealtWith.has(uid)) {
      const heads = await log.tailHeadsOf(uid);
      // Somebody may have been faster while it was read.
      const meanwhile = this.#dealtWith.get(uid) ?? [];
      this.#dealtWith.set(uid, new Set([...heads.map((head) => head.containerId), ...meanwhile]));
    }
    const ends = endedRuns(known).filter(this.#isWanted);
    const before = this.#dealtWith.get(uid) ?? new Set();
    // What the statuses no longer tell of does not come again.
    this.#dealtWith.set(uid, new Set(ends.map(({ containerId }) => containerId)));
    return ends.filter(({ containerId }) => !before.has(containerId));
  }

  forget(uid: string): void {
    this.#dealtWith.delete(uid);
  }

  clear(): void {
    this.#dealtWith.clear();
  }
}
