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

interface Waiting<T> {
  readonly ask: T;
  readonly notBefore: number;
}

/** Adding costs the same however many wait: a storm of failures adds thousands a second. */
export class TailQueue<T extends Ask> {
  readonly #limits: QueueLimits;
  /** In the order in which they came. */
  readonly #waiting = new Set<Waiting<T>>();
  /** Of these, the asks that are no first attempts; by container too. */
  readonly #later = new Set<Waiting<T>>();
  readonly #laterOf = new Map<string, Set<Waiting<T>>>();
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
    return this.#waiting.size === 0 && this.#underWay.size === 0;
  }

  /** Takes it in line, `afterMs` from now at the earliest. Gives those that lose their place: it or others; counted by the caller. */
  add(ask: T, now: number, afterMs = 0): readonly T[] {
    const waiting = { ask, notBefore: now + afterMs };
    this.#waiting.add(waiting);
    if (ask.attempt >= this.#limits.firstAttempts) {
      const key = containerOf(ask);
      this.#later.add(waiting);
      this.#laterOf.set(key, (this.#laterOf.get(key) ?? new Set()).add(waiting));
    }
    return [this.#tooManyOf(ask), this.#tooMany(waiting)].filter((it) => it !== null);
  }

  /** Whose turn it is: from then on it is under way, until `done`. */
  next(now: number): Turn<T> {
    this.#fill(now);
    if (this.#waiting.size === 0 || this.#underWay.size >= this.#limits.atOnce)
      return { kind: 'idle' };
    const tokenMs = this.#untilToken();
    if (tokenMs > 0) return { kind: 'wait', ms: tokenMs };
    let soonest = Number.POSITIVE_INFINITY;
    for (const waiting of this.#waiting) {
      const { uid } = waiting.ask;
      // What is under way says when it is done.
      if (this.#underWay.has(uid)) continue;
      const from = Math.max(waiting.notBefore, this.#rests.get(uid) ?? 0);
      if (from <= now) return this.#begin(waiting, now);
      soonest = Math.min(soonest, from);
    }
    return soonest === Number.POSITIVE_INFINITY
      ? { kind: 'idle' }
      : { kind: 'wait', ms: soonest - now };
  }

  done({ uid }: T): void {
    this.#underWay.delete(uid);
  }

  #begin(waiting: Waiting<T>, now: number): Turn<T> {
    const { ask } = waiting;
    this.#drop(waiting);
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

  #untilToken(): number {
    return this.#tokens >= 1 ? 0 : ((1 - this.#tokens) / this.#limits.perSecond) * 1000;
  }

  #tooManyOf(ask: T): T | null {
    const later = this.#laterOf.get(containerOf(ask));
    if (later === undefined || later.size <= this.#limits.waitingOfContainer) return null;
    const [oldest] = later;
    return oldest === undefined ? null : this.#drop(oldest);
  }

  /** A later attempt of some container goes first. */
  #tooMany(newest: Waiting<T>): T | null {
    if (this.#waiting.size <= this.#limits.waiting) return null;
    const [oldestLater] = this.#later;
    return this.#drop(oldestLater ?? newest);
  }

  #drop(waiting: Waiting<T>): T {
    const { ask } = waiting;
    const key = containerOf(ask);
    this.#waiting.delete(waiting);
    this.#later.delete(waiting);
    this.#laterOf.get(key)?.delete(waiting);
    if (this.#laterOf.get(key)?.size === 0) this.#laterOf.delete(key);
    return ask;
  }
}

const containerOf = ({ uid, container }: Ask): string => `${uid}/${container}`;
