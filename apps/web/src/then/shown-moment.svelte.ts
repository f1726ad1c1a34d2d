/** The moment that the page is at, as its address says, and what is kept around it. */
import type { HistoryState } from '@podline/contract';
import type { Millis } from '@podline/domain';
import { AddressParams } from '../address-params.svelte.ts';
import { momentParam, stepped, toldBy, within } from './moment.ts';

export class ShownMoment {
  readonly #address = new AddressParams();
  readonly #present: () => Millis;
  /** Told by whoever reads it; null until then. */
  history = $state.raw<HistoryState | null>(null);
  /** The slider is open although the page is live. */
  isOpen = $state(false);
  // In steps: what reads them is not made anew whenever something else of the address changes.
  readonly #text = $derived.by(() => this.#address.get('at'));
  readonly #told = $derived(toldBy(this.#text));
  readonly #isPast = $derived(this.#told.kind !== 'now');

  constructor(present: () => Millis) {
    this.#present = present;
  }

  /** Null: now. */
  get at(): Millis | null {
    return this.#told.kind === 'then' ? this.#told.at : null;
  }

  /** As links carry it; null: now. */
  get param(): string | null {
    return momentParam(this.at);
  }

  /** What stands in the address and is no moment. */
  get unreadable(): string | null {
    return this.#told.kind === 'unreadable' ? this.#told.text : null;
  }

  /** Nothing on the page is of now, or pretends to be. */
  get isPast(): boolean {
    return this.#isPast;
  }

  get span(): string | null {
    return this.#address.get('span');
  }

  /** Why the moment cannot be shown, in a sentence, and what can; null where it can. */
  get trouble(): { readonly say: string; readonly more: string } | null {
    if (this.unreadable !== null)
      return {
        say: `“${this.unreadable}” in the address is no moment.`,
        more: 'A moment is written like 2026-11-22T14:03:20Z.',
      };
    const from = this.history?.from;
    if (this.at === null) return null;
    if (this.at > this.#present())
      return {
        say: 'That moment has not come yet.',
        more: 'Choose one that is over, or go to now.',
      };
    if (from !== undefined && from !== null && this.at + 999 < from)
      return { say: 'Nothing is kept of that moment.', more: 'What is kept begins later.' };
    return null;
  }

  /** Null goes back to now. What lies outside of what is kept leads to its end. */
  goTo(at: Millis | null): void {
    const kept = { from: this.history?.from ?? at ?? this.#present(), now: this.#present() };
    const next = at === null ? null : within(at, kept);
    this.isOpen = next === null && this.isOpen;
    this.#set({ at: momentParam(next), ...(next === null ? { span: null } : {}) });
  }

  step(byMs: number): void {
    const from = this.history?.from ?? (0 as Millis);
    const next = stepped(this.at, byMs, { from, now: this.#present() });
    this.isOpen = this.isOpen || next !== null;
    this.#set({ at: momentParam(next) });
  }

  showSpan(span: string): void {
    this.#set({ span });
  }

  #set(changes: Readonly<Record<string, string | null>>): void {
    const isSame = Object.entries(changes).every(
      ([key, value]) => this.#address.get(key) === value,
    );
    if (!isSame) void this.#address.set(changes);
  }
}
