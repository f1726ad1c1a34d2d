/** A query's text as terms, or what is wrong with it and where. */
import type { LaneRole } from '../lane.ts';
import { durationFrom } from './duration.ts';
import {
  bareTrait,
  FIELDS,
  type Field,
  fieldNamed,
  isTextField,
  ROLES,
  TRAITS,
  type Trait,
} from './fields.ts';
import {
  COMPARISONS,
  type Comparison,
  type Pattern,
  QUERY_LIMITS,
  type Query,
  type QueryError,
  type Term,
} from './query.ts';
import { type Piece, type ScannedTerm, scan } from './scan.ts';

export type Parsed =
  | { readonly ok: true; readonly query: Query }
  | { readonly ok: false; readonly error: QueryError };

/** Total: any text is a query or an error with its place. The empty text finds everything. */
export function parseQuery(text: string): Parsed {
  if (text.length > QUERY_LIMITS.length) {
    const at = QUERY_LIMITS.length;
    return failure({ at, end: text.length }, `A query has at most ${at} characters.`);
  }
  const scanned = scan(text);
  if (!scanned.ok) return scanned;
  const beyond = scanned.terms[QUERY_LIMITS.terms];
  if (beyond !== undefined)
    return failure(beyond, `A query has at most ${QUERY_LIMITS.terms} terms.`);
  const terms: Term[] = [];
  for (const scannedTerm of scanned.terms) {
    const read = termOf(scannedTerm);
    if ('sentence' in read) return { ok: false, error: read };
    terms.push({ ...read, isNegated: scannedTerm.isNegated });
  }
  return { ok: true, query: { terms } };
}

type Bare<T> = T extends unknown ? Omit<T, 'isNegated'> : never;
type Read = Bare<Term> | QueryError;
type Place = Pick<Piece, 'at' | 'end'>;

const errorAt = ({ at, end }: Place, sentence: string): QueryError => ({
  at,
  length: Math.max(1, end - at),
  sentence,
});

const failure = (place: Place, sentence: string): Parsed => ({
  ok: false,
  error: errorAt(place, sentence),
});

function termOf(term: ScannedTerm): Read {
  const { name, values } = term;
  if (name === null) return textOf(term);
  const field = fieldNamed(name.text);
  if (field === null) return errorAt(name, unknownField(name.text));
  const empty = values.find(({ text }) => text === '' || text === '~');
  if (empty !== undefined) {
    return errorAt(term, `${name.text}: needs a value, as in ${exampleOf(field)}.`);
  }
  if (isTextField(field)) return { kind: 'match', field, patterns: values.map(patternOf) };
  return READERS[field](values);
}

function textOf({ isNegated, at, values: [value] }: ScannedTerm): Read {
  if (value === undefined || value.text === '') {
    const sentence = isNegated ? 'A minus needs something behind it.' : 'There is nothing to find.';
    return errorAt({ at, end: value?.end ?? at }, sentence);
  }
  const trait = value.isQuoted ? null : bareTrait(value.text);
  if (trait !== null) return { kind: 'is', traits: [trait] };
  return { kind: 'text', text: value.text };
}

const patternOf = ({ text }: Pick<Piece, 'text'>): Pattern =>
  text.startsWith('~') ? { text: text.slice(1), isWithin: true } : { text, isWithin: false };

type Reader = (values: readonly Piece[]) => Read;

const READERS: Readonly<Record<'role' | 'is' | 'label' | 'restarts' | 'age', Reader>> = {
  role: (values) =>
    knownOf<LaneRole, Read>(values, ROLES, 'role', (roles) => ({ kind: 'role', roles })),
  is: (values) => knownOf<Trait, Read>(values, TRAITS, 'is', (traits) => ({ kind: 'is', traits })),
  label: labelOf,
  restarts: ([value, more]) => {
    const [comparison, rest] = comparisonOf(value?.text ?? '', '=');
    if (value === undefined || more !== undefined || !/^\d{1,9}$/.test(rest))
      return errorAt(more ?? value ?? NOWHERE, 'restarts needs a number, as in restarts:>3.');
    return { kind: 'restarts', comparison, count: Number(rest) };
  },
  age: ([value, more]) => {
    const [comparison, rest] = comparisonOf(value?.text ?? '', null);
    const age = durationFrom(rest);
    if (value === undefined || more !== undefined || comparison === null || age === null)
      return errorAt(more ?? value ?? NOWHERE, 'age needs < or > and a time, as in age:<10m.');
    return { kind: 'age', comparison, age };
  },
};

const NOWHERE: Place = { at: 0, end: 1 };

function knownOf<W extends string, R>(
  values: readonly Piece[],
  words: readonly W[],
  field: string,
  make: (found: readonly W[]) => R,
): R | QueryError {
  const found: W[] = [];
  for (const value of values) {
    const word = words.find((known) => known === value.text.toLowerCase());
    if (word === undefined) return errorAt(value, `${field}: knows ${words.join(', ')}.`);
    found.push(word);
  }
  return make(found);
}

function labelOf(values: readonly Piece[]): Read {
  const [first, ...others] = values;
  if (first === undefined) return errorAt(NOWHERE, 'label: needs a key.');
  const sign = first.text.indexOf('=');
  const key = sign < 0 ? first.text : first.text.slice(0, sign);
  const value = sign < 0 ? null : { ...first, text: first.text.slice(sign + 1) };
  if (key === '' || key.startsWith('~') || value?.text === '' || value?.text === '~')
    return errorAt(first, 'label needs a key, and a value after =, as in label:app=web.');
  if (value === null && others[0] !== undefined)
    return errorAt(others[0], 'A label without a value stands alone, as in label:app.');
  const patterns = value === null ? null : [value, ...others].map(patternOf);
  return { kind: 'label', key, patterns };
}

function comparisonOf<D extends Comparison | null>(
  text: string,
  without: D,
): readonly [Comparison | D, string] {
  const sign = COMPARISONS.find((known) => text.startsWith(known));
  return sign === undefined ? [without, text] : [sign, text.slice(sign.length)];
}

const exampleOf = (field: Field): string =>
  FIELDS.find((words) => words.field === field)?.example ?? '';

function unknownField(name: string): string {
  const near = FIELDS.find(({ field, means }) => name.startsWith(field) || means.startsWith(name));
  const hint =
    near === undefined
      ? `Text with a colon stands in quotes: "${name}:…".`
      : `Is ${near.field}: meant?`;
  return `There is no field ${name}. ${hint}`;
}
