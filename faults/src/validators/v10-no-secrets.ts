/** V10: no canary secret is anywhere but where it belongs. */
import type { Violations } from '../evidence.ts';

/** `places`: what each is called, and all its bytes or text. */
export function noSecrets(
  canaries: readonly string[],
  places: Readonly<Record<string, string | Buffer>>,
): Violations {
  return Object.entries(places).flatMap(([place, content]) =>
    canaries
      .filter((canary) => content.includes(canary))
      .map((canary) => `V10: ${place} holds the secret ${canary}.`),
  );
}
