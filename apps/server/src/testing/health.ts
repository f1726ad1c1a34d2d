/** A watch health whose time and timers move when told. */
import { type Millis, millis } from '@podline/domain';
import { type WatchHealth, watchHealth } from '../watch-health.ts';

export interface TestHealth {
  readonly health: WatchHealth;
  /** How often pages were told. */
  readonly told: () => number;
  /** Moves the clock, and runs what was to run until then. */
  moveTo(ms: number): void;
}

/** `changed` hears of every change; the clock stands at 0. */
export function testHealth(
  scopes: readonly string[] = [''],
  changed: (health: WatchHealth) => void = () => {},
): TestHealth {
  let now: Millis = millis(0);
  let told = 0;
  const timers: { readonly at: number; readonly run: () => void }[] = [];
  const health = watchHealth({
    scopes,
    now: () => now,
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
      now = millis(ms);
      for (const { run } of timers
        .splice(0)
        .filter((timer) => timer.at <= ms || !timers.push(timer)))
        run();
    },
  };
}
