/** A few words on what was just done, for a moment. */

export interface Words {
  readonly say: string;
  /** What it was done with, or what is to be taken by hand; null for nothing. */
  readonly detail: string | null;
}

const LASTS_MS = 5_000;

export class Said {
  words: Words | null = $state.raw(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  say(say: string, detail: string | null = null): void {
    clearTimeout(this.#timer);
    this.words = { say, detail };
    this.#timer = setTimeout(() => this.away(), LASTS_MS);
  }

  away(): void {
    clearTimeout(this.#timer);
    this.words = null;
  }
}
