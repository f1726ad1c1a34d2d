/** A watch health whose time and timers move when told. */
import { type WatchHealth, watchHealth } from '../watch-health.ts';

export interface TestHealth {
  readonly health: WatchHealth;
  /** How often pages were told. */
  readonly told: () => number;
  /** Moves the time that only grows, and runs what was to run until then. */
  moveTo(ms: number): void;
}

/** `changed` hears of every change; time stands at 0. */
export function testHealth(
  scopes: readonly string[] = [''],
  changed: (health: WatchHealth) => void = () => {},
): TestHealth {
  let now = 0;
  let told = 0;
  const timers: { readonly at: number; readonly run: () => void }[] = [];
  const health = watchHealth({
    scopes,
    monotonic: () => now,
    after: (ms, run) => void timers.push({ at: now + ms, run }),
    changed: () => {
      told += 1;
      changed(health);
    },
  });
  return {
    health,
    told: () => told,
    moveTo(ms) {
      now = ms;
      for (const { run } of timers
        .splice(0)
        .filter((timer) => timer.at <= ms || !timers.push(timer)))
        run();
    },
  };
}
