/** Queries for pods that are gone: whether one asks for them, and what of it the log can look for by itself. */
import { asksForGone, parseQuery, type Query } from '@podline/domain';

/** What of a query the log can look for by itself: exact namespaces, and the longest piece that a name must hold. */
export function narrowedBy({ terms }: Query): {
  readonly namespaces: readonly string[] | null;
  readonly name: string | null;
} {
  let namespaces: readonly string[] | null = null;
  let name: string | null = null;
  for (const term of terms) {
    if (term.kind !== 'match' || term.isNegated) continue;
    const isExact = term.patterns.every(({ text, isWithin }) => !isWithin && !text.includes('*'));
    if (term.field === 'ns' && isExact) {
      namespaces = term.patterns.map(({ text }) => text.toLowerCase());
    }
    const [only, ...others] = term.patterns;
    if (term.field === 'name' && only !== undefined && others.length === 0) {
      name = longestPiece(only.text.toLowerCase());
    }
  }
  return { namespaces, name };
}

const longestPiece = (text: string): string | null =>
  text
    .split('*')
    .reduce<string | null>((best, it) => (it.length > (best?.length ?? 0) ? it : best), null);

/** The query when it asks for pods that are gone; null of any other, and of text that is no query. */
export function goneQuery(text: string): Query | null {
  const parsed = parseQuery(text);
  return parsed.ok && asksForGone(parsed.query) ? parsed.query : null;
}
