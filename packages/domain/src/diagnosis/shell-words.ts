/**
 * A shell script as the simple commands in it, with what surrounds each: enough of the grammar to see who is called with what.
 * Nothing is run and nothing is guessed: a word with an unknown variable keeps its `$`.
 */

export interface SimpleCommand {
  /** Quotes taken off, known variables put in. */
  readonly words: readonly string[];
  /** It stands in a loop, or in its condition. */
  readonly inLoop: boolean;
}

export type Variables = Readonly<Record<string, string>>;

const MAX_DEPTH = 6;

/** In order of the text; a command in `$(…)` comes before the one that it stands in. */
export function simpleCommands(
  script: string,
  variables: Variables,
  outer: { readonly inLoop: boolean; readonly depth: number } = { inLoop: false, depth: 0 },
): readonly SimpleCommand[] {
  if (outer.depth > MAX_DEPTH) return [];
  const own = new Map(Object.entries(variables));
  const found: SimpleCommand[] = [];
  let loops = 0;
  for (const piece of piecesOf(script)) {
    const before = loops;
    const words = stripped(piece.words.map((word) => expanded(word, own)));
    loops += opened(piece.words) - closed(piece.words);
    const inLoop = outer.inLoop || before > 0 || loops > 0;
    const inner = { inLoop, depth: outer.depth + 1 };
    const known = Object.fromEntries(own);
    for (const nested of piece.nested) found.push(...simpleCommands(nested, known, inner));
    const rest = withoutAssignments(words, own);
    const script = shellScriptOf(rest);
    if (script !== null) found.push(...simpleCommands(script, Object.fromEntries(own), inner));
    else if (rest.length > 0) found.push({ words: rest, inLoop });
  }
  return found;
}

/** The script of `sh -c SCRIPT`, also of `bash -euxc`; null where it is something else. */
function shellScriptOf(words: readonly string[]): string | null {
  const name = (words[0] ?? '').split('/').at(-1) ?? '';
  if (!/^(?:ba|a|da|k|z)?sh$/.test(name)) return null;
  const place = words.findIndex((word, index) => index > 0 && /^-[a-z]*c$/.test(word));
  return place === -1 ? null : (words[place + 1] ?? null);
}

/** `$NAME`, `${NAME}`, `${NAME:-otherwise}` and Kubernetes' own `$(NAME)`. */
export const expanded = (word: string, variables: ReadonlyMap<string, string>): string =>
  word.replace(
    /\$(?:\{(\w+)(?::?-([^}]*))?\}|\((\w+)\)|(\w+))/g,
    (whole, braced?: string, otherwise?: string, kubernetes?: string, bare?: string) =>
      variables.get(braced ?? kubernetes ?? bare ?? '') ?? otherwise ?? whole,
  );

const LOOPS = new Set(['until', 'while', 'for']);
const opened = (words: readonly string[]): number => words.filter((word) => LOOPS.has(word)).length;
const closed = (words: readonly string[]): number => (words[0] === 'done' ? 1 : 0);

/** Words before a command that say nothing of whom it calls. */
const BEFORE = new Set(
  'until while if elif then else do done fi ! { } time exec command sudo nohup eval'.split(' '),
);

function stripped(words: readonly string[]): readonly string[] {
  let rest = words;
  for (;;) {
    const [first = ''] = rest;
    if (BEFORE.has(first)) rest = rest.slice(1);
    else if (first === 'timeout')
      rest = rest.slice(rest.findIndex((it) => /^\d/.test(it)) + 1 || 1);
    else return rest;
  }
}

function withoutAssignments(words: readonly string[], own: Map<string, string>): readonly string[] {
  for (const [index, word] of words.entries()) {
    const match = /^(\w+)=(.*)$/s.exec(word);
    if (match === null) return words.slice(index);
    own.set(match[1] ?? '', match[2] ?? '');
  }
  return [];
}

interface Piece {
  readonly words: string[];
  /** Scripts in `$(…)` and backticks of this piece. */
  readonly nested: string[];
}

