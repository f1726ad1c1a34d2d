/**
 * A shell script as the simple commands in it, with what surrounds each: enough of the grammar to see who is called with what.
 * Nothing is run and nothing is guessed: a word with an unknown variable keeps its `$`.
 */
import { withoutFunctions, withoutHereDocuments } from './shell-blocks.ts';
import { DEV_TCP, type Piece, piecesOf } from './shell-pieces.ts';
import { expanded, type Known, Scope, type Variables, withPositions } from './shell-variables.ts';

export interface SimpleCommand {
  /** Quotes taken off, known variables put in. */
  readonly words: readonly string[];
  /** It stands in a loop, or in its condition. */
  readonly inLoop: boolean;
  /** As the condition of a loop: how it must end for the loop to end. Null where it is none, or where that is not plain. */
  readonly endsLoop: 'by-success' | 'by-failure' | null;
}

const MAX_DEPTH = 6;
/** Of one script, functions that call functions counted in: beyond it nothing is read. */
const MAX_PIECES = 500;

interface Outer {
  readonly inLoop: boolean;
  readonly depth: number;
  readonly functions: ReadonlyMap<string, string>;
  readonly budget: { left: number };
}

/** In order of the text; a command in `$(…)` comes before the one that it stands in. What a function runs stands where it is called. */
export const simpleCommands = (script: string, variables: Variables): readonly SimpleCommand[] =>
  commandsIn(script, new Map(Object.entries(variables)), {
    inLoop: false,
    depth: 0,
    functions: new Map(),
    budget: { left: MAX_PIECES },
  });

function commandsIn(script: string, variables: Known, outer: Outer): readonly SimpleCommand[] {
  if (outer.depth > MAX_DEPTH) return [];
  const { rest, functions } = withoutFunctions(withoutHereDocuments(script));
  const place = new Place(outer.inLoop);
  const scope = new Scope(variables);
  const all = new Map([...outer.functions, ...functions]);
  const found: SimpleCommand[] = [];
  for (const piece of piecesOf(rest)) {
    if (outer.budget.left-- <= 0) break;
    const at = place.enter(piece);
    const inner = { ...outer, inLoop: at.inLoop, depth: outer.depth + 1, functions: all };
    const text = [...piece.words, ...piece.nested].join(' ');
    for (const script of piece.nested)
      for (const variables of scope.at(text)) found.push(...commandsIn(script, variables, inner));
    const words = assigned(at, scope, text);
    for (const variables of scope.at(text))
      found.push(...calls({ ...at, words }, variables, inner));
  }
  return found;
}

/** A command, or what it runs: a script, a function. */
function calls(
  { words, inLoop, endsLoop }: SimpleCommand,
  variables: Known,
  inner: Outer,
): readonly SimpleCommand[] {
  const called = calledBy(words, variables, inner.functions);
  if (called !== null) return commandsIn(called.script, called.variables, inner);
  return words.length === 0
    ? []
    : [{ words: words.map((word) => expanded(word, variables)), inLoop, endsLoop }];
}

/** What a piece says of variables goes to the scope; the command behind it is what is left. */
function assigned(
  { words, isCertain }: ReturnType<Place['enter']>,
  scope: Scope,
  text: string,
): readonly string[] {
  const [keyword = '', name = '', into = ''] = words;
  if (keyword === 'for' && into === 'in') scope.list(name, words.slice(3));
  if (keyword === 'shift') for (let n = 1; n < 10; n++) scope.forget(String(n));
  const [only, ...others] = scope.at(text);
  return withoutAssignments(words, (assigned, value) => {
    if (others.length > 0 || only === undefined) scope.forget(assigned);
    else scope.assign(assigned, expanded(value, only), isCertain);
  });
}

/** Where in loops and branches each piece stands. */
class Place {
  readonly #isWithin: boolean;
  #loops = 0;
  #branches = 0;
  /** The loop whose condition is being read. */
  #condition: string | null = null;

  constructor(isWithin: boolean) {
    this.#isWithin = isWithin;
  }

