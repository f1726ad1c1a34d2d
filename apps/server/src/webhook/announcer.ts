/** Which causes are worth telling, and when: each once when it has come to stay, and once when it is gone. Pure but for its memory. */
import type { Cause } from '@podline/contract';

/** A cause is told when it has stood for so long: what a finding says of it may still change. */
const SETTLE_MS = 20_000;
/** Without a finding it is told after this all the same. */
const UNEXPLAINED_MS = 60_000;
/** And it is over when it has been looked for in vain for so long: while nobody can look, it is not over. */
const GONE_MS = 60_000;

/** What was told of a cause that is not over. Plain JSON: it is kept over restarts. */
export interface Told {
  readonly key: string;
  readonly cause: Cause;
}

export interface Announcement {
  readonly event: 'firing' | 'resolved';
  readonly cause: Cause;
  /** Of its pods that are known by name, how many are stuck by something else. */
  readonly stillStuck: number;
}

export class Announcer {
  /** Not told yet: since when it is there. Milliseconds of a clock that only grows, as all here. */
  readonly #arriving = new Map<string, number>();
  /** Told: since when it is not there; null: it is. */
  readonly #told = new Map<string, { cause: Cause; goneSince: number | null }>();

  /** Goes on from what was told before. */
  constructor(told: readonly Told[]) {
    for (const { key, cause } of told) this.#told.set(key, { cause, goneSince: null });
  }

  /** What to tell of the causes as they are at that moment; empty where nothing is new. */
  look(causes: readonly Cause[], at: number): readonly Announcement[] {
    const there = new Map(causes.map((cause) => [cause.key, cause]));
    for (const key of this.#arriving.keys()) if (!there.has(key)) this.#arriving.delete(key);
    const firing = causes.flatMap((cause) => this.#arrived(cause, at));
    return [...firing, ...this.#gone(there, at)];
  }

  /** What has to be remembered. */
  told(): readonly Told[] {
    return Array.from(this.#told, ([key, { cause }]) => ({ key, cause }));
  }

  #arrived(cause: Cause, at: number): readonly Announcement[] {
    const { key } = cause;
    const told = this.#told.get(key);
    if (told !== undefined) {
      this.#told.set(key, { cause: { ...cause, ...nameOf(told.cause) }, goneSince: null });
      return [];
    }
    const since = this.#arriving.get(key) ?? at;
    this.#arriving.set(key, since);
    const isDue = at - since >= (cause.finding === null ? UNEXPLAINED_MS : SETTLE_MS);
    if (!isDue) return [];
    this.#arriving.delete(key);
    this.#told.set(key, { cause, goneSince: null });
    return [{ event: 'firing', cause, stillStuck: 0 }];
  }

  #gone(there: ReadonlyMap<string, Cause>, at: number): readonly Announcement[] {
    const over: Announcement[] = [];
    for (const [key, told] of this.#told) {
      if (there.has(key)) continue;
      const { cause } = told;
      told.goneSince ??= at;
      if (at - told.goneSince < GONE_MS) continue;
      this.#told.delete(key);
      over.push({ event: 'resolved', cause, stillStuck: stillStuckOf(cause, there) });
    }
    return over;
  }
}

/** What a receiver knows it by: of one cause the pod that is stuck longest may change, and a container that fails waits in between. */
const nameOf = ({ namespace, workload, container, reason }: Cause) => ({
  ...{ namespace, workload, container, reason },
});

function stillStuckOf({ members }: Cause, there: ReadonlyMap<string, Cause>): number {
  const stuck = new Set(
    [...there.values()].flatMap((other) => other.members.map(({ uid }) => uid)),
  );
  return members.filter(({ uid }) => stuck.has(uid)).length;
}
