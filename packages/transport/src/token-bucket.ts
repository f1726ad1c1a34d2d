/** How many messages a page may send: `perSecond` for ever, `burst` at once. */

export interface TokenBucket {
  readonly tokens: number;
  /** When `tokens` was right, ms. */
  readonly at: number;
}

export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export const fullBucket = (rate: Rate, now: number): TokenBucket => ({
  tokens: rate.burst,
  at: now,
});

/** The bucket with one token less, or null when there was none to take. A clock that goes back adds nothing. */
export function taken(bucket: TokenBucket, rate: Rate, now: number): TokenBucket | null {
  const earned = (Math.max(0, now - bucket.at) / 1000) * rate.perSecond;
  const tokens = Math.min(rate.burst, bucket.tokens + earned);
  return tokens < 1 ? null : { tokens: tokens - 1, at: now };
}
