/** The pods as each viewer may see them, made once between two batches, however many pages ask. */
import type { PodsState } from '@podline/contract';
import type { Viewer, ViewSource } from './source.ts';

export interface PodsSnapshots {
  /** The same object for the same viewer until `forget`. */
  of(viewer: Viewer): PodsState;
  /** To be called with each batch: the rows may be others now. */
  forget(): void;
}

export function podsSnapshots(source: ViewSource): PodsSnapshots {
  let made = new Map<Viewer, PodsState>();
  let madeAt = source.seq();
  return {
    of(viewer) {
      // Its batch may not be published yet; the snapshot bears the source's seq all the same.
      if (madeAt !== source.seq()) made = new Map();
      madeAt = source.seq();
      const before = made.get(viewer);
      if (before !== undefined) return before;
      const rows = source.rows().filter((row) => viewer.canSee(row.namespace));
      const state: PodsState = { kind: 'pods', rows };
      made.set(viewer, state);
      return state;
    },
    forget() {
      made = new Map();
    },
  };
}
