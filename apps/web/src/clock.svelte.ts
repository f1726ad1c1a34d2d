/** The time as a page shows it: the server's, ticking once a second for whoever reads it; or the moment that it is at. */
import { type Millis, millis } from '@podline/domain';
import { createSubscriber } from 'svelte/reactivity';

const TICK_MS = 1000;

export class Clock {
  /** Server time minus browser time: a laptop's clock may be minutes off, and ages must not be. */
  #offsetMs = $state(0);
  #subscribe = createSubscriber((update) => {
    const timer = setInterval(update, TICK_MS);
    return () => clearInterval(timer);
  });

  readonly #at: () => Millis | null;

  /** `at`: the moment that the page shows; null while that is now. */
  constructor(at: () => Millis | null = () => null) {
    this.#at = at;
  }

  /** The server told its time just now. */
  heard(serverNow: number): void {
    this.#offsetMs = serverNow - Date.now();
  }

  /** What the browser's clock calls `atBrowserMs`, on the server's. */
  atServer(atBrowserMs: number): Millis {
    return millis(atBrowserMs + this.#offsetMs);
  }

  /** What the page shows as now: the present, or the moment that it is at, which stands still. */
  get now(): Millis {
    return this.#at() ?? this.present;
  }

  /** Now on the server's clock, whatever the page shows; in a component or `$derived` it ticks. */
  get present(): Millis {
    this.#subscribe();
    return this.atServer(Date.now());
  }
}
