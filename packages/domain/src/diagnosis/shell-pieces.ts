/** A shell script cut into its commands, quotes and comments taken off: the words, and nothing of what they mean. */

export interface Piece {
  /** As written, without their quotes. */
  readonly words: readonly string[];
  /** Scripts in `$(…)` and backticks of this piece. */
  readonly nested: readonly string[];
  /** What it prints goes to another, whose ending counts. */
  readonly isPiped: boolean;
  /** It runs only by how the one before it ended (`&&`, `||`). */
  readonly isJoined: boolean;
}

/** Bash’s own way to connect, as a redirection; here the name of a program that is told host and port. */
export const DEV_TCP = '/dev/tcp';

/** Cut at `;`, `&`, `|`, newlines and parentheses; a redirection loses its target, but for /dev/tcp, which is a piece after its own. */
export function piecesOf(script: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let words: string[] = [];
  let nested: string[] = [];
  let connects: string[][] = [];
  let word: string | null = null;
  let isTarget = false;
  let isJoined = false;
  const endWord = (): void => {
    const tcp = word === null ? null : /^\/dev\/(?:tcp|udp)\/([^/]+)\/([^/]+)$/.exec(word);
    if (tcp !== null) connects.push([DEV_TCP, tcp[1] ?? '', tcp[2] ?? '']);
    else if (word !== null && !isTarget) words.push(word);
    if (word !== null) isTarget = false;
    word = null;
  };
  const endPiece = (sign: string): void => {
    endWord();
    const more = { isPiped: /^\|&?$/.test(sign), isJoined };
    if (words.length > 0 || nested.length > 0) pieces.push({ words, nested, ...more });
    for (const it of connects) pieces.push({ words: it, nested: [], ...more });
    isJoined = sign === '&&' || sign === '||';
    words = [];
    nested = [];
    connects = [];
  };
  for (let i = 0; i < script.length; i++) {
    const lexeme = lexemeAt(script, i, word === null);
    i += lexeme.length - 1;
    switch (lexeme.kind) {
      case 'text':
        word = (word ?? '') + lexeme.text;
        break;
      case 'nested':
        nested.push(...lexeme.scripts);
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
        endPiece(script.slice(i - lexeme.length + 1, i + 1));
        break;
    }
  }
  endPiece('');
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
  const end = /^(?:&&|\|\||\|&|[;&|\n()])/.exec(rest)?.[0];
  if (end !== undefined) return { kind: 'end', length: end.length };
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
