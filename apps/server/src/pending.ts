/** What was seen while the database takes nothing: kept in order, bounded, to be written when it does again. */
import type { Batch, Checkpoint, StoredPod, TransitionOfPod } from '@podline/store';

export interface Sight {
  /** By uid; `deletedAt` set for pods that are gone. */
  readonly pods: ReadonlyMap<string, StoredPod>;
  readonly transitions: readonly TransitionOfPod[];
  readonly checkpoint: Checkpoint | null;
  readonly gaps: Batch['gaps'];
}

/** Transitions and pods that are written together at most. */
const ENTRIES_A_BATCH = 500;

interface Growing {
  readonly scope: string;
  readonly pods: Map<string, StoredPod>;
  readonly transitions: TransitionOfPod[];
  checkpoint: Checkpoint | null;
  readonly gaps: Batch['gaps'][number][];
}

/**
 * Batches in the order they were seen; those of one scope that follow each other are merged. Once `limit` entries (transitions and
 * pods) are in it, it takes no more: what it holds is then all that was seen up to a moment, and nothing after it.
 */
export class Pending {
  readonly #limit: number;
  readonly #batches: Growing[] = [];
  #entries = 0;
  #isFull = false;
  /** The first is being written: it must not grow any more. */
  #isFirstTaken = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isEmpty(): boolean {
    return this.#batches.length === 0;
  }

  /** Whether something was left out. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Transitions and pods that wait. */
  get entries(): number {
    return this.#entries;
  }

  add(scope: string, sight: Sight): void {
    const size = sight.transitions.length + sight.pods.size;
    if (this.#isFull || (this.#entries > 0 && this.#entries + size > this.#limit)) {
      this.#isFull = true;
      return;
    }
    const batch = this.#batchFor(scope, size);
    const before = batch.pods.size;
    for (const [uid, pod] of sight.pods) batch.pods.set(uid, pod);
    batch.transitions.push(...sight.transitions);
    batch.checkpoint = sight.checkpoint ?? batch.checkpoint;
    batch.gaps.push(...sight.gaps);
    this.#entries += sight.transitions.length + batch.pods.size - before;
  }

  /** What is to be written next; it stays until `written`. */
  first(): Batch | null {
    const [first] = this.#batches;
    if (first === undefined) return null;
    this.#isFirstTaken = true;
    return { ...first, pods: [...first.pods.values()] };
  }

  written(): void {
    const first = this.#batches.shift();
    this.#isFirstTaken = false;
    if (first !== undefined) this.#entries -= first.transitions.length + first.pods.size;
  }

  #batchFor(scope: string, size: number): Growing {
    const last = this.#batches.at(-1);
    const isTaken = this.#isFirstTaken && this.#batches.length === 1;
    if (last?.scope === scope && !isTaken) {
      const entries = last.transitions.length + last.pods.size;
      if (entries + size <= ENTRIES_A_BATCH) return last;
    }
    const fresh: Growing = {
      scope,
      pods: new Map(),
      transitions: [],
      checkpoint: null,
      gaps: [],
    };
    this.#batches.push(fresh);
    return fresh;
  }
}
