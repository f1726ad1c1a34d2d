/** Label and field selectors: parsed and refused as apimachinery does it (`pkg/labels/selector.go`, `pkg/fields`). */

interface Selected {
  readonly labels: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string>>;
}

export type Test = (object: Selected) => boolean;

/** A selector that cannot be understood; `message` is what the API server says. */
interface BadSelector {
  readonly message: string;
}

export const isBadSelector = (result: readonly Test[] | BadSelector): result is BadSelector =>
  'message' in result;

interface Token {
  readonly kind: 'identifier' | 'end' | 'operator';
  readonly text: string;
}

/** Thrown inside the parser only; `labelTests` turns it into a value. */
class Unexpected extends Error {}

const TOKEN = /\s*(?:(==|=|!=|!|<|>|,|\(|\))|([^\s=!<>,()]+))/y;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text))
    tokens.push(
      match[1] === undefined
        ? { kind: 'identifier', text: match[2] ?? '' }
        : { kind: 'operator', text: match[1] },
    );
  return [...tokens, { kind: 'end', text: '' }];
}

/** The tests a label selector stands for (all must hold; none for an empty one), or what is wrong with it. */
export function labelTests(selector: string): readonly Test[] | BadSelector {
  try {
    return requirements(tokensOf(selector));
  } catch (problem) {
    if (problem instanceof Unexpected) return { message: problem.message };
    throw problem;
  }
}

function requirements(tokens: Token[]): Test[] {
  const tests: Test[] = [];
  if (isEnd(tokens)) return tests;
  for (;;) {
    tests.push(requirement(tokens));
    const { kind, text } = take(tokens);
    if (kind === 'end') return tests;
    if (text !== ',') throw new Unexpected(`found '${text}', expected: ',' or 'end of string'`);
    if (isEnd(tokens)) throw new Unexpected(`found '', expected: identifier after ','`);
  }
}

const isEnd = ([next]: readonly Token[]): boolean => next === undefined || next.kind === 'end';

const take = (tokens: Token[]): Token => tokens.shift() ?? { kind: 'end', text: '' };

function requirement(tokens: Token[]): Test {
  const first = take(tokens);
  if (first.text === '!') {
    const name = identifier(tokens);
    return ({ labels }) => labels[name] === undefined;
  }
  if (first.kind !== 'identifier')
    throw new Unexpected(`found '${first.text}', expected: !, identifier, or 'end of string'`);
  const next = tokens[0];
  if (next === undefined || next.kind === 'end' || next.text === ',')
    return ({ labels }) => labels[first.text] !== undefined;
  return comparison(first.text, take(tokens).text, tokens);
}

function comparison(name: string, operator: string, tokens: Token[]): Test {
  switch (operator) {
    case '=':
    case '==': {
      const value = comparedValue(tokens);
      return ({ labels }) => labels[name] === value;
    }
    case '!=': {
      const value = comparedValue(tokens);
      return ({ labels }) => labels[name] !== value;
    }
    case 'in': {
      const values = comparedValues(tokens);
      return ({ labels }) => labels[name] !== undefined && values.has(labels[name]);
    }
    case 'notin': {
      const values = comparedValues(tokens);
      return ({ labels }) => labels[name] === undefined || !values.has(labels[name]);
    }
    default:
      throw new Unexpected(`found '${operator}', expected: in, notin, =, ==, !=, gt, lt`);
  }
}

function identifier(tokens: Token[]): string {
  const { kind, text } = take(tokens);
  if (kind === 'identifier') return text;
  throw new Unexpected(`found '${text}', expected: identifier`);
}

/** `a=` and `a=,b` compare with the empty value. */
function comparedValue(tokens: Token[]): string {
  const next = tokens[0];
  return next === undefined || next.kind === 'end' || next.text === ',' ? '' : identifier(tokens);
}

function comparedValues(tokens: Token[]): ReadonlySet<string> {
  const open = take(tokens);
  if (open.text !== '(') throw new Unexpected(`found '${open.text}' expected: '('`);
  const values = new Set<string>();
  for (;;) {
    values.add(identifier(tokens));
    const { text } = take(tokens);
    if (text === ')') return values;
    if (text !== ',') throw new Unexpected(`found '${text}', expected: ',' or ')'`);
  }
}

const FIELD_TERM = /^([^=!]+?)(!=|==|=)(.*)$/;

/**
 * The tests a field selector stands for. `supported` are the labels the kind knows; any other is
 * refused by name, as the API server does.
 */
export function fieldTests(
  selector: string,
  supported: readonly string[],
): readonly Test[] | BadSelector {
  const tests: Test[] = [];
  for (const term of selector.split(',').filter((part) => part !== '')) {
    const [, field, operator, value] = FIELD_TERM.exec(term) ?? [];
    if (field === undefined)
      return { message: `invalid selector: '${selector}'; can't understand '${term}'` };
    if (!supported.includes(field)) return { message: `field label not supported: ${field}` };
    const wanted = operator !== '!=';
    tests.push(({ fields }) => (fields[field] === value) === wanted);
  }
  return tests;
}
