/** Values for completion, asked of the server as somebody types. */
import type { FacetsQuery } from '@podline/contract';
import type { Facets, FacetWanted } from '@podline/domain';
import type { PageFeed } from '../feed.svelte.ts';

const TYPING_MS = 120;

export class FacetValues {
  values: Facets = $state.raw([]);
  readonly #feed: PageFeed;
  #asked: string | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #close: (() => void) | null = null;

  constructor(feed: PageFeed) {
    this.#feed = feed;
  }

  /** Null: nothing is typed that has values. */
  want(wanted: FacetWanted | null): void {
    const asked = wanted && JSON.stringify(wanted);
    if (asked === this.#asked) return;
    this.stop();
    this.#asked = asked;
    if (wanted === null) this.values = [];
    else this.#timer = setTimeout(() => this.#ask(wanted), TYPING_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#close?.();
    this.#close = null;
    this.#asked = null;
  }

  #ask({ field, key, text }: FacetWanted): void {
    const query: FacetsQuery = { kind: 'facets', field, key, text: text.slice(0, 100) };
    const close = this.#feed.open(query, {
      snapshot: (state) => {
        if (state.kind === 'facets') this.values = state.values;
        close();
      },
      delta: () => undefined,
      refused: () => undefined,
    });
    this.#close = close;
  }
}
