/** What a view keeps in its address (`?q=…`), read and changed without waiting for the router. */
import { goto } from '$app/navigation';
import { page } from '$app/state';

/** A key with null, or with nothing to say, leaves the address. */
export type AddressChanges = Readonly<Record<string, string | null>>;

/**
 * The router takes a moment for each change. Until it has followed, what was set counts: keys that are pressed fast must neither
 * lose a letter nor act on what was before, and whoever copies the address must get what they see.
 */
export class AddressParams {
  #ahead: URLSearchParams | null = $state.raw(null);

  /** Null where the address does not say. */
  get(key: string): string | null {
    return (this.#ahead ?? page.url.searchParams).get(key);
  }

  /** Holds at once; the history keeps no entry of what was before. */
  async set(changes: AddressChanges): Promise<void> {
    const params = new URLSearchParams((this.#ahead ?? page.url.searchParams).toString());
    for (const [key, value] of Object.entries(changes)) {
      if (value === null || value === '') params.delete(key);
      else params.set(key, value);
    }
    this.#ahead = params;
    const url = new URL(page.url.href);
    url.search = params.toString();
    // On the prototype: in development Kit warns of those who leave its router out, and the next line does not.
    History.prototype.replaceState.call(history, history.state, '', url);
    await goto(url, { replace: true, reset: false });
    if (this.#ahead === params) this.#ahead = null;
  }
}
