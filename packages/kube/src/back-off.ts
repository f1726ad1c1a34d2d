/** How long to wait before the next try. */

/** client-go's figures (`tools/cache/reflector.go`): 800 ms, doubled each time, at most 30 s. */
const SHORTEST_MS = 800;
const LONGEST_MS = 30_000;
/** Somebody has to change RBAC before a 403 goes away, so trying twice a minute is wasted. */
const LONGEST_FORBIDDEN_MS = 60_000;
/** A Retry-After is obeyed up to here: beyond, a wrong header would stop us for good. */
const LONGEST_RETRY_AFTER_MS = 300_000;

/**
 * Milliseconds to wait after the `failures`-th failure in a row (0 for the first): anywhere between the shortest
 * wait and a ceiling that doubles, so that a hundred watchers cut off together do not come back together.
 * `random` is in [0, 1). A server's Retry-After is a lower bound.
 */
export function backOffMs(options: {
  readonly failures: number;
  readonly random: number;
  readonly forbidden: boolean;
  readonly retryAfterMs: number | null;
}): number {
  const longest = options.forbidden ? LONGEST_FORBIDDEN_MS : LONGEST_MS;
  const ceiling = Math.min(longest, SHORTEST_MS * 2 ** (options.failures + 1));
  const own = Math.round(SHORTEST_MS + options.random * (ceiling - SHORTEST_MS));
  return Math.max(own, Math.min(options.retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS));
}
