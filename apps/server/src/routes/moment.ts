/** The moment that a request is about (`?at=`). */
import { type Problem, problem } from '@podline/contract';
import { formatRfc3339, type Millis, millis, parseRfc3339 } from '@podline/domain';

/** As `?at=` of a request: any text, told in a sentence where it is no moment. */
export const AT = { type: 'string', maxLength: 64 } as const;

/**
 * The second that the text names, `null` for now; or why it cannot be looked at. `keptFrom` is asked for only where there is a
 * moment.
 */
export async function momentOf(
  text: string | undefined,
  now: Millis,
  keptFrom: () => Promise<Millis | null>,
): Promise<Millis | null | Problem> {
  if (text === undefined || text === '') return null;
  const told = parseRfc3339(text);
  if (told === null)
    return problem('BAD_REQUEST', 'at needs a moment, as in at=2026-11-22T14:03:20Z.');
  const at = millis(Math.floor(told / 1000) * 1000);
  if (at > now) return problem('BAD_REQUEST', `${formatRfc3339(at)} has not come yet.`);
  const from = await keptFrom();
  if (from === null || told + 999 < from) {
    const since =
      from === null ? 'Nothing is kept yet.' : `What is kept begins at ${formatRfc3339(from)}.`;
    return problem('MOMENT_NOT_KEPT', since);
  }
  return at;
}
