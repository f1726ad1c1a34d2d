/** How long a page waits before it tries to connect again. */

const FIRST_CEILING_MS = 2_000;
const LONGEST_MS = 10_000;
/** At least what the server asked for, at most half as much again. */
const RESTART_SPREAD = 0.5;

/**
 * Milliseconds before try number `attempt` (0 is the first): anywhere between none and a ceiling that doubles from 2 s to
 * 10 s. Full jitter, because all pages lose a server in the same moment: a thousand of them come back over two seconds
 * at the least, and no page waits longer than ten once the server is there. `chance` is from 0 to 1.
 */
export function backOffMs(attempt: number, chance: number): number {
  return Math.round(chance * Math.min(LONGEST_MS, FIRST_CEILING_MS * 2 ** attempt));
}

/** Milliseconds before the first try after a server said that it will be back in `retryInMs`. */
export function afterRestartMs(retryInMs: number, chance: number): number {
  return Math.round(retryInMs * (1 + RESTART_SPREAD * chance));
}