/** Cut at `;`, `&`, `|`, newlines and parentheses; a redirection loses its target, but for /dev/tcp. */
function piecesOf(script: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let piece: Piece = { words: [], nested: [] };
  let word: string | null = null;
  let isTarget = false;
  const endWord = (): void => {
    const tcp = word === null ? null : /^\/dev\/(?:tcp|udp)\/([^/]+)\/(\d+)$/.exec(word);
    if (tcp !== null) pieces.push({ words: ['/dev/tcp', tcp[1] ?? '', tcp[2] ?? ''], nested: [] });
    else if (word !== null && !isTarget) piece.words.push(word);
    if (word !== null) isTarget = false;
    word = null;
  };
  const endPiece = (): void => {
    endWord();
    if (piece.words.length > 0 || piece.nested.length > 0) pieces.push(piece);
    piece = { words: [], nested: [] };
  };
  for (let i = 0; i < script.length; i++) {
    const lexeme = lexemeAt(script, i, word === null);
    i += lexeme.length - 1;
    switch (lexeme.kind) {
      case 'text':
        word = (word ?? '') + lexeme.text;
        break;
      case 'nested':
        piece.nested.push(...lexeme.scripts);
        word = (word ?? '') + lexeme.text;
        break;
      case 'redirect':
        if (word !== null && /^\d+$/.test(word)) word = null;
        endWord();
        isTarget = true;
        break;
      case 'space':
        endWord();
        break;
      case 'end':
        endPiece();
        break;
    }
  }
  endPiece();
  return pieces;
}

type Lexeme = { readonly length: number } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'nested'; readonly text: string; readonly scripts: readonly string[] }
  | { readonly kind: 'redirect' | 'space' | 'end' }
);

function lexemeAt(script: string, at: number, isWordStart: boolean): Lexeme {
  const rest = script.slice(at);
  const plain = PLAIN.exec(rest)?.[0];
  if (plain !== undefined) return { kind: 'text', text: plain, length: plain.length };
  return quotedAt(rest) ?? substitutedAt(rest) ?? signAt(rest, isWordStart);
}

function substitutedAt(rest: string): Lexeme | null {
  const found = substitutionAt(rest);
  return found && { ...found, kind: 'nested', text: '$()' };
}

function signAt(rest: string, isWordStart: boolean): Lexeme {
  const redirect = /^(?:<<<|[<>]{1,2}&?)/.exec(rest)?.[0];
  if (redirect !== undefined) return { kind: 'redirect', length: redirect.length };
  const [first = '', second = ''] = rest;
  if (first === '#' && isWordStart) return { kind: 'space', length: lineLength(rest) };
  if (/[ \t\r]/.test(first)) return { kind: 'space', length: 1 };
  if (/[;&|\n()]/.test(first)) return { kind: 'end', length: 1 };
  if (first !== '\\' || second === '') return { kind: 'text', text: first, length: 1 };
  return second === '\n' ? { kind: 'space', length: 2 } : { kind: 'text', text: second, length: 2 };
}

/** `$(NAME)` is Kubernetes' own, and no command. */
const PLAIN = /^(?:[\w./:@%+,=?*~[\]{}!^-]+|\$\(\w+\)|\$\{[^}]*\}|\$\w+)/;

function quotedAt(rest: string): Lexeme | null {
  const single = /^'([^']*)'?/.exec(rest);
  if (single !== null) return { kind: 'text', text: single[1] ?? '', length: single[0].length };
  return rest.startsWith('"') ? doubleQuoted(rest) : null;
}

/** Quotes within `$(…)` within quotes are its own. */
function doubleQuoted(rest: string): Lexeme {
  const scripts: string[] = [];
  let text = '';
  let i = 1;
  while (i < rest.length && rest[i] !== '"') {
    const nested = substitutionAt(rest.slice(i));
    const isEscape = rest[i] === '\\';
    scripts.push(...(nested?.scripts ?? []));
    if (nested === null) text += isEscape ? (rest[i + 1] ?? '') : rest[i];
    else text += '$()';
    i += nested?.length ?? (isEscape ? 2 : 1);
  }
  return { kind: 'nested', text, scripts, length: Math.min(i + 1, rest.length) };
}

/** `$(…)` with its parentheses balanced, or backticks. */
function substitutionAt(
  rest: string,
): { readonly scripts: readonly string[]; readonly length: number } | null {
  const ticks = /^`([^`]*)`?/.exec(rest);
  if (ticks !== null) return { scripts: [ticks[1] ?? ''], length: ticks[0].length };
  if (!rest.startsWith('$(') || /^\$\(\w+\)/.test(rest)) return null;
  let open = 0;
  for (let i = 1; i < rest.length; i++) {
    if (rest[i] === '(') open += 1;
    if (rest[i] === ')') open -= 1;
    if (open === 0) return { scripts: [rest.slice(2, i)], length: i + 1 };
  }
  return { scripts: [rest.slice(2)], length: rest.length };
}

const lineLength = (rest: string): number => {
  const end = rest.indexOf('\n');
  return end === -1 ? rest.length : end;
};
