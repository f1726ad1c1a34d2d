/** How long a page waits before it tries to connect again. */

const SHORTEST_MS = 500;
const LONGEST_MS = 10_000;

/**
 * Milliseconds before try number `attempt` (0 is the first), somewhere between half a second and a ceiling that doubles
 * from 1 s to 10 s: after a server's restart its pages do not come back all at once. `chance` is from 0 to 1.
 */
export function backOffMs(attempt: number, chance: number): number {
  const ceiling = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** (attempt + 1));
  return Math.round(SHORTEST_MS + chance * (ceiling - SHORTEST_MS));
}