  enter({ words, isPiped, isJoined }: Piece): Omit<SimpleCommand, 'words'> & {
    readonly words: readonly string[];
    /** It is no branch that may be left out. */
    readonly isCertain: boolean;
  } {
    const rest = stripped(words);
    const before = words.slice(0, words.length - rest.length);
    const loops = this.#loops;
    for (const word of [...before, rest[0] ?? '']) this.#pass(word);
    const endsLoop = isPiped ? null : this.#endOf(before, rest);
    // Parentheses begin: whether what stands in them is asked for or against is no longer plain.
    if (rest.length === 0) this.#condition = null;
    return {
      words: rest,
      inLoop: this.#isWithin || loops > 0 || this.#loops > 0,
      endsLoop,
      isCertain: this.#branches === 0 && !isJoined,
    };
  }

  #endOf(before: readonly string[], [program]: readonly string[]): SimpleCommand['endsLoop'] {
    if (this.#condition === null || program === undefined || program === DEV_TCP) return null;
    const isNot = before.filter((word) => word === '!').length % 2 === 1;
    return (this.#condition === 'until') === isNot ? 'by-failure' : 'by-success';
  }

  #pass(word: string): void {
    if (LOOPS.has(word)) this.#loops += 1;
    if (word === 'done') this.#loops -= 1;
    if (word === 'if' || word === 'case') this.#branches += 1;
    if (word === 'fi' || word === 'esac') this.#branches -= 1;
    if (word === 'until' || word === 'while') this.#condition = word;
    if (word === 'do') this.#condition = null;
  }
}

const LOOPS = new Set(['until', 'while', 'for']);

/** Words before a command that say nothing of whom it calls. */
const BEFORE = new Set(
  'until while if elif then else do done fi esac ! { } time exec command sudo nohup eval export local readonly declare typeset'.split(
    ' ',
  ),
);
/** Programs that run the one that follows, as do options of theirs and `--`. */
const RUNNERS = new Set(
  'busybox env tini dumb-init catatonit setsid stdbuf nice ionice'.split(' '),
);

function stripped(words: readonly string[]): readonly string[] {
  let rest = words;
  for (;;) {
    const [first = ''] = rest;
    if (BEFORE.has(first)) rest = rest.slice(1);
    else if (RUNNERS.has(baseName(first))) rest = withoutOptions(rest.slice(1), 'n');
    else if (baseName(first) === 'timeout') rest = afterTimeout(rest.slice(1));
    else return rest;
  }
}

/** `-k 5 3s nc …`; busybox took `-t 3 nc …`. */
function afterTimeout(words: readonly string[]): readonly string[] {
  const rest = withoutOptions(words, 'kst');
  return /^(?:[\d.]+[smhd]?$|\$)/.test(rest[0] ?? '') ? rest.slice(1) : rest;
}

/** `values`: letters of the options that take one. */
function withoutOptions(words: readonly string[], values: string): readonly string[] {
  let rest = words;
  while (rest[0]?.startsWith('-') === true) {
    const takesNext = rest[0].length === 2 && values.includes(rest[0][1] ?? ' ');
    rest = rest.slice(takesNext ? 2 : 1);
  }
  return rest;
}

function withoutAssignments(
  words: readonly string[],
  assign: (name: string, value: string) => void,
): readonly string[] {
  let rest = words;
  for (;;) {
    const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(rest[0] ?? '') ?? [];
    if (name === '') return rest === words ? words : stripped(rest);
    assign(name, value);
    rest = rest.slice(1);
  }
}

const baseName = (word: string): string => word.split('/').at(-1) ?? '';

/** The script that it runs: of `sh -c SCRIPT`, also of `bash -euxc`, or of a function. Null where it is something else. */
function calledBy(
  words: readonly string[],
  variables: Known,
  functions: ReadonlyMap<string, string>,
): { readonly script: string; readonly variables: Known } | null {
  const [first = '', ...rest] = words;
  const args = (from: number) => rest.slice(from).map((word) => expanded(word, variables));
  const body = functions.get(first);
  if (body !== undefined) return { script: body, variables: withPositions(variables, args(0), 1) };
  if (!/^(?:ba|a|da|k|z)?sh$/.test(baseName(first))) return null;
  const place = rest.findIndex((word) => /^-[a-z]*c$/.test(word));
  const script = place === -1 ? undefined : rest[place + 1];
  if (script === undefined) return null;
  // As it is written, unless it is a variable itself: it has its own say in what its variables stand for.
  const own = /^\$\w+$/.test(script) ? expanded(script, variables) : script;
  return { script: own, variables: withPositions(variables, args(place + 2), 0) };
}
