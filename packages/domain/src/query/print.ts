/** A query as text again: what is printed means the same when it is read. */
import { durationText } from './duration.ts';
import { bareTrait } from './fields.ts';
import type { Pattern, Query, Term } from './query.ts';

export const printQuery = ({ terms }: Query): string => terms.map(printTerm).join(' ');

export function printTerm(term: Term): string {
  return `${term.isNegated ? '-' : ''}${bareTerm(term)}`;
}

function bareTerm(term: Term): string {
  switch (term.kind) {
    case 'text':
      return isPlainText(term.text) ? term.text : quoted(term.text);
    case 'match':
      return `${term.field}:${term.patterns.map(printPattern).join(',')}`;
    case 'role':
      return `role:${term.roles.join(',')}`;
    case 'is':
      return term.traits.length === 1 && bareTrait(term.traits[0] ?? '') !== null
        ? term.traits.join('')
        : `is:${term.traits.join(',')}`;
    case 'label':
      return `label:${printLabel(term.key, term.patterns)}`;
    case 'restarts':
      return `restarts:${term.comparison === '=' ? '' : term.comparison}${term.count}`;
    case 'age':
      return `age:${term.comparison}${durationText(term.age)}`;
  }
}

/** A key that needs quotes takes its first value with it into them. */
function printLabel(key: string, patterns: readonly Pattern[] | null): string {
  const [first, ...others] = patterns ?? [];
  const whole = first === undefined ? key : `${key}=${first.isWithin ? '~' : ''}${first.text}`;
  const isPlain = /^[^\s",\\]+$/.test(whole);
  return [isPlain ? whole : quoted(whole), ...others.map(printPattern)].join(',');
}

function printPattern({ text, isWithin }: Pattern): string {
  const isPlain = /^[^\s",\\~][^\s",\\]*$/.test(text);
  return `${isWithin ? '~' : ''}${isPlain ? text : quoted(text)}`;
}

const isPlainText = (text: string): boolean =>
  bareTrait(text) === null && /^[^\s",\\:~-][^\s",\\:]*$/.test(text);

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
