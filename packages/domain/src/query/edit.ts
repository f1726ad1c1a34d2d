/** Changing a query by a click. */
import type { TextField } from './fields.ts';
import { parseQuery } from './parse.ts';
import { printQuery, printTerm } from './print.ts';
import type { Term } from './query.ts';

/** What of it can be read: without the terms that are wrong, or not finished yet. */
export function readablePart(text: string): string {
  let rest = text;
  for (let parsed = parseQuery(rest); !parsed.ok; parsed = parseQuery(rest)) {
    const { at, length } = parsed.error;
    const before = rest.slice(0, at).replace(/\S+$/, '');
    rest = before + rest.slice(at + length).replace(/^\S+/, '');
  }
  return rest.trim();
}

/** The query that also asks for this value of that field; unchanged when it does already. */
export function withFilter(text: string, field: TextField, value: string): string {
  const term: Term = {
    kind: 'match',
    field,
    patterns: [{ text: value, isWithin: false }],
    isNegated: false,
  };
  const added = printTerm(term);
  const parsed = parseQuery(text);
  // What cannot be read is not thrown away: somebody is in the middle of it.
  if (!parsed.ok) return `${text.trimEnd()} ${added}`.trim();
  const { terms } = parsed.query;
  const has = terms.some((other) => printTerm(other) === added);
  return printQuery({ terms: has ? terms : [...terms, term] });
}
