/** The time as a page shows it: the server's, ticking once a second for whoever reads it. */
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

  /** The server told its time just now. */
  heard(serverNow: number): void {
    this.#offsetMs = serverNow - Date.now();
  }

  /** What the browser's clock calls `atBrowserMs`, on the server's. */
  atServer(atBrowserMs: number): Millis {
    return millis(atBrowserMs + this.#offsetMs);
  }

  /** Now on the server's clock; in a component or `$derived` it ticks. */
  get now(): Millis {
    this.#subscribe();
    return this.atServer(Date.now());
  }
}
