/** What may stand at the caret: fields, then their values. */
import {
  BARE_TRAITS,
  FACET_FIELDS,
  type FacetField,
  FIELDS,
  fieldNamed,
  ROLES,
  TRAITS,
} from './fields.ts';
import { printTerm } from './print.ts';

export interface FacetValue {
  readonly value: string;
  /** Pods that have it; null where nobody counted. */
  readonly count: number | null;
}

/** Values that are there, of the field that the caret is in; see `facetAt`. */
export type Facets = readonly FacetValue[];

export interface Completion {
  /** What takes the place of the text from `from` to `to`. */
  readonly insert: string;
  readonly label: string;
  /** What it means, or how many pods have it. */
  readonly note: string;
}

export interface Completions {
  readonly from: number;
  readonly to: number;
  readonly items: readonly Completion[];
}

/** Which values to ask for, to complete what stands at the caret. */
export interface FacetWanted {
  readonly field: FacetField;
  /** For `label`: the key whose values are wanted; null: the keys. */
  readonly key: string | null;
  /** What is typed of the value so far. */
  readonly text: string;
}

const SHOWN = 12;

/** The piece of a term that is being typed: from its beginning up to the caret. */
interface Typed {
  readonly name: string | null;
  /** For a label: the key before `=`, when the caret is behind it. */
  readonly key: string | null;
  readonly text: string;
  readonly from: number;
}

/** Nothing within quotes: whoever quotes knows what to write. */
function typedAt(text: string, caret: number): Typed | null {
  const before = text.slice(0, caret);
  const start = before.search(/\S*$/);
  const term = before.slice(start);
  if ((before.match(/"/g)?.length ?? 0) % 2 === 1) return null;
  const [, minus = '', name = null, rest = ''] = /^(-?)(?:([a-z][a-z-]*):)?(.*)$/.exec(term) ?? [];
  const valuesAt = start + minus.length + (name === null ? 0 : name.length + 1);
  if (name === null) return { name, key: null, text: rest, from: valuesAt };
  const sign = fieldNamed(name) === 'label' ? rest.indexOf('=') : -1;
  const cut = Math.max(sign, rest.lastIndexOf(','));
  const tilde = rest[cut + 1] === '~' ? 1 : 0;
  return {
    name,
    key: sign < 0 ? null : rest.slice(0, sign),
    text: rest.slice(cut + 1 + tilde),
    from: valuesAt + cut + 1 + tilde,
  };
}

/** Null when what is typed needs no values that the server would have to tell. */
export function facetAt(text: string, caret: number): FacetWanted | null {
  const typed = typedAt(text, caret);
  const field = typed?.name === null || typed === null ? null : fieldNamed(typed.name);
  const counted = FACET_FIELDS.find((known) => known === field);
  if (typed === null || counted === undefined) return null;
  return { field: counted, key: counted === 'label' ? typed.key : null, text: typed.text };
}

/** At most a dozen, those that begin as typed first. No items when there is nothing to offer. */
export function completionsAt(text: string, caret: number, facets: Facets): Completions {
  const typed = typedAt(text, caret);
  if (typed === null) return { from: caret, to: caret, items: [] };
  const items =
    typed.name === null ? fieldItems(typed.text) : valueItems(typed.name, typed, facets);
  return { from: typed.from, to: caret, items: items.slice(0, SHOWN) };
}

function fieldItems(typed: string): readonly Completion[] {
  if (typed !== '' && !/^[a-z-]+$/.test(typed)) return [];
  const fields = FIELDS.filter(({ field }) => field.startsWith(typed));
  const synonyms = FIELDS.filter(
    (words) => typed !== '' && words.means.startsWith(typed) && !fields.includes(words),
  );
  const bare = BARE_TRAITS.filter(({ trait }) => trait.startsWith(typed)).map(
    ({ trait, means }) => ({ insert: `${trait} `, label: trait, note: means }),
  );
  return [
    ...bare,
    ...[...fields, ...synonyms].map(({ field, means }) => ({
      insert: `${field}:`,
      label: `${field}:`,
      note: means,
    })),
  ];
}

function valueItems(name: string, typed: Typed, facets: Facets): readonly Completion[] {
  const field = fieldNamed(name);
  switch (field) {
    case null:
      return [];
    case 'is':
      return wordItems(TRAITS, typed.text);
    case 'role':
      return wordItems(ROLES, typed.text);
    case 'restarts':
      return wordItems(['>0', '>3', '>10'], typed.text);
    case 'age':
      return wordItems(['<10m', '<1h', '>1d'], typed.text);
    case 'label':
      return typed.key === null ? keyItems(facets, typed.text) : facetItems(facets, typed.text);
    default:
      return facetItems(facets, typed.text);
  }
}

const wordItems = (words: readonly string[], typed: string): readonly Completion[] =>
  words
    .filter((word) => word.startsWith(typed.toLowerCase()))
    .map((word) => ({ insert: `${word} `, label: word, note: '' }));

const keyItems = (facets: Facets, typed: string): readonly Completion[] =>
  near(facets, typed).map(({ value, count }) => ({
    insert: `${value}=`,
    label: `${value}=`,
    note: noteOf(count),
  }));

const facetItems = (facets: Facets, typed: string): readonly Completion[] =>
  near(facets, typed).map(({ value, count }) => ({
    insert: `${valueText(value)} `,
    label: value,
    note: noteOf(count),
  }));

const noteOf = (count: number | null): string =>
  count === null ? '' : count === 1 ? '1 pod' : `${count} pods`;

/** As it stands behind a colon. */
const valueText = (text: string): string =>
  printTerm({
    kind: 'match',
    field: 'ns',
    patterns: [{ text, isWithin: false }],
    isNegated: false,
  }).slice('ns:'.length);

function near(facets: Facets, typed: string): Facets {
  const wanted = typed.toLowerCase();
  const found = facets.filter(({ value }) => value.toLowerCase().includes(wanted));
  const begins = ({ value }: FacetValue): number =>
    value.toLowerCase().startsWith(wanted) ? 0 : 1;
  return found.toSorted((a, b) => begins(a) - begins(b) || (b.count ?? 0) - (a.count ?? 0));
}
