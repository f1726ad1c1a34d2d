/** A query's text cut into terms, each part with its place. */
import type { QueryError } from './query.ts';

/** A piece of text, and where it stands. */
export interface Piece {
  readonly text: string;
  readonly at: number;
  /** One past its end in the query, its quotes included. */
  readonly end: number;
  readonly isQuoted: boolean;
}

/** One term: `-ns:a,b` has minus, name `ns` and two values; free text is one value without a name. */
export interface ScannedTerm {
  readonly at: number;
  readonly end: number;
  readonly isNegated: boolean;
  readonly name: Piece | null;
  /** After the colon, cut at commas; of free text the whole. */
  readonly values: readonly Piece[];
}

export type Scanned =
  | { readonly ok: true; readonly terms: readonly ScannedTerm[] }
  | { readonly ok: false; readonly error: QueryError };

/** Lower-case letters before a colon name a field. `Init:Error` and `1.2.3.4:80` are text. */
const NAME = /^([a-z][a-z-]*):/;
const SPACE = /\s/;

export function scan(text: string): Scanned {
  const terms: ScannedTerm[] = [];
  let at = 0;
  while (at < text.length) {
    if (SPACE.test(text[at] ?? '')) {
      at += 1;
      continue;
    }
    const term = scanTerm(text, at);
    if ('sentence' in term) return { ok: false, error: term };
    terms.push(term);
    at = term.end;
  }
  return { ok: true, terms };
}

function scanTerm(text: string, at: number): ScannedTerm | QueryError {
  const isNegated = text[at] === '-';
  const start = isNegated ? at + 1 : at;
  const named = NAME.exec(text.slice(start, start + 40))?.[1] ?? null;
  const name =
    named === null ? null : { text: named, at: start, end: start + named.length, isQuoted: false };
  const values: Piece[] = [];
  let next = name === null ? start : name.end + 1;
  for (;;) {
    const value = scanValue(text, next, name === null ? SPACE : /[\s,]/);
    if ('sentence' in value) return value;
    values.push(value);
    next = value.end;
    if (text[next] !== ',') return { at, end: next, isNegated, name, values };
    next += 1;
  }
}

function scanValue(text: string, at: number, stop: RegExp): Piece | QueryError {
  if (text[at] === '"' || text.startsWith('~"', at)) return scanQuoted(text, at, stop);
  let end = at;
  while (end < text.length && !stop.test(text[end] ?? '')) end += 1;
  return { text: text.slice(at, end), at, end, isQuoted: false };
}

/** Within quotes `\` takes the next character as it is. `~` stands before the quote. */
function scanQuoted(text: string, at: number, stop: RegExp): Piece | QueryError {
  const tilde = text[at] === '~' ? '~' : '';
  let value = tilde;
  let next = at + tilde.length + 1;
  while (next < text.length && text[next] !== '"') {
    if (text[next] === '\\') next += 1;
    value += text[next] ?? '';
    next += 1;
  }
  if (next >= text.length) {
    return { at, length: text.length - at, sentence: 'This quote is not closed.' };
  }
  const end = next + 1;
  if (end < text.length && !stop.test(text[end] ?? '')) {
    return { at: end, length: 1, sentence: 'A space must follow a closing quote.' };
  }
  return { text: value, at, end, isQuoted: true };
}
