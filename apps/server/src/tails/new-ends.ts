/** Which runs of a pod have ended and were not dealt with yet: remembered in memory, and after a restart read from the database. */
import { type EndedRun, endedRuns, type Known } from '@podline/domain';
import type { TransitionLog } from '@podline/store';

interface Reading {
  readonly dealtWith: Promise<ReadonlySet<string>>;
  /** The pod went meanwhile, or all begins anew: nothing of it is to be remembered. */
  isOver: boolean;
}

export class NewEnds {
  readonly #isWanted: (run: EndedRun) => boolean;
  /** By uid, the containerIDs that were dealt with, of those that the statuses still tell of. */
  readonly #dealtWith = new Map<string, ReadonlySet<string>>();
  /** By uid, what is being read: in a storm a pod is seen many times meanwhile. */
  readonly #reading = new Map<string, Reading>();

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
    const reading = this.#dealtWith.has(uid) ? null : this.#read(uid, log);
    const read = (await reading?.dealtWith) ?? [];
    const ends = endedRuns(known).filter(this.#isWanted);
    // Somebody may have been faster while it was read.
    const before = new Set([...read, ...(this.#dealtWith.get(uid) ?? [])]);
    // What the statuses no longer tell of does not come again.
    if (reading?.isOver !== true)
      this.#dealtWith.set(uid, new Set(ends.map(({ containerId }) => containerId)));
    return ends.filter(({ containerId }) => !before.has(containerId));
  }

  #read(uid: string, log: Pick<TransitionLog, 'tailHeadsOf'>): Reading {
    const underWay = this.#reading.get(uid);
    if (underWay !== undefined) return underWay;
    const dealtWith = log
      .tailHeadsOf(uid)
      .then((heads) => new Set(heads.map(({ containerId }) => containerId)))
      .finally(() => {
        if (this.#reading.get(uid) === reading) this.#reading.delete(uid);
      });
    const reading: Reading = { dealtWith, isOver: false };
    this.#reading.set(uid, reading);
    return reading;
  }

  forget(uid: string): void {
    const reading = this.#reading.get(uid);
    if (reading !== undefined) reading.isOver = true;
    this.#reading.delete(uid);
    this.#dealtWith.delete(uid);
  }

  clear(): void {
    for (const uid of [...this.#reading.keys()]) this.forget(uid);
    this.#dealtWith.clear();
  }
}
