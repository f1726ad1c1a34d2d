/** The lines that a viewer has read and put away, for as long as the tab is open. */
import { SvelteSet } from 'svelte/reactivity';

const KEY = 'podline.put-away';

export class PutAway {
  readonly #keys = new SvelteSet<string>(read());

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  add(key: string): void {
    this.#keys.add(key);
    try {
      sessionStorage.setItem(KEY, JSON.stringify([...this.#keys]));
    } catch {
      // Without storage the line is back after a reload; nothing else depends on it.
    }
  }
}

function read(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((key) => typeof key === 'string') : [];
  } catch {
    // As above.
    return [];
  }
}
