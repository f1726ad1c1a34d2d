/** Messages on their way: one after another, not too many, tried again where that may help. */

/** More than this waits for a receiver that does not answer: the oldest are dropped, and counted. */
const WAITING = 500;
/** Between two messages; a burst is let through at once. */
const EVERY_MS = 1_000;
const BURST = 10;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 300_000;
/** Then nobody wants to hear it any more. */
const GIVE_UP_MS = 3_600_000;

export interface Answer {
  /** Null where there was none. */
  readonly status: number | null;
  /** What the receiver asks for. */
  readonly retryAfterMs: number | null;
}

export interface DeliveryParts {
  /** Sends one body; never rejects. */
  readonly post: (body: string, signal: AbortSignal) => Promise<Answer>;
  readonly monotonic: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  readonly say: { warn(sentence: string): void; info(sentence: string): void };
}

export interface DeliveryCounts {
  sent: number;
  dropped: number;
  retried: number;
}

interface Message {
  readonly body: string;
  readonly sent: () => void;
}

export class Delivery {
  readonly counts: DeliveryCounts = { sent: 0, dropped: 0, retried: 0 };
  readonly #parts: DeliveryParts;
  readonly #waiting: Message[] = [];
  #tokens = BURST;
  #filledAt: number;
  #arrived = Promise.withResolvers<void>();
  #isFailing = false;
  #isDelivering = false;

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
    this.#filledAt = parts.monotonic();
  }

  /** Nothing waits and nothing is on its way. */
  get isIdle(): boolean {
    return this.#waiting.length === 0 && !this.#isDelivering;
  }

  /** `sent` is called when the receiver took it; never, when it is dropped. */
  send(body: string, sent: () => void): void {
    this.#waiting.push({ body, sent });
    if (this.#waiting.length > WAITING) {
      this.#waiting.shift();
      this.counts.dropped += 1;
    }
    this.#arrived.resolve();
  }

  /** Resolves when the signal aborts; never rejects. */
  async run(): Promise<void> {
    const { signal, sleep } = this.#parts;
    signal.addEventListener('abort', () => this.#arrived.resolve(), { once: true });
    while (!signal.aborted) {
      const message = this.#waiting.shift();
      if (message === undefined) {
        this.#isDelivering = false;
        this.#arrived = Promise.withResolvers();
        await this.#arrived.promise;
        continue;
      }
      this.#isDelivering = true;
      for (let waitMs = this.#takeToken(); waitMs > 0; waitMs = this.#takeToken())
        await sleep(waitMs, signal);
      if (!signal.aborted) await this.#deliver(message);
    }
  }

  /** How long until there is one; 0: it is taken. */
  #takeToken(): number {
    const at = this.#parts.monotonic();
    this.#tokens = Math.min(BURST, this.#tokens + (at - this.#filledAt) / EVERY_MS);
    this.#filledAt = at;
    if (this.#tokens < 1) return Math.ceil((1 - this.#tokens) * EVERY_MS);
    this.#tokens -= 1;
    return 0;
  }

  async #deliver({ body, sent }: Message): Promise<void> {
    const { post, monotonic, sleep, signal } = this.#parts;
    const until = monotonic() + GIVE_UP_MS;
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      const answer = await post(body, signal);
      if (signal.aborted) return;
      if (isTaken(answer)) return this.#wasSent(sent);
      const isOver = !mayHelp(answer) || monotonic() >= until;
      this.#hasFailed(answer, isOver);
      if (isOver) return;
      this.counts.retried += 1;
      await sleep(Math.min(answer.retryAfterMs ?? waitMs, LONGEST_WAIT_MS), signal);
      if (signal.aborted) return;
    }
  }

  #wasSent(sent: () => void): void {
    this.counts.sent += 1;
    sent();
    if (this.#isFailing) this.#parts.say.info('The webhook takes messages again.');
    this.#isFailing = false;
  }

  #hasFailed({ status }: Answer, isOver: boolean): void {
    if (isOver) this.counts.dropped += 1;
    const how = status === null ? 'does not answer' : `answers ${status}`;
    const next = isOver ? 'the message is dropped' : 'trying again';
    if (!this.#isFailing || isOver) this.#parts.say.warn(`The webhook ${how}; ${next}.`);
    this.#isFailing = true;
  }
}

const isTaken = ({ status }: Answer): boolean => status !== null && status >= 200 && status < 300;

/** What is wrong with the message or the address stays wrong. */
const mayHelp = ({ status }: Answer): boolean =>
  status === null || status >= 500 || status === 408 || status === 429;
