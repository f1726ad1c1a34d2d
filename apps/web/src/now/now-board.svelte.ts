/** What the page Now shows, live; open as long as something reads it. */
import type { NowState, ViewState } from '@podline/contract';
import { foldView } from '@podline/transport/client';
import { createSubscriber } from 'svelte/reactivity';
import type { PageFeed } from '../feed.svelte.ts';
import { awayAfter, type CauseRow, causeRows, turned } from './cause-rows.ts';

export class NowBoard {
  #state: NowState | null = null;
  #rows: readonly CauseRow[] = $state.raw([]);
  #away: readonly CauseRow[] = [];
  readonly #subscribe: () => void;

  constructor(feed: PageFeed) {
    const took = (state: ViewState): boolean => {
      if (state.kind !== 'now') return false;
      this.#state = state;
      const before = this.#rows;
      this.#rows = causeRows(before, state.causes, this.#away);
      this.#away = awayAfter(this.#away, before, this.#rows);
      return true;
    };
    this.#subscribe = createSubscriber((update) =>
      feed.open(
        { kind: 'now' },
        {
          snapshot: (state) => {
            if (took(state)) update();
          },
          delta: (delta) => {
            if (this.#state !== null && took(foldView(this.#state, delta))) update();
          },
          // Everybody may open it; what a viewer may not see is left out of it.
          refused: () => undefined,
        },
      ),
    );
  }

  /** Null until the first answer. */
  get state(): NowState | null {
    this.#subscribe();
    return this.#state;
  }

  /** Its causes, each the same row as long as its pods are told of. */
  get rows(): readonly CauseRow[] {
    this.#subscribe();
    return this.#rows;
  }

  /** Somebody opened the row, or closed it. */
  turn(id: number, isOpen: boolean): void {
    this.#rows = turned(this.#rows, id, isOpen);
  }
}
