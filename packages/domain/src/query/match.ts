/** Whether a row is what a query asks for. */
import type { Millis } from '../time.ts';
import type { Queryable, TextField } from './fields.ts';
import type { Comparison, Pattern, Query, Term } from './query.ts';

/** `now` for ages. */
export type Matcher = (row: Queryable, now: Millis) => boolean;

/**
 * Looks at each value once: nothing that somebody types is a regular expression, and the work for a row grows with its
 * length times the query's, whatever stands in either.
 */
export function matcherOf({ terms }: Query): Matcher {
  const tests = terms.map(testOf);
  return (row, now) => tests.every((test) => test(row, now));
}

/** The ages at which a row may come to match, or cease to, by time alone. */
export const agesIn = ({ terms }: Query): readonly number[] =>
  terms.flatMap((term) => (term.kind === 'age' ? [term.age] : []));

function testOf(term: Term): Matcher {
  const holds = positiveTest(term);
  return term.isNegated ? (row, now) => !holds(row, now) : holds;
}

function positiveTest(term: Term): Matcher {
  switch (term.kind) {
    case 'text': {
      const matches = valueTest({ text: term.text, isWithin: true });
      return (row) => hasText(row, matches);
    }
    case 'match': {
      const tests = term.patterns.map(valueTest);
      const matches = (value: string): boolean => tests.some((test) => test(value));
      return fieldTest(term.field, matches, term.patterns);
    }
    case 'role':
      return ({ pips }) => pips.some(({ role }) => term.roles.includes(role));
    case 'is':
      return ({ traits }) => traits.some((trait) => term.traits.includes(trait));
    case 'label':
      return labelTest(term.key, term.patterns?.map(valueTest) ?? null);
    case 'restarts':
      return ({ restarts }) => compares(restarts, term.comparison, term.count);
    case 'age':
      return ({ createdAt }, now) => compares(now - createdAt, term.comparison, term.age);
  }
}

type ValueTest = (value: string) => boolean;

function fieldTest(field: TextField, matches: ValueTest, patterns: readonly Pattern[]): Matcher {
  switch (field) {
    case 'ns':
      return ({ namespace }) => matches(namespace);
    case 'name':
      return ({ name }) => matches(name);
    case 'node':
      return ({ node }) => node !== null && matches(node);
    case 'status':
      return ({ status }) => matches(status);
    case 'workload': {
      const hasKind = patterns.some(({ text }) => text.includes('/'));
      return ({ workload }) =>
        workload !== null &&
        (matches(workload.name) || (hasKind && matches(`${workload.kind}/${workload.name}`)));
    }
    case 'reason':
      return ({ reasons }) => reasons.some(matches);
    case 'image':
      return ({ pips }) => pips.some(({ image }) => matches(image));
    case 'container':
      return ({ pips }) => pips.some(({ name }) => matches(name));
    case 'blocker':
      return ({ stuck }) => stuck !== null && stuck.container !== null && matches(stuck.container);
    case 'cause':
      return ({ cause }) => cause !== null && matches(cause.code);
    case 'subject':
      return ({ cause }) => cause !== null && cause.subject !== null && matches(cause.subject);
  }
}

function labelTest(key: string, tests: readonly ValueTest[] | null): Matcher {
  return ({ labels }) => {
    if (!Object.hasOwn(labels, key)) return false;
    const value = labels[key] ?? '';
    return tests === null || tests.some((test) => test(value));
  };
}

/** In any of what a row shows. */
const hasText = (row: Queryable, matches: ValueTest): boolean =>
  matches(row.name) ||
  matches(row.namespace) ||
  matches(row.status) ||
  (row.node !== null && matches(row.node)) ||
  (row.workload !== null && (matches(row.workload.name) || matches(row.workload.kind))) ||
  row.reasons.some(matches) ||
  row.pips.some((pip) => matches(pip.name) || matches(pip.image));

/** The pieces between the stars, one after another, each at its first place after the one before. */
function valueTest({ text, isWithin }: Pattern): ValueTest {
  const pieces = text.toLowerCase().split('*');
  const [first = '', ...rest] = pieces;
  if (isWithin) {
    const inner = pieces.filter((piece) => piece !== '');
    return (value) => endOf(value.toLowerCase(), inner, 0) !== null;
  }
  const last = rest.pop();
  if (last === undefined)
    return (value) => value.length === first.length && value.toLowerCase() === first;
  const inner = rest.filter((piece) => piece !== '');
  return (value) => {
    const lower = value.toLowerCase();
    if (!lower.startsWith(first)) return false;
    const end = endOf(lower, inner, first.length);
    return end !== null && lower.length - last.length >= end && lower.endsWith(last);
  };
}

/** Where the last of the pieces ends; null when they are not all there. */
function endOf(value: string, pieces: readonly string[], from: number): number | null {
  let end = from;
  for (const piece of pieces) {
    const at = value.indexOf(piece, end);
    if (at < 0) return null;
    end = at + piece.length;
  }
  return end;
}

function compares(value: number, comparison: Comparison, with_: number): boolean {
  switch (comparison) {
    case '<':
      return value < with_;
    case '<=':
      return value <= with_;
    case '>':
      return value > with_;
    case '>=':
      return value >= with_;
    case '=':
      return value === with_;
  }
}
