/** F42: kill -9 at a random moment of a burst, again and again on one database; the validators after each round. */
import { readDatabase } from './database.ts';
import type { Violations } from './evidence.ts';
import { judged } from './judge.ts';
import { loadOf } from './load.ts';
import { randomFrom } from './random.ts';
import { noKeyTwice } from './validators/v2-no-key-twice.ts';
import { startWorld } from './world.ts';

export interface KillReport {
  readonly rounds: number;
  readonly changes: number;
  readonly transitions: number;
  /** From each start to the printed address, ms, sorted. */
  readonly startedInMs: readonly number[];
  readonly violations: Violations;
}

/** `told` hears of each round. It ends early when a validator is not silent. */
export async function killRounds(
  rounds: number,
  seed: number,
  told: (line: string) => void = () => {},
): Promise<KillReport> {
  const random = randomFrom(seed);
  const world = await startWorld();
  const startedInMs: number[] = [];
  const load = loadOf(world.api, random.fork('load'), 30);
  const violations: string[] = [];
  let done = 0;
  try {
    load.change(60);
    const page = await world.page();
    let server = await world.start();
    startedInMs.push(server.startedInMs);
    await world.quiet();
    for (; done < rounds && violations.length === 0; done += 1) {
      const afterMs = 20 + random.below(600);
      const stop = load.run(1 + random.below(8), 4);
      await passed(afterMs);
      await server.end('SIGKILL');
      violations.push(...afterKill(world.db));
      // What happens while it is down must not be lost either.
      await passed(random.below(300));
      server = await world.start();
      startedInMs.push(server.startedInMs);
      page.reconnectNow();
      await passed(random.below(200));
      stop();
      await world.quiet();
      violations.push(...judged(world.evidence()));
      told(
        `round ${done + 1}: killed after ${afterMs} ms, back in ${Math.round(server.startedInMs)} ms`,
      );
    }
    const { transitions } = world.evidence().database;
    return {
      rounds: done,
      changes: load.changes,
      transitions: transitions.length,
      startedInMs: startedInMs.sort((a, b) => a - b),
      violations,
    };
  } finally {
    await world.close();
  }
}

function afterKill(db: string): Violations {
  const database = readDatabase(db);
  return [...database.damage, ...noKeyTwice(database)];
}

const passed = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
