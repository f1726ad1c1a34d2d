/**
 * The logs that wait to be asked for: bounded, spread over time and over pods. Told the time, it says whose turn it is.
 *
 * Of a container that crashes faster than its logs can be asked for, the first attempts and the newest stay: the kubelet has no
 * other than the present and the previous one anyway.
 */

/** One log to ask for. */
export interface Ask {
  readonly uid: string;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly containerId: string;
  /** restartCount of the run. */
  readonly attempt: number;
  /** Tries that failed. */
  readonly tries: number;
}

export interface QueueLimits {
  /** Asks that may wait. */
  readonly waiting: number;
  /** Asks of one container that may wait, beside its first attempts. */
  readonly waitingOfContainer: number;
  /** Attempts numbered below this are its first. */
  readonly firstAttempts: number;
  /** A second of all pods; so many may come at once. */
  readonly perSecond: number;
  readonly burst: number;
  /** Between two of one pod. */
  readonly betweenOfPodMs: number;
  /** Under way at a time; of one pod it is one. */
  readonly atOnce: number;
}

export const QUEUE_LIMITS: QueueLimits = {
  waiting: 5000,
  waitingOfContainer: 2,
  firstAttempts: 3,
  perSecond: 5,
  burst: 20,
  betweenOfPodMs: 1000,
  atOnce: 4,
};

export type Turn<T> =
  | { readonly kind: 'ask'; readonly ask: T }
  /** Nobody's for so many milliseconds, unless something is added or ends. */
  | { readonly kind: 'wait'; readonly ms: number }
  /** Nobody's until something is added or ends. */
  | { readonly kind: 'idle' };

export class TailQueue<T extends Ask> {
  readonly #limits: QueueLimits;
  /** In the order in which they came. */
  #waiting: { readonly ask: T; readonly notBefore: number }[] = [];
  readonly #underWay = new Set<string>();
  /** By uid, when the pod's next may go; forgotten when that has passed. */
  readonly #rests = new Map<string, number>();
  #tokens: number;
  #filledAt = Number.NEGATIVE_INFINITY;

  constructor(limits: QueueLimits = QUEUE_LIMITS) {
    this.#limits = limits;
    this.#tokens = limits.burst;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0 && this.#underWay.size === 0;
  }

  /** Takes it in line, `afterMs` from now at the earliest. Gives those that lose their place: it or others; counted by the caller. */
  add(ask: T, now: number, afterMs = 0): readonly T[] {
    this.#waiting.push({ ask, notBefore: now + afterMs });
    return [this.#tooManyOf(ask), this.#tooMany()].filter((it) => it !== null);
  }

  /** Whose turn it is: from then on it is under way, until `done`. */
  next(now: number): Turn<T> {
    this.#fill(now);
    if (this.#waiting.length === 0 || this.#underWay.size >= this.#limits.atOnce)
      return { kind: 'idle' };
    let soonest = Number.POSITIVE_INFINITY;
    for (const [index, { ask, notBefore }] of this.#waiting.entries()) {
      // What is under way says when it is done.
      if (this.#underWay.has(ask.uid)) continue;
      const from = Math.max(notBefore, this.#rests.get(ask.uid) ?? 0, this.#tokenAt(now));
      if (from <= now) return this.#begin(index, ask, now);
      soonest = Math.min(soonest, from);
    }
    return soonest === Number.POSITIVE_INFINITY
      ? { kind: 'idle' }
      : { kind: 'wait', ms: soonest - now };
  }

  done({ uid }: T): void {
    this.#underWay.delete(uid);
  }

  #begin(index: number, ask: T, now: number): Turn<T> {
    this.#waiting.splice(index, 1);
    this.#underWay.add(ask.uid);
    this.#tokens -= 1;
    for (const [uid, until] of this.#rests) if (until <= now) this.#rests.delete(uid);
    this.#rests.set(ask.uid, now + this.#limits.betweenOfPodMs);
    return { kind: 'ask', ask };
  }

  #fill(now: number): void {
    const { perSecond, burst } = this.#limits;
    const came = ((now - this.#filledAt) / 1000) * perSecond;
    this.#tokens = Math.min(burst, this.#tokens + came);
    this.#filledAt = now;
  }

  /** When the next token is there. */
  #tokenAt(now: number): number {
    return this.#tokens >= 1 ? now : now + ((1 - this.#tokens) / this.#limits.perSecond) * 1000;
  }

  #tooManyOf({ uid, container }: T): T | null {
    const { waitingOfContainer, firstAttempts } = this.#limits;
    const later = this.#waiting.filter(
      ({ ask }) => ask.uid === uid && ask.container === container && ask.attempt >= firstAttempts,
    );
    return later.length > waitingOfContainer ? this.#drop(later[0]?.ask) : null;
  }

  /** A later attempt of some container goes first. */
  #tooMany(): T | null {
    const { waiting, firstAttempts } = this.#limits;
    if (this.#waiting.length <= waiting) return null;
    const victim =
      this.#waiting.find(({ ask }) => ask.attempt >= firstAttempts) ?? this.#waiting.at(-1);
    return this.#drop(victim?.ask);
  }

  #drop(ask: T | undefined): T | null {
    this.#waiting = this.#waiting.filter((it) => it.ask !== ask);
    return ask ?? null;
  }
}
